import type { Matrix3, WarpStep } from '../ops/index.ts';
import type { Bytes8, KernelMemory } from './memory.ts';
import {
  composed,
  interpolationOf,
  rebase,
  type Shrink,
  type Span,
  shrinkOf,
  sourceBounds,
  wholePixels,
} from './warp-geometry.ts';

/** A filter is not stretched further than this: 16 pixels wide for either. */
const widest = { tent: 8, cubic: 4 };
// So that a shrink of exactly 8 is taken for one, however its matrix was rounded.
const slack = 1e-6;

/** A source that is close enough in size to the output for a filter of a few taps, and how far that still shrinks it. */
export interface Reduced {
  readonly source: Bytes8;
  readonly steps: readonly WarpStep[];
  /** For each step, the map from the output to its input. */
  readonly maps: readonly Matrix3[];
  /** By how much to stretch the filter, at least 1. */
  readonly stretch: Shrink;
}

/** Averages pixels in pairs, across, down or both, into newly allocated memory; an odd last one pairs with itself. */
export function halve(memory: KernelMemory, source: Bytes8, across = true, down = true): Bytes8 {
  return halved(memory, source, across, down, 'warpHalve');
}

function halved(
  memory: KernelMemory,
  source: Bytes8,
  across: boolean,
  down: boolean,
  kernel: 'warpHalve' | 'halvePlane',
): Bytes8 {
  const width = across ? (source.width + 1) >> 1 : source.width;
  const height = down ? (source.height + 1) >> 1 : source.height;
  const half = { pointer: memory.allocate(width * height * 4), width, height, strideBytes: width * 4 };
  const { pointer, strideBytes } = source;
  memory.wasm[kernel]!(
    pointer,
    strideBytes,
    source.width,
    source.height,
    half.pointer,
    half.strideBytes,
    Number(across),
    Number(down),
  );
  return half;
}

/** The same of float32 values instead of pixels, four bytes each likewise, not rounded. */
export function halvePlane(memory: KernelMemory, source: Bytes8, across: boolean, down: boolean): Bytes8 {
  return halved(memory, source, across, down, 'halvePlane');
}

/** Halves the part of the source that the steps can see until the rest is for a small filter. */
export function reduce(
  memory: KernelMemory,
  source: Bytes8,
  steps: readonly WarpStep[],
  halver: typeof halvePlane = halve,
): Reduced {
  const maps = composed(steps);
  const shrink = shrinkOf(steps, maps);
  const plan = interpolationOf(steps) === 'bicubic' ? cubicPlan : linearPlan;
  const x = plan(shrink.x);
  const y = plan(shrink.y);
  const stretch = { x: x.stretch, y: y.stretch };
  if (x.halvings === 0 && y.halvings === 0) return { source, steps, maps, stretch };

  const scale = [2 ** x.halvings, 2 ** y.halvings] as const;
  const [seenLeft, seenTop, seenWidth, seenHeight] = sourceBounds(steps);
  const window = steps[0]!.window;
  const [left, width] = onGrid(seenLeft, seenWidth, wholePixels(window[0], window[2]), scale[0], source.width);
  const [top, height] = onGrid(seenTop, seenHeight, wholePixels(window[1], window[3]), scale[1], source.height);
  let part: Bytes8 = { ...source, pointer: source.pointer + top * source.strideBytes + left * 4, width, height };
  for (let i = 0; i < Math.max(x.halvings, y.halvings); i++)
    part = halver(memory, part, i < x.halvings, i < y.halvings);
  const rebased = rebase(steps, { scale, left, top });
  return { source: part, steps: rebased, maps: composed(rebased), stretch };
}

/**
 * Cells are counted from the window's first pixel, whatever part of the window was decoded, so that the same cells
 * come out. Where the part begins within a cell, the next one is the first.
 */
function onGrid(
  start: number,
  size: number,
  window: Span,
  scale: number,
  available: number,
): readonly [number, number] {
  const [origin, end] = window;
  const low = Math.min(Math.max(start, 0), available - 1);
  const high = Math.max(low, Math.min(start + size, available) - 1);
  const below = origin + Math.floor((low - origin) / scale) * scale;
  const first = below >= 0 ? below : below + scale;
  if (first > high) return [low, high - low + 1];
  const last = first + Math.ceil((high - first + 1) / scale) * scale - 1;
  return [first, Math.max(high, Math.min(last, end, available - 1)) - first + 1];
}

interface AxisPlan {
  readonly halvings: number;
  readonly stretch: number;
}

/**
 * Up to 8 the filter does it all, as in PIL; beyond, pixels are averaged first, which lets a little more alias. What
 * averaging has already smoothed (in variance) is taken off of the tent.
 */
function linearPlan(shrink: number): AxisPlan {
  for (let halvings = 0; ; halvings++) {
    const cells = 4 ** halvings;
    const stretch = Math.sqrt(Math.max(1, (shrink * shrink - (cells - 1) / 2) / cells));
    if (stretch <= widest.tent + slack || halvings === 16) return { halvings, stretch: Math.min(stretch, widest.tent) };
  }
}

function cubicPlan(shrink: number): AxisPlan {
  let rest = shrink;
  let halvings = 0;
  for (; rest > widest.cubic + slack && halvings < 16; halvings++) rest /= 2;
  return { halvings, stretch: Math.min(Math.max(1, rest), widest.cubic) };
}
