// What a pass of colour costs on a picture of 224 x 224. usage: node dist/bench/kernels/color.js
import { channelMeans, channelMoments, colorPass } from '../../vision/kernels/color.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import type { ColorPassOp } from '../../vision/ops/index.ts';

const [width, height] = [224, 224];
const memory = new KernelMemory();
const planes = memory.allocatePlanes(width, height);
for (let i = 0; i < 3 * width * height; i++)
  memory.floats[(planes.pointer >> 2) + i] = (Math.imul(i, 0x9e3779b1) >>> 9) % 256;

// Each of these may be done again and again without running into black or grey.
const matrix = [0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0];
// Brightness, contrast and saturation: a gain and a grey.
const jitter = [1.2, -0.1, -0.1, 0, -0.1, 1.2, -0.1, 0, -0.1, -0.1, 1.2, 0];
const back = [0.8, 0.1, 0.1, 0, 0.1, 0.8, 0.1, 0, 0.1, 0.1, 0.8, 0];
const diagonal = [-1, 0, 0, 255, 0, -1, 0, 255, 0, 0, -1, 255];
const table = Array.from({ length: 256 }, (_, i) => 255 - i);
const pass = (op: Omit<ColorPassOp, 'kind' | 'clamp'>) => () =>
  colorPass(memory, planes, { kind: 'colorPass', clamp: true, ...op });
const cases: Record<string, () => void> = {
  clamp: pass({}),
  'diagonal matrix': pass({ pre: diagonal }),
  matrix: pass({ pre: matrix }),
  hue: pass({ hueTurns: 0.02 }),
  'matrix, hue': pass({ pre: matrix, hueTurns: 0.02 }),
  'matrix, hue, matrix': pass({ pre: matrix, hueTurns: 0.02, post: matrix }),
  jitter: pass({ pre: jitter }),
  'jitter, hue': pass({ pre: jitter, hueTurns: 0.02 }),
  'jitter, hue, jitter': pass({ pre: jitter, hueTurns: 0.02, post: back }),
  curves: pass({ tables: [table, table, table] }),
  'matrix, hue, curves, matrix': pass({ pre: matrix, hueTurns: 0.02, tables: [table, table, table], post: matrix }),
  'channel means': () => channelMeans(memory, planes),
  'channel moments': () => channelMoments(memory, planes),
};

for (const [name, run] of Object.entries(cases)) {
  for (let i = 0; i < 100; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 15; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 40; i++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 40e6);
  }
  const perPixel = ((best * 1e6) / (width * height)).toFixed(2);
  console.log(`${name.padEnd(30)} ${best.toFixed(3)} ms  ${perPixel.padStart(6)} ns/pixel`);
}
