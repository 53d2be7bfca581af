import type { ScaleOp, StripOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';
import { writeSteps } from './strip-steps.ts';

/**
 * How many steps at the end of a list may wait until the row of the batch is made, and be done to that: those that put a colour in
 * place of whole pixels, where pixels are three bytes side by side. Then nothing else need be written twice.
 */
export function coverCount(steps: readonly StripOp[], scale: ScaleOp, channels: number): number {
  if (scale.dtype !== 'uint8' || scale.layout !== 'NHWC' || scale.dither !== undefined || channels !== 3) return 0;
  let count = 0;
  while (count < steps.length && isCover(steps[steps.length - 1 - count]!)) count++;
  return count;
}

function isCover(op: StripOp): boolean {
  switch (op.kind) {
    case 'drop':
      return !op.perChannel && op.fill !== 'random';
    case 'impulse':
      return !op.perChannel;
    case 'classDrop':
    case 'gridDrop':
      return op.fill !== 'random';
    case 'erase':
      return op.holes.every(({ fill }) => typeof fill !== 'string');
    default:
      return false;
  }
}

/** Does to the row what `coverCount` let wait; `scaling` is what `writeScale` wrote. */
export function coverRow(
  memory: KernelMemory,
  canvas: Canvas,
  steps: readonly StripOp[],
  scaling: number,
  out: number,
): void {
  const { width, height } = canvas.planes;
  const first = writeSteps(memory, canvas, steps);
  if (first !== 0) memory.wasm.coverRow!(out, width * height, width, first, scaling);
}
