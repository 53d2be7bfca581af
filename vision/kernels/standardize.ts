import type { StandardizeOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import { channelMoments, colorPass } from './color.ts';
import type { KernelMemory } from './memory.ts';

/** By the statistics of the picture, or of each channel: mean to mid grey, so many standard deviations to black and white. */
export function standardize(memory: KernelMemory, { planes }: Canvas, op: StandardizeOp): void {
  const { mean, variance } = channelMoments(memory, planes);
  const all = mean.reduce((sum, m) => sum + m, 0) / 3;
  const variance3 = mean.reduce((sum, m, c) => sum + variance[c]! + (m - all) ** 2, 0) / 3;
  const centre = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  const spread = [0, 0, 0, 127.5, 0, 0, 0, 127.5, 0, 0, 0, 127.5];
  for (let c = 0; c < 3; c++) {
    const deviation = Math.sqrt(op.perChannel ? variance[c]! : variance3);
    const divisor = op.epsilonMode === 'add' ? deviation + op.epsilon : Math.max(deviation, op.epsilon);
    centre[c * 4 + 3] = -(op.perChannel ? mean[c]! : all);
    spread[c * 5] = 127.5 / (op.clipSigma * divisor);
  }
  // In two passes: one offset of -gain * mean would drown the values of a picture that hardly varies.
  colorPass(memory, planes, { kind: 'colorPass', pre: centre, clamp: false });
  colorPass(memory, planes, { kind: 'colorPass', pre: spread, clamp: false });
}
