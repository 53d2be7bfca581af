import type { WarpStep } from '../ops/index.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { rowRoom, writeBends, writeStages } from './warp-bends.ts';
import { interpolationOf, type Shrink, type Span, wholePixels } from './warp-geometry.ts';
import { type Axis, modes, writeJob } from './warp-job.ts';
import { reduce } from './warp-reduce.ts';

export { type Reduction, rebase, type Shrink, shrinkOf, sourceBounds } from './warp-geometry.ts';
export { halve } from './warp-reduce.ts';

const straight: readonly number[] = [];
const phases = 512;
const exactEnough = 1e-6;

/**
 * Fills `target`, which has the size of the last step, with `source` seen through `steps`: one resampling, prefiltered
 * where it shrinks. Grey levels 0..255; each pixel of the source must have 255 as its fourth byte.
 */
export function warp(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[], target: Planes): void {
  const mark = memory.mark();
  carryOut(memory, source, steps, target, false);
  memory.release(mark);
}

/**
 * The same rounded to bytes in newly allocated memory, halves to even; undefined, and nothing done, where something bends
 * or it is not by two pixels a side.
 */
export function warpToBytes(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[]): Bytes8 | undefined {
  const { width, height } = steps[steps.length - 1]!;
  if (steps.some(bends)) return undefined;
  const pointer = memory.allocate(width * height * 4);
  const mark = memory.mark();
  const done = carryOut(memory, source, steps, { pointer, width, height, channels: 3 }, true);
  memory.release(mark);
  return done ? { pointer, width, height, strideBytes: width * 4 } : undefined;
}

export function bends({ bend }: WarpStep): boolean {
  return bend !== undefined;
}

/** False where `bytes` are wanted of another way of sampling. */
function carryOut(
  memory: KernelMemory,
  source: Bytes8,
  steps: readonly WarpStep[],
  target: Planes,
  bytes: boolean,
): boolean {
  const interpolation = interpolationOf(steps);
  const cubic = interpolation === 'bicubic';
  const { source: near, steps: chain, maps, stretch } = reduce(memory, source, steps);
  const mode = interpolation === 'nearest' ? modes.nearest : cubic || needsTable(stretch) ? modes.table : modes.linear;
  if (bytes && mode !== modes.linear) return false;
  const x = axisOf(mode, cubic, stretch.x);
  const y = axisOf(mode, cubic, stretch.y);
  const tapsX = mode === modes.table ? padded(x.taps) : x.taps;
  const tableX = mode === modes.table ? weights(memory, x, tapsX, cubic, false) : 0;
  const tableY = mode === modes.table ? weights(memory, y, y.taps, cubic, true) : 0;
  const window = chain[0]!.window;
  const columns = readable(window[0], window[2], near.width);
  const rows = readable(window[1], window[3], near.height);
  const sampling = { mode, cubic, x, y, tapsX, tableX, tableY, columns, rows, bytes };
  if (chain.some(bends)) {
    const fields = writeBends(memory, chain);
    const job = writeJob(memory, near, chain, maps, target, sampling, fields);
    const stages = writeStages(memory, chain, maps, sampling, fields);
    memory.wasm.warpBent!(job, stages, rowRoom(memory, chain[chain.length - 1]!));
  } else memory.wasm.warp!(writeJob(memory, near, chain, maps, target, sampling, straight));
  return true;
}

export function needsTable({ x, y }: Shrink): boolean {
  return x > 1 + exactEnough || y > 1 + exactEnough;
}

export function axisOf(mode: number, cubic: boolean, stretch: number): Axis {
  if (mode === modes.nearest) return { taps: 1, first: 0, shift: 0.5, stretch };
  if (mode === modes.linear) return { taps: 2, first: 0, shift: 0, stretch };
  // An odd number of taps lies about the nearest pixel, an even one about a gap.
  const taps = Math.max(3, Math.ceil((cubic ? 4 : 2) * stretch - exactEnough));
  return taps % 2 === 1
    ? { taps, first: (1 - taps) / 2, shift: 0.5, stretch }
    : { taps, first: 1 - taps / 2, shift: 0, stretch };
}

/** The kernel takes 4 or 6 pixels of a row, or fours of them. */
function padded(taps: number): number {
  return taps === 5 || taps === 6 ? 6 : (taps + 3) & ~3;
}

/** A table of weights for each phase between two pixels: of 16 bits across, of 32 down. */
function weights(memory: KernelMemory, axis: Axis, taps: number, cubic: boolean, down: boolean): number {
  const table = memory.allocate(phases * taps * (down ? 4 : 2));
  memory.wasm.warpWeights!(table, taps, axis.first, axis.shift, axis.stretch, Number(cubic), Number(down));
  return table;
}

export function readable(start: number, size: number, available: number): Span {
  const whole = wholePixels(start, size);
  const low = Math.min(Math.max(whole[0], 0), available - 1);
  return [low, Math.max(low, Math.min(whole[1], available - 1))];
}
