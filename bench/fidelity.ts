// How near one resampling, and one after the other, come to what a chain of geometry should show: PSNR against scipy.ndimage,
// float64, over the pixels that see no border. usage: node dist/bench/fidelity.js [--side 384] [--photo FILE]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { multiply3, warp } from '../vision/image.ts';
import { fuse } from '../vision/kernels/fusion.ts';
import type { ImageOp, Interpolation, Matrix3, ScaleOp, WarpOp } from '../vision/ops/index.ts';
import { Bench } from './render.ts';

const { values: options } = parseArgs({
  options: {
    side: { type: 'string', default: '384' },
    photo: { type: 'string', default: 'samples/pictures/objects/fruit-bowl.jpg' },
  },
});
const side = Number(options.side);
const middle = (side - 1) / 2;

/** Carried out about the middle of the picture. */
function centred(m: Matrix3): Matrix3 {
  const back: Matrix3 = [1, 0, middle, 0, 1, middle, 0, 0, 1];
  return multiply3(multiply3(back, m), [1, 0, -middle, 0, 1, -middle, 0, 0, 1]);
}

function turned(degrees: number): Matrix3 {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return centred([c, -s, 0, s, c, 0, 0, 0, 1]);
}

const enlarged = (factor: number) => centred([1 / factor, 0, 0, 0, 1 / factor, 0, 0, 0, 1]);
const sheared = (slope: number) => centred([1, slope, 0, 0, 1, 0, 0, 0, 1]);
const shifted = (x: number, y: number): Matrix3 => [1, 0, x, 0, 1, y, 0, 0, 1];
const tilted = (p: number, q: number) => centred([1, 0, 0, 0, 1, 0, p / side, q / side, 1]);
const flipped: Matrix3 = [-1, 0, side - 1, 0, 1, 0, 0, 0, 1];

/** None of them shrinks the picture, so that no prefilter comes between. */
const chains: Readonly<Record<string, readonly Matrix3[]>> = {
  rotate: [turned(13)],
  'rotate, rotate back': [turned(13), turned(-13)],
  'rotate, scale': [enlarged(1.2), turned(13)],
  'rotate, scale, translate, perspective': [enlarged(1.25), turned(13), shifted(6.3, -4.7), tilted(0.04, -0.03)],
  'scale, rotate, shear, translate, flip, perspective': [
    enlarged(1.3),
    turned(-21),
    sheared(0.08),
    shifted(3.4, 2.6),
    flipped,
    tilted(-0.03, 0.04),
  ],
};

function painted(value: (x: number, y: number, c: number) => number): Uint8Array {
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = Math.round(value(pixel % side, Math.floor(pixel / side), i % 3));
  }
  return data;
}

async function photo(): Promise<Uint8Array> {
  return await sharp(options.photo).resize(side, side, { fit: 'cover' }).removeAlpha().raw().toBuffer();
}

const pictures: Readonly<Record<string, Uint8Array>> = {
  smooth: painted((x, y, c) => 127.5 + 60 * Math.sin(x / 17 + c) + 60 * Math.cos(y / 23 - c)),
  // At most a quarter of the sampling rate at the middle of each side: sharp, and yet what a picture can hold.
  'zone plate': painted(
    (x, y) => 127.5 + 120 * Math.cos((Math.PI * ((x - middle) ** 2 + (y - middle) ** 2)) / (4 * middle)),
  ),
  photo: await photo(),
};

const scale: ScaleOp = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NHWC', dtype: 'float32' };
const stepOf = (inverse: Matrix3, interpolation: Interpolation): WarpOp =>
  warp({ width: side, height: side }, side, side, inverse, { border: 'edge', interpolation });

const folder = mkdtempSync(join(tmpdir(), 'augment-fidelity-'));
try {
  const files: Record<string, string> = {};
  const cases: object[] = [];
  const names: string[] = [];
  for (const [name, pixels] of Object.entries(pictures)) {
    files[name] = join(folder, `${name}.raw`);
    writeFileSync(files[name]!, pixels);
    const bench = new Bench(pixels, side, side, side * side * 3);
    for (const [chain, matrices] of Object.entries(chains)) {
      const results: Record<string, string> = {};
      for (const interpolation of ['bilinear', 'bicubic'] as const) {
        const ops: readonly ImageOp[] = [...matrices.map((inverse) => stepOf(inverse, interpolation)), scale];
        for (const [way, ordered] of [
          ['fused', fuse(ops)],
          ['stepped', ops],
        ] as const) {
          const first = ordered[0] as WarpOp;
          const job = { first: first.steps, rest: ordered.slice(1), values: side * side * 3 };
          await bench.render(job);
          const file = join(folder, `${names.length}-${interpolation}-${way}.raw`);
          writeFileSync(file, bench.row({ ...job, values: job.values * 4 }));
          results[`${interpolation} ${way}`] = file;
        }
      }
      names.push(`| ${name} | ${chain} |`);
      cases.push({ picture: name, steps: matrices.flatMap((inverse) => stepOf(inverse, 'bilinear').steps), results });
    }
  }
  const script = fileURLToPath(new URL('../../bench/fidelity.py', import.meta.url));
  const input = JSON.stringify({ side, pictures: files, cases });
  const answer = ['/usr/bin/python3', 'python3']
    .map((command) => spawnSync(command, [script], { input, encoding: 'utf8', maxBuffer: 1e8 }))
    .find(({ status }) => status === 0);
  if (answer === undefined) console.log('no Python with scipy: nothing to measure against');
  else print(names, JSON.parse(answer.stdout));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Answer {
  readonly linear: Readonly<Record<string, number>>;
  readonly spline: Readonly<Record<string, number>>;
}

function print(rows: readonly string[], answers: readonly Answer[]): void {
  const decibels = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(1));
  console.log(
    '| picture | chain | bilinear fused | bilinear stepped | bilinear fused, to spline | bilinear stepped, to spline | bicubic fused, to spline | bicubic stepped, to spline |',
  );
  console.log('|---|---|---:|---:|---:|---:|---:|---:|');
  rows.forEach((row, i) => {
    const { linear, spline } = answers[i]!;
    const cells = [
      linear['bilinear fused'],
      linear['bilinear stepped'],
      spline['bilinear fused'],
      spline['bilinear stepped'],
      spline['bicubic fused'],
      spline['bicubic stepped'],
    ];
    console.log(`${row} ${cells.map(decibels).join(' | ')} |`);
  });
}
