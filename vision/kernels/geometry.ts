import type { FillOp, WarpOp, WarpStep } from '../ops/index.ts';
import type { Canvas, Materials } from './canvas.ts';
import { fillOf } from './channels.ts';
import { planesToBytes } from './convert.ts';
import { fillMask, warpMask } from './mask.ts';
import { isBytes, type KernelMemory, type Planes, type Source } from './memory.ts';
import { moveToPlanes, wholeMove } from './moves.ts';
import { warp } from './warp.ts';
import { warpPlanes } from './warp-planes.ts';

/** The picture seen through geometry, on planes of its own. */
export function warpTo(memory: KernelMemory, source: Source, steps: readonly WarpStep[]): Planes {
  const last = steps[steps.length - 1]!;
  if (!isBytes(source)) {
    const deep = memory.allocatePlanes(last.width, last.height, source.channels);
    warpPlanes(memory, source, steps, deep);
    return deep;
  }
  const target = memory.allocatePlanes(last.width, last.height);
  const move = wholeMove(source, steps);
  if (move === undefined) warp(memory, source, steps, target);
  else moveToPlanes(memory, move, target);
  return target;
}

/** Whether geometry goes from planes to planes: of a source of planes, and of what bytes cannot hold. */
function isDeep({ planes, isDeep }: Canvas): boolean {
  return isDeep === true || planes.channels !== 3;
}

/** Geometry that does not come first: a picture that came as bytes is rounded to bytes before it. */
export function warpCanvas(memory: KernelMemory, canvas: Canvas, { steps }: WarpOp, { maskFill = 0 }: Materials): void {
  if (canvas.mask !== undefined) canvas.mask = warpMask(memory, canvas.mask, steps, maskFill);
  canvas.planes = warpTo(memory, isDeep(canvas) ? canvas.planes : planesToBytes(memory, canvas.planes), steps);
}

/** What the border covers is found by sending a white picture the same way, over black. */
export function layFill(
  memory: KernelMemory,
  canvas: Canvas,
  { steps, fill }: FillOp,
  { maskFill = 0 }: Materials,
): void {
  const { planes, mask } = canvas;
  if (mask !== undefined) fillMask(memory, mask, steps, maskFill);
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const mark = memory.mark();
  const [width, height] = [first.window[0] + first.window[2], first.window[1] + first.window[3]];
  const black: readonly WarpStep[] = [{ ...first, fill: [0, 0, 0] }, ...rest];
  const cover = isDeep(canvas) ? deepCover(memory, width, height, black) : byteCover(memory, width, height, black);
  const size = planes.width * planes.height;
  for (let c = 0; c < planes.channels; c++) {
    memory.wasm.layFill!(planes.pointer + c * size * 4, cover.pointer, size, fillOf(fill, c, planes.channels));
  }
  memory.release(mark);
}

function byteCover(memory: KernelMemory, width: number, height: number, steps: readonly WarpStep[]): Planes {
  const last = steps[steps.length - 1]!;
  const white = { pointer: memory.allocate(width * height * 4), width, height, strideBytes: width * 4 };
  const cover = memory.allocatePlanes(last.width, last.height);
  memory.bytes.fill(255, white.pointer, white.pointer + width * height * 4);
  warp(memory, white, steps, cover);
  return cover;
}

function deepCover(memory: KernelMemory, width: number, height: number, steps: readonly WarpStep[]): Planes {
  const white = memory.allocatePlanes(width, height, 1);
  memory.floats.fill(255, white.pointer >> 2, (white.pointer >> 2) + width * height);
  return warpTo(memory, white, steps);
}
