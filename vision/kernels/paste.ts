import { chosenObjects } from '../merging.ts';
import type { CopyPasteOp } from '../ops/index.ts';
import type { PartnerPicture } from './canvas.ts';
import type { KernelMemory, Planes } from './memory.ts';

/**
 * One float a pixel: 0 where an object of the partner is laid over the picture, 1 elsewhere. Undefined where there is none. A pixel
 * belongs to a box if its centre lies in it.
 */
export function objectsMask(
  memory: KernelMemory,
  op: CopyPasteOp,
  { mask, targets }: PartnerPicture,
  { width, height }: Planes,
): number | undefined {
  const boxes = targets?.boxes ?? [];
  if (mask === undefined && boxes.length === 0) return undefined;
  const pointer = memory.allocate(width * height * 4);
  const floats = memory.floats.subarray(pointer >> 2, (pointer >> 2) + width * height).fill(1);
  if (boxes.length === 0) {
    const isChosen = chosenObjects(op, 256);
    for (let i = 0; i < floats.length; i++) {
      const value = memory.bytes[mask!.pointer + i]!;
      if (value !== 0 && isChosen[value]) floats[i] = 0;
    }
    return pointer;
  }
  const isChosen = chosenObjects(op, boxes.length);
  for (const [i, { outline }] of boxes.entries()) if (isChosen[i]) fillOutline(floats, width, height, outline);
  if (mask === undefined) return pointer;
  for (let i = 0; i < floats.length; i++) if (memory.bytes[mask.pointer + i] === 0) floats[i] = 1;
  return pointer;
}

/** Row by row, between pairs of crossings. */
function fillOutline(floats: Float32Array, width: number, height: number, outline: readonly number[]): void {
  const ys = outline.filter((_, i) => i % 2 === 1);
  const first = Math.max(0, Math.floor(Math.min(...ys)));
  const last = Math.min(height, Math.ceil(Math.max(...ys)));
  for (let row = first; row < last; row++) {
    const crossings = crossingsAt(outline, row + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! - 0.5));
      const to = Math.min(width, Math.ceil(crossings[i + 1]! - 0.5));
      if (to > from) floats.fill(0, row * width + from, row * width + to);
    }
  }
}

function crossingsAt(outline: readonly number[], y: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < outline.length; i += 2) {
    const [x0, y0] = [outline[i]!, outline[i + 1]!];
    const [x1, y1] = [outline[(i + 2) % outline.length]!, outline[(i + 3) % outline.length]!];
    if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found.sort((a, b) => a - b);
}
