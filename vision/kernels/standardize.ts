import type { StandardizeOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import { channelMoments, linePlane } from './color.ts';
import type { KernelMemory } from './memory.ts';

/** By the statistics of the picture, or of each channel: mean to mid grey, so many standard deviations to black and white. */
export function standardize(memory: KernelMemory, { planes }: Canvas, op: StandardizeOp): void {
  const { channels } = planes;
  const size = planes.width * planes.height;
  const { mean, variance } = channelMoments(memory, planes);
  const all = mean.reduce((sum, m) => sum + m, 0) / channels;
  const ofAll = mean.reduce((sum, m, c) => sum + variance[c]! + (m - all) ** 2, 0) / channels;
  for (let c = 0; c < channels; c++) {
    const plane = planes.pointer + c * size * 4;
    const deviation = Math.sqrt(op.perChannel ? variance[c]! : ofAll);
    const divisor = op.epsilonMode === 'add' ? deviation + op.epsilon : Math.max(deviation, op.epsilon);
    // In two passes: one offset of -gain * mean would drown the values of a picture that hardly varies.
    linePlane(memory, plane, size, 1, -(op.perChannel ? mean[c]! : all), false);
    linePlane(memory, plane, size, 127.5 / (op.clipSigma * divisor), 127.5, false);
  }
}
