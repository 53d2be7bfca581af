// 32 x 32 pictures in memory, one thread: what a sample costs, and how much of it is JavaScript rather than kernels.
// usage: node dist/bench/small.js [ROUNDS]
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dataset, pictures } from '../src/index.ts';
import { Renderer } from '../src/renderer.ts';
import { scanSource, viewSource } from '../src/sources/kinds.ts';
import { colorJitter, gaussianNoise, horizontalFlip, pixelDropout, resizedCrop, rotate } from '../vision/index.ts';

const [rounds = '15'] = process.argv.slice(2);
const [count, side, rows] = [10_000, 32, 256];
const raw = { width: side, height: side, channels: 3 } as const;
const records = Array.from({ length: count }, (_, id) => ({ bytes: picture(id), raw }));
const { spec } = dataset(pictures(records), { seed: 1 })
  .augment(
    resizedCrop({ size: [side, side] }),
    horizontalFlip({ p: 0.5 }),
    rotate({ angleDegrees: [-15, 15] }),
    colorJitter({ brightness: [0.8, 1.2], contrast: [0.8, 1.2], saturation: [0.8, 1.2], hueDegrees: [-18, 18] }),
    gaussianNoise({ sigma: [0.05, 0.05] }),
    pixelDropout({ dropFraction: [0.01, 0.01] }),
  )
  .batch(rows);
const ids = Uint32Array.from({ length: count }, (_, id) => id);
const source = viewSource(await scanSource(spec.source));
const rowBytes = side * side * 3 * 4;
const target = new Uint8Array(rows * rowBytes);

function picture(id: number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => (Math.imul(i + id, 0x9e3779b1) >>> 16) & 255);
}

/** A renderer whose kernels return at once: what is left is JavaScript, calls and the copies of bytes. */
function withoutKernels(): Renderer {
  const { Instance } = WebAssembly;
  const Idle = class {
    readonly exports: Record<string, unknown>;
    constructor(...given: ConstructorParameters<typeof Instance>) {
      const { exports } = new Instance(...given);
      const idle = Object.keys(exports).map((name) => [name, name === 'heapBase' ? exports[name] : () => 1e5]);
      this.exports = Object.fromEntries(idle);
    }
  };
  Object.assign(WebAssembly, { Instance: Idle });
  try {
    return new Renderer(spec, source);
  } finally {
    Object.assign(WebAssembly, { Instance });
  }
}

/** As the hands of a worker do it. */
function make(renderer: Renderer, some: Uint32Array, number: number): void {
  for (let row = 0; row < some.length; row++) {
    let pointer = 0;
    const place = () => {
      pointer = renderer.reserveRow(rowBytes);
      return pointer;
    };
    renderer.render(number, some[row]!, place);
    renderer.copyOut(pointer, rowBytes, target.subarray(row * rowBytes, (row + 1) * rowBytes));
  }
}

async function epoch(renderer: Renderer, number: number): Promise<void> {
  for (let at = 0; at < count; at += rows) {
    make(renderer, ids.subarray(at, at + rows), number);
    await null;
  }
}

/** Microseconds of CPU a sample, all threads of the process; the best and the middle of all rounds. */
async function measure(renderer: Renderer): Promise<{ best: number; middle: number }> {
  await epoch(renderer, 0);
  const each: number[] = [];
  for (let round = 1; round <= Number(rounds); round++) {
    const before = process.cpuUsage();
    await epoch(renderer, round);
    const { user, system } = process.cpuUsage(before);
    each.push((user + system) / count);
  }
  each.sort((a, b) => a - b);
  return { best: each[0]!, middle: each[each.length >> 1]! };
}

/** Bytes of JavaScript heap that a sample takes: what garbage collection is about. */
async function allocated(renderer: Renderer): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const each: number[] = [];
  const some = 128;
  for (let at = 0; at < 21; at++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    make(renderer, ids.subarray(at * some, (at + 1) * some), 0);
    each.push((process.memoryUsage().heapUsed - before) / some);
  }
  return each.sort((a, b) => a - b)[each.length >> 1]!;
}

const whole = new Renderer(spec, source);
const all = await measure(whole);
const bytes = await allocated(whole);
const rest = await measure(withoutKernels());
const text = ({ best, middle }: { best: number; middle: number }) => `${best.toFixed(1)} (middle ${middle.toFixed(1)})`;
process.stdout.write(
  [
    `${count} pictures of ${side} x ${side}, batches of ${rows}, one thread, best of ${rounds} epochs`,
    `  all of it           ${text(all)} us of CPU a sample`,
    `  without the kernels ${text(rest)} us, ${((100 * rest.best) / all.best).toFixed(0)} %`,
    `  allocated           ${bytes.toFixed(0)} bytes of JavaScript heap a sample`,
    '',
  ].join('\n'),
);
