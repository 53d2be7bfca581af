// What filters of pictures cost, one thread, on planes in kernel memory; and what it costs to make planes of 8-bit pixels, and
// 8-bit pixels of planes, which a plan pays once for all of its ops. usage: node dist/bench/kernels/filters.js [name]
// The same by OpenCV and Pillow: /usr/bin/python3 bench/kernels/filters.py

import { PictureCodecs } from '../../vision/io/picture-codecs.ts';
import { gaussianBlur } from '../../vision/kernels/blur.ts';
import type { Canvas, Materials } from '../../vision/kernels/canvas.ts';
import { compress } from '../../vision/kernels/compress.ts';
import { planesToBytes } from '../../vision/kernels/convert.ts';
import { execute } from '../../vision/kernels/execute.ts';
import { box, convolve, defocus, median, motion } from '../../vision/kernels/filters.ts';
import { glass } from '../../vision/kernels/glass.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { sharpness } from '../../vision/kernels/sharpness.ts';
import { zoom } from '../../vision/kernels/stretch.ts';
import { unsharp } from '../../vision/kernels/unsharp.ts';
import type { ConvolveOp, MotionOp } from '../../vision/ops/index.ts';

const half = Math.SQRT1_2;
const line: MotionOp = { kind: 'motion', x: 1, y: 0, lengthPixels: 5, bias: 0 };
const high: ConvolveOp = { kind: 'convolve', weights: [-0.3, -0.3, -0.3, -0.3, 3.4, -0.3, -0.3, -0.3, -0.3] };
const runs: Readonly<Record<string, (canvas: Canvas) => void | Promise<void>>> = {
  'gaussian 5x5': ({ planes }) => gaussianBlur(memory, planes, 0.6),
  'gaussian 13x13': ({ planes }) => gaussianBlur(memory, planes, 2),
  'box 3x3': (canvas) => box(memory, canvas, { kind: 'box', radiusPixels: 1 }),
  'box 5x5': (canvas) => box(memory, canvas, { kind: 'box', radiusPixels: 2 }),
  'box 7x7': (canvas) => box(memory, canvas, { kind: 'box', radiusPixels: 3 }),
  'box 31x31': (canvas) => box(memory, canvas, { kind: 'box', radiusPixels: 15 }),
  'median 3x3': (canvas) => median(memory, canvas, { kind: 'median', radiusPixels: 1 }),
  'median 5x5': (canvas) => median(memory, canvas, { kind: 'median', radiusPixels: 2 }),
  'median 7x7': (canvas) => median(memory, canvas, { kind: 'median', radiusPixels: 3 }),
  'median 15x15': (canvas) => median(memory, canvas, { kind: 'median', radiusPixels: 7 }),
  'motion 5, straight': (canvas) => motion(memory, canvas, line),
  'motion 5, slanted': (canvas) => motion(memory, canvas, { ...line, x: half, y: half }),
  'sharpen 3x3': (canvas) => convolve(memory, canvas, high),
  'defocus 3': (canvas) => defocus(memory, canvas, { kind: 'defocus', radiusPixels: 3, aliasSigmaPixels: 0.3 }),
  'defocus 10': (canvas) => defocus(memory, canvas, { kind: 'defocus', radiusPixels: 10, aliasSigmaPixels: 0.3 }),
  sharpness: (canvas) => sharpness(memory, canvas, { kind: 'sharpness', factor: 1.9 }),
  'unsharp 5x5': (canvas) => unsharp(memory, canvas, { kind: 'unsharp', sigmaPixels: 0.6, amount: 0.5, threshold: 10 }),
  'zoom 1.15': (canvas) => zoom(memory, canvas, { kind: 'zoom', factor: 1.15, stepFraction: 0.02 }),
  glass: (canvas) =>
    glass(memory, canvas, { kind: 'glass', key: [1, 2, 3, 4], sigmaPixels: 0.7, reachPixels: 4, passes: 2 }),
  'jpeg 50': (canvas) => compress(memory, canvas, { kind: 'compress', format: 'jpeg', qualityPercent: 50 }, materials),
  'webp 50': (canvas) => compress(memory, canvas, { kind: 'compress', format: 'webp', qualityPercent: 50 }, materials),
};

const only = process.argv[2] ?? '';
const memory = new KernelMemory();
const codecs = new PictureCodecs();
const materials: Materials = { whitenings: new Map(), codecs };

for (const side of [256, 512, 1024]) {
  const planes = memory.allocatePlanes(side, side);
  const original = Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side) % side];
    return Math.round(
      128 + 60 * Math.sin(x / 17) + 50 * Math.cos(y / 11) + ((Math.imul(i, 0x9e3779b1) >>> 27) - 16) / 2,
    );
  });
  const reset = () => memory.floats.set(original, planes.pointer >> 2);
  reset();
  const bytes = planesToBytes(memory, planes);
  const mark = memory.mark();
  const step = { inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1], window: [0, 0, side, side], width: side, height: side } as const;
  const whole = { ...step, border: 'edge', fill: [0, 0, 0], interpolation: 'any' } as const;
  const out = memory.allocate(3 * side * side);
  const scale = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NHWC', dtype: 'uint8' } as const;
  if (only === '') {
    await time(`${side}: bytes to planes to bytes`, side, () => {
      const held = memory.mark();
      execute(memory, bytes, [whole], [scale], materials, out);
      memory.release(held);
    });
  }
  for (const [name, run] of Object.entries(runs)) {
    if (!name.includes(only)) continue;
    reset();
    await time(`${side}: ${name}`, side, () => run({ planes, mask: undefined }));
  }
  memory.release(mark);
}
codecs.close();

async function time(name: string, side: number, run: () => void | Promise<void>): Promise<void> {
  const rounds = Math.max(1, Math.round(200_000 / (side * side)));
  for (let i = 0; i < 3 * rounds; i++) await run();
  let best = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + 250; performance.now() < end; ) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < rounds; i++) await run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e6 / rounds);
  }
  const perValue = (best * 1e6) / (side * side * 3);
  console.log(`${name.padEnd(34)} ${best.toFixed(3).padStart(9)} ms ${perValue.toFixed(2).padStart(8)} ns/value`);
}
