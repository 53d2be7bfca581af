import type { BoxOp, ConvolveOp, DefocusOp, MedianOp, MotionOp } from '../ops/index.ts';
import { gaussianBlur } from './blur.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory, Planes } from './memory.ts';
import { type Tap, tapsOfLine, tapsOfSquare } from './taps.ts';

// All of these change planes in place, of any number of channels and any size; borders are reflected without repeating the
// edge (101), results lie within 0..255, and scratch memory is taken and given back.

/** The mean over a square. Its cost does not depend on the radius. */
export function box(memory: KernelMemory, { planes }: Canvas, { radiusPixels: radius }: BoxOp): void {
  const { width, height } = planes;
  const side = 2 * radius + 1;
  const mark = memory.mark();
  const rows = memory.allocate(side * (width + 4) * 4);
  const padded = memory.allocate((width + 2 * radius + 16) * 4);
  const sums = memory.allocate((width + 2 * radius + 16) * 4);
  const unit = partsOfLevel(side * side);
  eachPlane(planes, (plane) => memory.wasm.boxPlane!(plane, width, height, radius, unit, rows, padded, sums));
  memory.release(mark);
}

/** Sums of so many pixels fit in 32 bits, with room for what lies a little outside of black and white. */
function partsOfLevel(pixels: number): number {
  let unit = 1;
  while (unit * 2 * pixels * 512 < 2 ** 31 && unit < 2 ** 13) unit *= 2;
  return unit;
}

/** The mean over a disc, its edge softened by a Gaussian: what a lens out of focus makes of points. */
export function defocus(memory: KernelMemory, { planes }: Canvas, op: DefocusOp): void {
  const { width, height } = planes;
  const radius = op.radiusPixels;
  const mark = memory.mark();
  const spans = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.floor(Math.sqrt(radius * radius - (i - radius) ** 2)),
  );
  const area = spans.reduce((sum, span) => sum + 2 * span + 1, 0);
  const unit = partsOfLevel(area);
  const spansAt = memory.allocate(spans.length * 4);
  const rows = memory.allocate(spans.length * (width + 2 * radius + 16) * 4);
  memory.words.set(spans, spansAt >> 2);
  const share = 1 / (unit * area);
  eachPlane(planes, (plane) => memory.wasm.discPlane!(plane, width, height, radius, unit, share, spansAt, rows));
  memory.release(mark);
  if (op.aliasSigmaPixels > 0) gaussianBlur(memory, planes, op.aliasSigmaPixels);
}

/** The median over a square, in whole levels. */
export function median(memory: KernelMemory, { planes }: Canvas, { radiusPixels: radius }: MedianOp): void {
  const { width, height } = planes;
  const { levelsPlane, median3Plane, median5Plane, medianWidePlane } = memory.wasm;
  const mark = memory.mark();
  const all = width + 2 * radius;
  const room = all + 48;
  const levels = memory.allocate(room * (height + 2 * radius));
  const work = memory.allocate(radius > 2 ? all * 17 * 32 : 5 * room);
  eachPlane(planes, (plane) => {
    levelsPlane!(plane, width, height, radius, levels);
    if (radius === 1) median3Plane!(levels, width, height, plane, work);
    else if (radius === 2) median5Plane!(levels, width, height, plane, work);
    else medianWidePlane!(levels, width, height, radius, plane, work);
  });
  memory.release(mark);
}

/** The weighted mean along a line. */
export function motion(memory: KernelMemory, { planes }: Canvas, op: MotionOp): void {
  convolveTaps(memory, planes, tapsOfLine(op));
}

/** Nine weights around each pixel. */
export function convolve(memory: KernelMemory, { planes }: Canvas, { weights }: ConvolveOp): void {
  convolveTaps(memory, planes, tapsOfSquare(weights));
}

function convolveTaps(memory: KernelMemory, planes: Planes, taps: readonly Tap[]): void {
  const { width, height } = planes;
  const mark = memory.mark();
  const radius = taps.reduce((most, [dx, dy]) => Math.max(most, Math.abs(dx), Math.abs(dy)), 0);
  const tapsAt = memory.allocate(taps.length * 12);
  const rows = memory.allocate((2 * radius + 1) * (width + 2 * radius + 32) * 4);
  const placed = memory.allocate(taps.length * 8);
  taps.forEach(([dx, dy, weight], i) => {
    const at = (tapsAt >> 2) + i * 3;
    memory.words[at] = dx;
    memory.words[at + 1] = dy;
    memory.floats[at + 2] = weight;
  });
  eachPlane(planes, (plane) =>
    memory.wasm.convolvePlane!(plane, width, height, radius, tapsAt, taps.length, rows, placed),
  );
  memory.release(mark);
}

function eachPlane({ pointer, width, height, channels }: Planes, run: (plane: number) => void): void {
  for (let c = 0; c < channels; c++) run(pointer + c * width * height * 4);
}
