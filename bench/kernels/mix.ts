// What mixing costs once both pictures are there. usage: node dist/bench/kernels/mix.js
import { blendMask } from '../../vision/kernels/blend-mask.ts';
import { branches } from '../../vision/kernels/branches.ts';
import type { Canvas, PartnerPicture } from '../../vision/kernels/canvas.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { copyPaste, cutMix, mixUp, mosaic } from '../../vision/kernels/mix.ts';
import type { MixingOp } from '../../vision/mixing.ts';
import type { BranchesOp } from '../../vision/ops/index.ts';

const memory = new KernelMemory();

function time(name: string, pixels: number, run: () => void): void {
  for (let i = 0; i < 20; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < 10; i++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e7);
  }
  console.log(`${name.padEnd(16)} ${best.toFixed(3)} ms  ${((best * 1e6) / pixels).toFixed(2)} ns/pixel`);
}

for (const side of [256, 512, 1024]) {
  const [width, height] = [side, side];
  const start = memory.mark();
  const picture = (w = width, h = height): PartnerPicture => {
    const planes = memory.allocatePlanes(w, h);
    memory.floats.fill(w / 8, planes.pointer / 4, planes.pointer / 4 + w * h * 3);
    return { planes, mask: undefined, targets: undefined };
  };
  const own: Canvas = picture();
  const fits = [{ width, height }];
  const box = { outline: [9, 9, side / 2, 9, side / 2, side / 2, 9, side / 2], wholeArea: 1, label: 0, index: 0 };
  const partner: PartnerPicture = { ...picture(), targets: { boxes: [box], keypoints: [] } };
  const quarter = picture(side / 2, side / 2);
  const materials = (op: MixingOp, pictures: readonly PartnerPicture[]) => ({
    whitenings: new Map(),
    maskFill: 0,
    partners: new Map([[op, pictures]]),
  });
  const blend = { kind: 'mixUp', partners: [0], fits, shares: [0.3] } as const;
  const cut = { kind: 'cutMix', partners: [0], fits, shares: [0.25], box: [9, 9, side / 2, side / 2] } as const;
  const paste = { kind: 'copyPaste', partners: [0], fits, shares: [0], odds: 1, key: [1, 2, 3, 4] } as const;
  const half = side / 2;
  const cells = [
    [0, 0, half, half],
    [half, 0, half, half],
    [0, half, half, half],
    [half, half, half, half],
  ] as const;
  const grid = {
    kind: 'mosaic',
    partners: [0, 0, 0],
    fits,
    shares: [0.25, 0.25, 0.25],
    cells,
    makes: { width, height },
  } as const;
  const noise = { kind: 'noise', key: [1, 2, 3, 4], cells: 8, octaves: 2, sharpness: 2 } as const;
  const two = {
    kind: 'branches',
    branches: [
      { ops: [], weight: 1 },
      { ops: [], weight: 1 },
    ],
    mask: noise,
  } as BranchesOp;
  const scratch = (run: () => void) => () => {
    const mark = memory.mark();
    run();
    memory.release(mark);
  };
  console.log(`${side} x ${side}`);
  time('mixUp', side * side, () => mixUp(memory, own, blend, materials(blend, [partner])));
  time('cutMix', side * side, () => cutMix(memory, own, cut, materials(cut, [partner])));
  time('copyPaste', side * side, () => copyPaste(memory, own, paste, materials(paste, [partner])));
  time(
    'mosaic',
    side * side,
    scratch(() => mosaic(memory, { ...quarter }, grid, materials(grid, [quarter, quarter, quarter]))),
  );
  time(
    'blendBy, empty',
    side * side,
    scratch(() => branches(memory, own, two, () => {})),
  );
  time(
    'noise mask',
    side * side,
    scratch(() => blendMask(memory, noise, width, height)),
  );
  memory.release(start);
}
