import type { FillOp, WarpOp, WarpStep } from '../ops/index.ts';
import type { Canvas, Materials } from './canvas.ts';
import { planesToBytes } from './convert.ts';
import { fillMask, warpMask } from './mask.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { moveToPlanes, wholeMove } from './moves.ts';
import { warp } from './warp.ts';

/** The picture seen through geometry, on planes of its own. */
export function warpTo(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[]): Planes {
  const last = steps[steps.length - 1]!;
  const target = memory.allocatePlanes(last.width, last.height);
  const move = wholeMove(source, steps);
  if (move === undefined) warp(memory, source, steps, target);
  else moveToPlanes(memory, move, target);
  return target;
}

/** Geometry that does not come first: the picture is rounded to bytes before it. */
export function warpCanvas(memory: KernelMemory, canvas: Canvas, { steps }: WarpOp, { maskFill = 0 }: Materials): void {
  if (canvas.mask !== undefined) canvas.mask = warpMask(memory, canvas.mask, steps, maskFill);
  canvas.planes = warpTo(memory, planesToBytes(memory, canvas.planes), steps);
}

/** What the border covers is found by sending a white picture the same way, over black. */
export function layFill(
  memory: KernelMemory,
  { planes, mask }: Canvas,
  { steps, fill: [red, green, blue] }: FillOp,
  { maskFill = 0 }: Materials,
): void {
  if (mask !== undefined) fillMask(memory, mask, steps, maskFill);
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const mark = memory.mark();
  const [width, height] = [first.window[0] + first.window[2], first.window[1] + first.window[3]];
  const white = { pointer: memory.allocate(width * height * 4), width, height, strideBytes: width * 4 };
  const cover = memory.allocatePlanes(planes.width, planes.height);
  memory.bytes.fill(255, white.pointer, white.pointer + width * height * 4);
  warp(memory, white, [{ ...first, fill: [0, 0, 0] }, ...rest], cover);
  memory.wasm.layFill!(planes.pointer, cover.pointer, planes.width * planes.height, red, green, blue);
  memory.release(mark);
}
