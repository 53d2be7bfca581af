// What the epilogue costs on a picture of 224 x 224. usage: node dist/bench/kernels/epilogue.js
import { epilogue, stepInPlace } from '../../vision/kernels/epilogue.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import type { DropOp, EpilogueOp, NoiseOp, ScaleOp, StripOp } from '../../vision/ops/index.ts';

const [width, height] = [224, 224];
const memory = new KernelMemory();
const planes = memory.allocatePlanes(width, height);
const canvas = { planes, mask: undefined };
const out = memory.allocate(width * height * 12);
for (let i = 0; i < 3 * width * height; i++) memory.floats[(planes.pointer >> 2) + i] = (i * 37) % 256;

const key = [1, 2, 3, 4] as const;
const noise: NoiseOp = { kind: 'noise', key, sigma: 12, mean: 0, perChannel: true };
const drop: DropOp = { kind: 'drop', key: [5, 6, 7, 8], fraction: 0.01, perChannel: false, fill: [0, 0, 0] };
const multiply = [2 / 255, 2 / 255, 2 / 255] as const;
const floats: ScaleOp = { kind: 'scale', multiply, add: [-1, -1, -1], layout: 'NHWC', dtype: 'float32' };
const bytes: ScaleOp = { ...floats, multiply: [1, 1, 1], add: [0, 0, 0], dtype: 'uint8' };
const of = (scale: ScaleOp, steps: readonly StripOp[] = []): EpilogueOp => ({ kind: 'epilogue', steps, scale });
const cases: Record<string, () => void> = {
  'scale, NHWC float32': () => epilogue(memory, canvas, of(floats), out),
  'scale, NCHW float32': () => epilogue(memory, canvas, of({ ...floats, layout: 'NCHW' }), out),
  'scale, NHWC uint8': () => epilogue(memory, canvas, of(bytes), out),
  'scale, NCHW uint8': () => epilogue(memory, canvas, of({ ...bytes, layout: 'NCHW' }), out),
  'dither, scale, NHWC float32': () => epilogue(memory, canvas, of({ ...floats, dither: key }), out),
  'drop, scale': () => epilogue(memory, canvas, of(floats, [drop]), out),
  'random drop, scale': () => epilogue(memory, canvas, of(floats, [{ ...drop, fill: 'random' }]), out),
  'noise, scale': () => epilogue(memory, canvas, of(floats, [noise]), out),
  'grey noise, scale': () => epilogue(memory, canvas, of(floats, [{ ...noise, perChannel: false }]), out),
  'noise, drop, scale': () => epilogue(memory, canvas, of(floats, [noise, drop]), out),
  'noise, drop, dither, scale': () => epilogue(memory, canvas, of({ ...floats, dither: key }, [noise, drop]), out),
  'noise in place': () => stepInPlace(memory, canvas, noise),
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
