// Times the transforms that bend, expansion of their fields included, one thread, new draws for every picture.
// usage: node dist/bench/kernels/bend.js [rounds]; of others: /usr/bin/python3 bench/kernels/bend.py [rounds]
import { Draws, rootKey, type Transform } from '../../transforms/index.ts';
import * as vision from '../../vision/index.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { warp } from '../../vision/kernels/warp.ts';
import type { ImageOp, WarpStep } from '../../vision/ops/index.ts';

const rounds = Number(process.argv[2] ?? 40);
const cases: Readonly<Record<string, Transform<vision.ImageFacts, ImageOp>>> = {
  'rotate (straight, to compare)': vision.rotate({ angleDegrees: [10, 10] }),
  'elastic, sigma 5, alpha 50': vision.elastic(),
  'elastic, sigma 5, rms 5': vision.elastic({ alpha: [5, 5], alphaUnit: 'rms' }),
  'elastic, sigma 1': vision.elastic({ sigmaPixels: [1, 1] }),
  'elastic, sigma 50, rms 10': vision.elastic({ alpha: [10, 10], sigmaPixels: [50, 50], alphaUnit: 'rms' }),
  'elastic, sigma 5, bicubic': vision.elastic({ interpolation: 'bicubic' }),
  gridDistortion: vision.gridDistortion(),
  opticalDistortion: vision.opticalDistortion(),
  thinPlateSpline: vision.thinPlateSpline(),
  piecewiseAffine: vision.piecewiseAffine(),
  gridShuffle: vision.gridShuffle(),
};

const memory = new KernelMemory();
for (const side of [256, 447, 512, 1024]) {
  const mark = memory.mark();
  const source = { pointer: memory.allocate(side * side * 4), width: side, height: side, strideBytes: side * 4 };
  let seed = 1;
  for (let i = 0; i < side * side * 4; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    memory.bytes[source.pointer + i] = i % 4 === 3 ? 255 : seed >>> 24;
  }
  const target = memory.allocatePlanes(side, side);
  const facts = { width: side, height: side };
  for (const [name, { definition, values }] of Object.entries(cases)) {
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const start = process.hrtime.bigint();
      const drawn = definition.draw(new Draws(rootKey(i)), values as never, facts);
      const op = definition.lower(drawn as never, values as never, facts)[0];
      const steps: readonly WarpStep[] = op?.kind === 'warp' ? op.steps : [];
      if (steps.length > 0) warp(memory, source, steps, target);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
    times.sort((a, b) => a - b);
    const median = times[times.length >> 1]!;
    const rate = `${(1000 / median).toFixed(0)} a second`;
    const perPixel = ((median * 1e6) / (side * side)).toFixed(2);
    console.log(`${side}  ${name.padEnd(30)} ${median.toFixed(3)} ms  ${rate.padEnd(16)} ${perPixel} ns/pixel`);
  }
  memory.release(mark);
}
