// What the blur costs on a picture of 224 x 224. usage: node dist/bench/kernels/blur.js
import { gaussianBlur } from '../../vision/kernels/blur.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';

const [width, height] = [224, 224];
const memory = new KernelMemory();
const planes = memory.allocatePlanes(width, height);
for (let i = 0; i < 3 * width * height; i++) memory.floats[(planes.pointer >> 2) + i] = (i * 37) % 256;

for (const sigma of [0.3, 0.5, 1, 1.5, 2, 4]) {
  const run = () => gaussianBlur(memory, planes, sigma);
  for (let i = 0; i < 60; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 15; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 20; i++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 20e6);
  }
  const perPixel = ((best * 1e6) / (width * height)).toFixed(2);
  console.log(`sigma ${String(sigma).padEnd(4)} ${best.toFixed(3)} ms  ${perPixel.padStart(6)} ns/pixel`);
}
