import type { Matrix3, WarpStep } from '../ops/index.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { composed } from './warp-geometry.ts';

/** Geometry that only moves whole pixels: where the first lies, and how many bytes further the next one, right and down. */
export interface Move {
  readonly start: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
}

/** Flips, quarter turns and crops in one, if `steps` are no more than that and show nothing from outside of a window. */
export function wholeMove(source: Bytes8, steps: readonly WarpStep[]): Move | undefined {
  for (const { interpolation, bend } of steps) if (interpolation === 'bicubic' || bend !== undefined) return undefined;
  const { width, height } = steps[steps.length - 1]!;
  const maps = composed(steps);
  for (let k = 0; k < steps.length; k++) {
    const map = maps[k]!;
    const [left, top, across, down] = steps[k]!.window;
    if (!movesWhole(map) || !isWithin(map, width, height, left, top, left + across - 1, top + down - 1))
      return undefined;
  }
  const m = maps[0]!;
  if (!isWithin(m, width, height, 0, 0, source.width - 1, source.height - 1)) return undefined;
  const { pointer, strideBytes } = source;
  return {
    start: pointer + m[5] * strideBytes + m[2] * 4,
    stepX: m[3] * strideBytes + m[0] * 4,
    stepY: m[4] * strideBytes + m[1] * 4,
    width,
    height,
  };
}

/** All of a picture as it lies. */
export function rowsOf({ pointer, width, height, strideBytes }: Bytes8): Move {
  return { start: pointer, stepX: 4, stepY: strideBytes, width, height };
}

function movesWhole(m: Matrix3): boolean {
  const straight = Math.abs(m[0]) === 1 && m[1] === 0 && m[3] === 0 && Math.abs(m[4]) === 1;
  const turned = m[0] === 0 && Math.abs(m[1]) === 1 && Math.abs(m[3]) === 1 && m[4] === 0;
  const whole = Number.isInteger(m[2]) && Number.isInteger(m[5]) && m[6] === 0 && m[7] === 0 && m[8] === 1;
  return whole && (straight || turned);
}

function isWithin(
  m: Matrix3,
  width: number,
  height: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): boolean {
  const [x, y] = [m[2] + m[0] * (width - 1) + m[1] * (height - 1), m[5] + m[3] * (width - 1) + m[4] * (height - 1)];
  return (
    Math.min(m[2], x) >= left && Math.max(m[2], x) <= right && Math.min(m[5], y) >= top && Math.max(m[5], y) <= bottom
  );
}

export function isTurned({ stepX }: Move): boolean {
  return stepX !== 4 && stepX !== -4;
}

/** Bytes between rows, so that they do not lie a power of two apart. */
export const rowGap = 64;

/** The same picture in rows that are not turned: itself, or a copy. */
export function straightened(memory: KernelMemory, move: Move): Move {
  if (!isTurned(move)) return move;
  const { width, height } = move;
  const stride = width * 4 + rowGap;
  const pointer = memory.allocate(height * stride);
  memory.wasm.turnRgbx!(move.start, move.stepX, move.stepY, width, height, pointer, stride);
  return { start: pointer, stepX: 4, stepY: stride, width, height };
}

/** Moved pixels on planes: the grey levels that `warp` finds, to the bit. */
export function moveToPlanes(memory: KernelMemory, move: Move, target: Planes): void {
  const mark = memory.mark();
  const { start, stepX, stepY, width, height } = straightened(memory, move);
  memory.wasm.rowsToPlanes!(start, stepX, stepY, width, height, target.pointer);
  memory.release(mark);
}
