import type { WarpStep } from '../ops/index.ts';
import type { Mask8 } from './canvas.ts';
import type { KernelMemory } from './memory.ts';
import { warp } from './warp.ts';

/** A mask in kernel memory, from its class numbers. */
export function maskFrom(memory: KernelMemory, data: Uint8Array, width: number, height: number): Mask8 {
  const pointer = memory.allocate(width * height);
  memory.bytes.set(data, pointer);
  return { pointer, width, height };
}

/** The mask seen through the geometry that its picture is seen through: the nearest pixel, `fill` where borders are constant. */
export function warpMask(memory: KernelMemory, mask: Mask8, steps: readonly WarpStep[], fill: number): Mask8 {
  const last = steps[steps.length - 1]!;
  const pointer = memory.allocate(last.width * last.height);
  const mark = memory.mark();
  // As a picture of greys, so that one kernel says where pixels come from.
  const { width, height } = mask;
  const grey = { pointer: memory.allocate(width * height * 4), width, height, strideBytes: width * 4 };
  const seen = memory.allocatePlanes(last.width, last.height);
  memory.wasm.greyToRgbx!(mask.pointer, width * height, grey.pointer);
  const nearest = steps.map((step): WarpStep => ({ ...step, interpolation: 'nearest', fill: [fill, fill, fill] }));
  warp(memory, grey, nearest, seen);
  memory.wasm.planeToBytes!(seen.pointer, last.width * last.height, pointer);
  memory.release(mark);
  return { pointer, width: last.width, height: last.height };
}

/** `fill` where a constant border of a fused plan shows nothing. */
export function fillMask(memory: KernelMemory, mask: Mask8, steps: readonly WarpStep[], fill: number): void {
  const mark = memory.mark();
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const [width, height] = [first.window[0] + first.window[2], first.window[1] + first.window[3]];
  const white: Mask8 = { pointer: memory.allocate(width * height), width, height };
  memory.bytes.fill(1, white.pointer, white.pointer + width * height);
  const cover = warpMask(memory, white, [first, ...rest], 0);
  memory.wasm.fillUncovered!(mask.pointer, cover.pointer, mask.width * mask.height, fill);
  memory.release(mark);
}
