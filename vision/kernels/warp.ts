import type { Matrix3, WarpStep } from '../ops.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { composed, footprint, interpolationOf, type Shrink, type Span, wholePixels } from './warp-geometry.ts';
import { reduce } from './warp-reduce.ts';

export { type Reduction, rebase, type Shrink, shrinkOf, sourceBounds } from './warp-geometry.ts';
export { halve } from './warp-reduce.ts';

const borders = ['constant', 'edge', 'reflect', 'wrap'];
const modes = { nearest: 0, linear: 1, table: 2 } as const;
const phases = 512;
const jobDoubles = 33;
// Fixed-point coordinates hold this many pixels between two exact ones.
const reach = 8000;
const exactEnough = 1e-6;

/** Taps along one axis: how many, the first one's place from the whole part of the coordinate + shift. */
interface Axis {
  readonly taps: number;
  readonly first: number;
  readonly shift: number;
  readonly stretch: number;
}

/**
 * Fills `target`, which has the size of the last step, with `source` seen through `steps`: one resampling, prefiltered
 * where it shrinks. Grey levels 0..255; each pixel of the source must have 255 as its fourth byte.
 */
export function warp(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[], target: Planes): void {
  const mark = memory.mark();
  const interpolation = interpolationOf(steps);
  const cubic = interpolation === 'bicubic';
  const { source: near, steps: chain, stretch } = reduce(memory, source, steps);
  const mode = interpolation === 'nearest' ? modes.nearest : cubic || needsTable(stretch) ? modes.table : modes.linear;
  const [x, y] = [axisOf(mode, cubic, stretch.x), axisOf(mode, cubic, stretch.y)];
  const paddedX = mode === modes.table ? padded(x.taps) : x.taps;
  const [tableX, tableY] = mode === modes.table ? tables(memory, x, y, paddedX, cubic) : [0, 0];

  const window = chain[0]!.window;
  const columns = readable(window[0], window[2], near.width);
  const rows = readable(window[1], window[3], near.height);
  const maps = composed(chain);
  const levels = levelsOf(chain, maps);
  const planes = fastRegion(chain, maps, near, mode, [x, y], [columns, rows]);
  const job = memory.allocate((jobDoubles + planes.length + levels.length) * 8);
  const planesAt = job + jobDoubles * 8;
  const levelsAt = planesAt + planes.length * 8;
  const view = new Float64Array(memory.bytes.buffer, job, jobDoubles + planes.length + levels.length);
  view.set([near.pointer, near.strideBytes, columns[0], rows[0], columns[1], rows[1]]);
  view.set([target.pointer, target.width, target.height, mode, paddedX, y.taps, tableX, tableY], 6);
  view.set([x.shift, y.shift, x.first, y.first, Number(cubic), Number(isProjective(maps[0]!))], 14);
  view.set(maps[0]!, 20);
  view.set([planesAt, planes.length / 3, levelsAt, chain.length], 29);
  view.set(planes, jobDoubles);
  view.set(levels, jobDoubles + planes.length);
  memory.wasm.warp!(job);
  memory.release(mark);
}

function needsTable({ x, y }: Shrink): boolean {
  return x > 1 + exactEnough || y > 1 + exactEnough;
}

function axisOf(mode: number, cubic: boolean, stretch: number): Axis {
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

function tables(memory: KernelMemory, x: Axis, y: Axis, paddedX: number, cubic: boolean): readonly [number, number] {
  const tableX = memory.allocate(phases * paddedX * 2);
  const tableY = memory.allocate(phases * y.taps * 4);
  memory.wasm.warpWeights!(tableX, paddedX, x.first, x.shift, x.stretch, Number(cubic), 0);
  memory.wasm.warpWeights!(tableY, y.taps, y.first, y.shift, y.stretch, Number(cubic), 1);
  return [tableX, tableY];
}

function readable(start: number, size: number, available: number): Span {
  const [first, last] = wholePixels(start, size);
  const low = Math.min(Math.max(first, 0), available - 1);
  return [low, Math.max(low, Math.min(last, available - 1))];
}

/** The centres of a window's first and last pixel; of one smaller than a pixel, its own centre. */
function centres(start: number, size: number): Span {
  const last = start + size - 1;
  return size < 1 ? [(start + last) / 2, (start + last) / 2] : [start, last];
}

function levelsOf(steps: readonly WarpStep[], maps: readonly Matrix3[]): readonly number[] {
  const { width, height } = steps.at(-1)!;
  return steps.flatMap((step, k) => {
    const [left, top, w, h] = step.window;
    const [x, y] = [centres(left, w), centres(top, h)];
    const ramp = footprint(maps[k]!, width, height);
    const ramps = [1 / Math.max(1, ramp.x), 1 / Math.max(1, ramp.y)];
    return [...step.inverse, x[0], y[0], x[1], y[1], w, h, borders.indexOf(step.border), ...ramps, ...step.fill];
  });
}

function isProjective(matrix: Matrix3): boolean {
  return matrix[6] !== 0 || matrix[7] !== 0;
}

/**
 * Half-planes (a, b, c) of the output, a x + b y + c >= 0, within which no border answers and no tap is missing.
 * All of them are straight lines, also under projection, where both sides are multiplied by w > 0.
 */
function fastRegion(
  steps: readonly WarpStep[],
  maps: readonly Matrix3[],
  source: Bytes8,
  mode: number,
  axes: readonly [Axis, Axis],
  readables: readonly [Span, Span],
): readonly number[] {
  const planes: number[] = [];
  const [a, , , d] = maps[0]!;
  const within = (map: Matrix3, axis: 0 | 1, low: number, high: number) => {
    for (let k = 0; k < 3; k++) planes.push(map[axis * 3 + k]! - low * map[6 + k]!);
    for (let k = 0; k < 3; k++) planes.push(high * map[6 + k]! - map[axis * 3 + k]!);
  };
  const projective = maps.some(isProjective);
  const far = projective ? Math.max(source.width, source.height) : 32 * Math.max(Math.abs(a), Math.abs(d));
  if (far > reach) return [0, 0, -1];

  const { width, height } = steps.at(-1)!;
  steps.forEach((step, k) => {
    const map = maps[k]!;
    const ramp = footprint(map, width, height);
    const inset = (size: number) =>
      step.border === 'constant' && mode !== modes.nearest ? (Math.max(1, size) - 1) / 2 : 0;
    const [left, top, w, h] = step.window;
    const [x, y] = [centres(left, w), centres(top, h)];
    within(map, 0, x[0] + inset(ramp.x) - exactEnough, x[1] - inset(ramp.x) + exactEnough);
    within(map, 1, y[0] + inset(ramp.y) - exactEnough, y[1] - inset(ramp.y) + exactEnough);
    if (isProjective(map)) planes.push(map[6], map[7], map[8] - exactEnough);
  });

  const [x, y] = readables;
  if (mode === modes.linear) {
    // A weight of nearly zero may read a pixel beside the row, but not a row that is not there.
    const slack = d === 0 && !projective ? 0 : 2 ** -12;
    within(maps[0]!, 0, x[0] - exactEnough, x[1] + exactEnough);
    within(maps[0]!, 1, y[0] + slack, y[1] - 2 ** -12);
  } else {
    for (const axis of [0, 1] as const) {
      const { taps, first, shift } = axes[axis];
      const slack = 2 ** -8;
      within(
        maps[0]!,
        axis,
        readables[axis][0] - first - shift + slack,
        readables[axis][1] - first - taps + 2 - shift - slack,
      );
    }
  }
  return planes;
}
