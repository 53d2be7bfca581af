// What a mask costs beside its picture: rotated by 20 degrees, and moving 200 boxes. usage: node dist/bench/kernels/masks.js
import { imageRules, warp } from '../../vision/image.ts';
import { maskFrom, warpMask } from '../../vision/kernels/mask.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import type { WarpOp } from '../../vision/ops/index.ts';

function turned(side: number): WarpOp {
  const [c, s] = [Math.cos(0.35), Math.sin(0.35)];
  const m = (side - 1) / 2;
  const facts = { width: side, height: side };
  return warp(facts, side, side, [c, -s, m - c * m + s * m, s, c, m - s * m - c * m, 0, 0, 1], { border: 'constant' });
}

function best(run: () => void, repeats: number): number {
  for (let i = 0; i < 20; i++) run();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < repeats; i++) run();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 1e6 / repeats);
  }
  return least;
}

const memory = new KernelMemory();
for (const side of [256, 512, 1024]) {
  const mask = maskFrom(
    memory,
    Uint8Array.from({ length: side * side }, (_, i) => i % 21),
    side,
    side,
  );
  const { steps } = turned(side);
  const run = () => {
    const mark = memory.mark();
    warpMask(memory, mask, steps, 0);
    memory.release(mark);
  };
  const ms = best(run, 10);
  console.log(`mask ${side} x ${side}  ${ms.toFixed(3)} ms  ${((ms * 1e6) / side ** 2).toFixed(2)} ns/pixel`);
}

const boxes = Array.from({ length: 200 }, (_, index) => {
  const [x, y] = [(index * 7) % 400, (index * 13) % 400];
  return { outline: [x, y, x + 60, y, x + 60, y + 40, x, y + 40], wholeArea: 2400, label: 1, index };
});
const op = turned(512);
const facts = { width: 512, height: 512, targets: { boxes, keypoints: [] } };
const ms = best(() => imageRules.after(op, facts), 20);
console.log(`200 boxes  ${ms.toFixed(3)} ms`);
