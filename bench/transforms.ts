// What each picture transform costs on one thread, beside OpenCV and Pillow where a Python with them is installed.
// usage: node dist/bench/transforms.js [--sizes 256,512,1024] [--only name,...] [--rounds 3] [--json] [--alone]
//
// Counted: from the decoded 8-bit picture (RGBX, as our decoder leaves it in the kernels' memory) to the uint8 row
// [height, width, 3] of the batch, by the fused plan of that one transform. Drawing and fusing the plan is counted apart
// (`plan`, microseconds). The peers begin with a uint8 array or an Image and end with one. Each figure is the shortest
// time of a call (ours: for each of eight draws, and the mean of these), and rounds of the three follow each other, so that a loaded machine does no harm to one of them alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogs } from '../src/catalog.ts';
import { childKey, makeTransform, type Node, planner, rootKey } from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import { type ImageOp, scale } from '../vision/index.ts';
import { fuse } from '../vision/kernels/fusion.ts';
import { Bench, micros, picture } from './render.ts';
import { timedWith } from './transform-values.ts';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '256,512,1024' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
  },
});
const sizes = options.sizes.split(',').map(Number);
const only = options.only?.split(',');
const rounds = Number(options.rounds);
const secondsEach = 0.05;

interface Row {
  readonly name: string;
  readonly size: number;
  readonly ours: number;
  readonly plan: number;
  readonly opencv: number | null;
  readonly pillow: number | null;
}

interface Peers {
  time(name: string): Promise<{ opencv: number | null; pillow: number | null }>;
  close(): void;
}

const nobody: Peers = { time: async () => ({ opencv: null, pillow: null }), close: () => {} };

/** A Python that has at least one of the two, waiting for names. */
async function peersOf(file: string, side: number): Promise<Peers | undefined> {
  const script = fileURLToPath(new URL('../../bench/peers.py', import.meta.url));
  for (const command of ['/usr/bin/python3', 'python3']) {
    const child = spawn(command, [script, file, String(side), String(secondsEach)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const time: Peers['time'] = async (name) => {
      child.stdin.write(`${name}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ended at ${name}`);
      return JSON.parse(value) as { opencv: number | null; pillow: number | null };
    };
    const first = await time('invert').catch(() => undefined);
    if (first !== undefined && (first.opencv !== null || first.pillow !== null)) {
      return { time, close: () => child.stdin.end() };
    }
    child.stdin.end();
  }
  return undefined;
}

/** A transform with the values it is timed with. What it refuses is an error: defaults would pass for what the peers do. */
function node(name: string, side: number): Node {
  return makeTransform(catalogs.image.get(name)!, { ...timedWith[name]?.(side), p: 1 });
}

const turns = 8;

/**
 * Each of `turns` inputs' shortest call of those that fit into the time, at least three, in microseconds, and the mean of
 * these; after a round that is not counted. `best` keeps them from one round to the next.
 */
async function shortest(
  run: (turn: number) => void | Promise<void>,
  best = new Float64Array(turns).fill(Number.POSITIVE_INFINITY),
): Promise<number> {
  for (let turn = 0; turn < turns; turn++) await run(turn);
  const begin = process.hrtime.bigint();
  for (let i = 0; i < 3 * turns || micros(begin) < secondsEach * 1e6; i++) {
    const start = process.hrtime.bigint();
    const later = run(i % turns);
    if (later !== undefined) await later;
    best[i % turns] = Math.min(best[i % turns]!, micros(start));
  }
  return best.reduce((sum, time) => sum + time, 0) / turns;
}

async function time(name: string, side: number, pixels: Uint8Array, peers: Peers): Promise<Row> {
  const bench = new Bench(pixels, side, side, 4 * side * side * 3);
  const key = rootKey(name);
  const nodes = [node(name, side)];
  // A handful of plans in turn, so that what is drawn weighs as it comes.
  const jobs = Array.from({ length: turns }, (_, i) => bench.plan(nodes, childKey(key, i)));
  const render = (turn: number) => bench.render(jobs[turn]!);
  const best = new Float64Array(turns).fill(Number.POSITIVE_INFINITY);
  let [ours, opencv, pillow] = [0, null as number | null, null as number | null];
  const least = (a: number | null, b: number | null) => (a === null || b === null ? b : Math.min(a, b));
  for (let round = 0; round < rounds; round++) {
    ours = (await shortest(render, best)) / 1e3;
    const theirs = await peers.time(name);
    opencv = least(opencv, theirs.opencv);
    pillow = least(pillow, theirs.pillow);
  }
  const plan = planner<ImageFacts, ImageOp>([...nodes, scale({ dtype: 'uint8' })] as never, imageRules);
  const facts = { width: side, height: side };
  const planMicros = await shortest((i) => void fuse(plan(childKey(key, i), facts).steps.flatMap((step) => step.ops)));
  return { name, size: side, ours, plan: planMicros, opencv, pillow };
}

const rows: Row[] = [];
const ms = (value: number | null) => (value === null ? '-' : value.toFixed(3)).padStart(9);
const ratio = ({ ours, opencv, pillow }: Row) => {
  const other = Math.min(opencv ?? Number.POSITIVE_INFINITY, pillow ?? Number.POSITIVE_INFINITY);
  return (other === Number.POSITIVE_INFINITY ? '-' : (ours / other).toFixed(2)).padStart(9);
};
const names = [...catalogs.image.keys()].filter((name) => name !== 'scale' && (only?.includes(name) ?? true)).sort();
const folder = mkdtempSync(join(tmpdir(), 'augment-bench-'));
try {
  for (const side of sizes) {
    const pixels = picture(side);
    const file = join(folder, `${side}.raw`);
    writeFileSync(file, pixels);
    const peers = options.alone ? nobody : ((await peersOf(file, side)) ?? nobody);
    if (!options.json) {
      if (peers === nobody) console.log('no Python with OpenCV or Pillow: peers are left out');
      console.log(`\n${side} x ${side}, uint8, ms; plan in us; ratio to the faster peer`);
      console.log(`${''.padEnd(22)}     ours   OpenCV   Pillow    ratio     plan`);
    }
    for (const name of names) {
      try {
        const row = await time(name, side, pixels, peers);
        rows.push(row);
        if (options.json) continue;
        const parts = [ms(row.ours), ms(row.opencv), ms(row.pillow), ratio(row), row.plan.toFixed(1).padStart(9)];
        console.log(`${name.padEnd(22)}${parts.join('')}`);
      } catch (error) {
        // What needs more than one picture, or a file that was fitted, has no row here.
        console.error(`${name}: left out (${error instanceof Error ? error.message : error})`);
      }
    }
    peers.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(rows, undefined, 1));
