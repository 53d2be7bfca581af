// Times the warp kernel. usage: node dist/bench/kernels/warp.js [rounds]
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { warp } from '../../vision/kernels/warp.ts';
import type { Matrix3, WarpStep } from '../../vision/ops/index.ts';

const out = 224;
const [width, height] = [500, 400];
const rounds = Number(process.argv[2] ?? 300);

const memory = new KernelMemory();
const source = { pointer: memory.allocate(width * height * 4), width, height, strideBytes: width * 4 };
let seed = 1;
for (let i = 0; i < width * height * 4; i++) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  memory.bytes[source.pointer + i] = i % 4 === 3 ? 255 : seed >>> 24;
}

/** Turned by `degrees` and shrunk by `shrink` about the middle of the source. */
function turned(degrees: number, shrink: number, more: Partial<WarpStep> = {}): WarpStep[] {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180) * shrink, Math.sin((degrees * Math.PI) / 180) * shrink];
  const middle = (out - 1) / 2;
  const inverse: Matrix3 = [
    c,
    -s,
    (width - 1) / 2 - c * middle + s * middle,
    s,
    c,
    (height - 1) / 2 - s * middle - c * middle,
    0,
    0,
    1,
  ];
  return [step({ inverse, ...more })];
}

function step(more: Partial<WarpStep>): WarpStep {
  return {
    inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    window: [0, 0, width, height],
    width: out,
    height: out,
    border: 'edge',
    fill: [0, 0, 0],
    interpolation: 'bilinear',
    ...more,
  };
}

/** A crop of the source stretched to the output, then turned there: what resizedCrop and rotate fuse to. */
function cropThenTurn(size: readonly [number, number], degrees: number, more: Partial<WarpStep> = {}): WarpStep[] {
  const [w, h] = size;
  const [x, y] = [w / out, h / out];
  const [left, top] = [(width - w) >> 1, (height - h) >> 1];
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const middle = (out - 1) / 2;
  const inverse: Matrix3 = [c, -s, middle - c * middle + s * middle, s, c, middle - s * middle - c * middle, 0, 0, 1];
  return [
    step({ inverse: [x, 0, left + x / 2 - 0.5, 0, y, top + y / 2 - 0.5, 0, 0, 1], window: [left, top, w, h], ...more }),
    step({ inverse, window: [0, 0, out, out], border: 'constant', ...more }),
  ];
}

const flip = step({ inverse: [-1, 0, out - 1, 0, 1, 0, 0, 0, 1], window: [0, 0, out, out], interpolation: 'any' });
const cases: Record<string, WarpStep[]> = {
  'identity copy': [step({ interpolation: 'any' })],
  'nearest rotate 10': turned(10, 1, { interpolation: 'nearest' }),
  'bilinear rotate 10': turned(10, 1),
  'bilinear rotate 10, enlarge 1.3': turned(10, 1 / 1.3),
  'shrink 1.4 rotate 10': turned(10, 1.4),
  'shrink 1.7': turned(0, 1.7),
  'shrink 2': turned(0, 1.78),
  'shrink 2.2 across, 1.7 down': [step({ inverse: [2.2, 0, 2, 0, 1.7, 2, 0, 0, 1] })],
  'shrink 4.5, to 80 x 80': [step({ inverse: [4.5, 0, 60, 0, 4.5, 2, 0, 0, 1], width: 80, height: 80 })],
  'bicubic rotate 10': turned(10, 1, { interpolation: 'bicubic' }),
  'bicubic shrink 1.4 rotate 10': turned(10, 1.4, { interpolation: 'bicubic' }),
  projective: [step({ inverse: [1.1, 0.1, 60, -0.05, 1.1, 60, 0.0004, 0.0002, 1] })],
  'constant border, rotate 40': turned(40, 1.4, { border: 'constant' }),
  'reflect border, rotate 40': turned(40, 1.4, { border: 'reflect' }),
  'crop 330x300, rotate 10': cropThenTurn([330, 300], 10),
  'crop 200x210, flip, rotate 10': [cropThenTurn([200, 210], 10)[0]!, flip, cropThenTurn([200, 210], 10)[1]!],
  'crop 450x390, rotate 10, reflect': cropThenTurn([450, 390], 10, { border: 'reflect' }),
};

for (const [name, steps] of Object.entries(cases)) {
  const times: number[] = [];
  const { width: columns, height: rows } = steps.at(-1)!;
  const mark = memory.mark();
  const target = memory.allocatePlanes(columns, rows);
  for (let i = 0; i < rounds; i++) {
    const start = process.hrtime.bigint();
    warp(memory, source, steps, target);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1]!;
  const perPixel = (median * 1e6) / (columns * rows);
  memory.release(mark);
  console.log(
    `${name.padEnd(36)} ${median.toFixed(3)} ms  (best ${times[0]!.toFixed(3)})  ${perPixel.toFixed(2)} ns/pixel`,
  );
}
