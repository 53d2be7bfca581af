// Lays out what one warp is to do as the kernel reads it: see assembly/warp-job.ts. Written number by number, because
// for a small picture lists of lists take longer than its pixels.
import type { Matrix3, WarpStep } from '../ops/index.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';
import { footprint, type Shrink, type Span } from './warp-geometry.ts';

export const modes = { nearest: 0, linear: 1, table: 2 } as const;

const borders = { constant: 0, edge: 1, reflect: 2, wrap: 3 } as const;
const jobDoubles = 35;
/** Nine half-planes and a matrix: see assembly/warp-edges.ts. */
const edgeDoubles = 36;
const levelDoubles = 23;
// Fixed-point coordinates hold this many pixels between two exact ones.
const reach = 8000;
const exactEnough = 1e-6;

/** Taps along one axis: how many, the first one's place from the whole part of the coordinate + shift. */
export interface Axis {
  readonly taps: number;
  readonly first: number;
  readonly shift: number;
  readonly stretch: number;
}

/** How values are found between pixels, and which of the source's may be read. */
export interface Sampling {
  readonly mode: number;
  readonly cubic: boolean;
  readonly x: Axis;
  readonly y: Axis;
  readonly tapsX: number;
  /** Weight tables in kernel memory; 0 where there is none. */
  readonly tableX: number;
  readonly tableY: number;
  readonly columns: Span;
  readonly rows: Span;
  /** Whether to round to bytes of RGBX: `linear` only. */
  readonly bytes: boolean;
}

/**
 * Writes the job into newly allocated memory. `maps`: for each step, from the output to its input; `bends`: its field in
 * kernel memory, 0 for none.
 */
export function writeJob(
  memory: KernelMemory,
  source: Bytes8,
  steps: readonly WarpStep[],
  maps: readonly Matrix3[],
  target: Planes,
  sampling: Sampling,
  bends: readonly number[],
): number {
  const { mode, x, y, columns, rows } = sampling;
  const last = steps[steps.length - 1]!;
  // At most five half-planes for a step, and four for the taps.
  const each = levelDoubles + edgeDoubles;
  const pointer = memory.allocate((jobDoubles + (5 * steps.length + 4) * 3 + steps.length * each) * 8);
  const out = memory.doubles;
  const job = pointer >> 3;
  const planes = job + jobDoubles;
  const ramps = maps.map((map) => footprint(map, last.width, last.height));
  const levels = writePlanes(out, planes, source, steps, maps, ramps, sampling);
  for (let k = 0, at = levels; k < steps.length; k++, at += levelDoubles)
    writeLevel(out, at, steps[k]!, ramps[k]!, bends[k] ?? 0);
  const edges = levels + steps.length * levelDoubles;
  for (let k = 0; k < steps.length; k++) writeEdges(out, edges + k * edgeDoubles, steps[k]!, maps[k]!, ramps[k]!, mode);
  out[job] = source.pointer;
  out[job + 1] = source.strideBytes;
  out[job + 2] = columns[0];
  out[job + 3] = rows[0];
  out[job + 4] = columns[1];
  out[job + 5] = rows[1];
  out[job + 6] = target.pointer;
  out[job + 7] = target.width;
  out[job + 8] = target.height;
  out[job + 9] = mode;
  out[job + 10] = sampling.tapsX;
  out[job + 11] = y.taps;
  out[job + 12] = sampling.tableX;
  out[job + 13] = sampling.tableY;
  out[job + 14] = x.shift;
  out[job + 15] = y.shift;
  out[job + 16] = x.first;
  out[job + 17] = y.first;
  out[job + 18] = sampling.cubic ? 1 : 0;
  out[job + 19] = isProjective(maps[0]!) ? 1 : 0;
  writeMatrix(out, job + 20, maps[0]!);
  out[job + 29] = planes << 3;
  out[job + 30] = (levels - planes) / 3;
  out[job + 31] = levels << 3;
  out[job + 32] = steps.length;
  out[job + 33] = sampling.bytes ? 1 : 0;
  out[job + 34] = edges << 3;
  return pointer;
}

function writeMatrix(out: Float64Array, at: number, matrix: Matrix3): void {
  for (let i = 0; i < 9; i++) out[at + i] = matrix[i]!;
}

function writeLevel(out: Float64Array, at: number, step: WarpStep, ramp: Shrink, bend: number): void {
  const { window, fill } = step;
  const m = step.inverse;
  for (let k = 0; k < 3; k++) {
    out[at + 2 * k] = m[k]!;
    out[at + 2 * k + 1] = m[3 + k]!;
    out[at + 6 + k] = m[6 + k]!;
  }
  out[at + 9] = firstCentre(window[0], window[2]);
  out[at + 10] = firstCentre(window[1], window[3]);
  out[at + 11] = lastCentre(window[0], window[2]);
  out[at + 12] = lastCentre(window[1], window[3]);
  out[at + 13] = window[2];
  out[at + 14] = window[3];
  out[at + 15] = borders[step.border];
  out[at + 16] = 1 / Math.max(1, ramp.x);
  out[at + 17] = 1 / Math.max(1, ramp.y);
  out[at + 18] = fill[0];
  out[at + 19] = fill[1];
  out[at + 20] = fill[2];
  out[at + 21] = 255;
  out[at + 22] = bend;
}

/** Lays another four values out as the constant border of each step of a job. */
export function writeFills(memory: KernelMemory, job: number, fills: readonly (readonly number[])[]): void {
  const levels = memory.doubles[(job >> 3) + 31]! / 8;
  for (let k = 0; k < fills.length; k++) memory.doubles.set(fills[k]!, levels + k * levelDoubles + 18);
}

/** The centre of a window's first pixel; of one smaller than a pixel, its own. */
export function firstCentre(start: number, size: number): number {
  return size < 1 ? (start + (start + size - 1)) / 2 : start;
}

export function lastCentre(start: number, size: number): number {
  return size < 1 ? (start + (start + size - 1)) / 2 : start + size - 1;
}

function isProjective(matrix: Matrix3): boolean {
  return matrix[6] !== 0 || matrix[7] !== 0;
}

/**
 * Half-planes (a, b, c) of the output, a x + b y + c >= 0, within which no border answers and no tap is missing.
 * All of them are straight lines, also under projection, where both sides are multiplied by w > 0. Returns where they end.
 */
function writePlanes(
  out: Float64Array,
  start: number,
  source: Bytes8,
  steps: readonly WarpStep[],
  maps: readonly Matrix3[],
  ramps: readonly Shrink[],
  sampling: Sampling,
): number {
  const { mode, x, y, columns, rows } = sampling;
  const first = maps[0]!;
  const projective = maps.some(isProjective);
  const far = projective
    ? Math.max(source.width, source.height)
    : 32 * Math.max(Math.abs(first[0]), Math.abs(first[3]));
  if (far > reach) return writePlane(out, start, 0, 0, -1);

  let at = start;
  for (let k = 0; k < steps.length; k++) {
    const { window, border } = steps[k]!;
    const map = maps[k]!;
    const ramp = ramps[k]!;
    const ramped = border === 'constant' && mode !== modes.nearest;
    const [insetX, insetY] = ramped ? [(Math.max(1, ramp.x) - 1) / 2, (Math.max(1, ramp.y) - 1) / 2] : [0, 0];
    const [left, right] = [firstCentre(window[0], window[2]), lastCentre(window[0], window[2])];
    const [top, bottom] = [firstCentre(window[1], window[3]), lastCentre(window[1], window[3])];
    at = writeWithin(out, at, map, 0, left + insetX - exactEnough, right - insetX + exactEnough);
    at = writeWithin(out, at, map, 3, top + insetY - exactEnough, bottom - insetY + exactEnough);
    if (isProjective(map)) at = writePlane(out, at, map[6], map[7], map[8] - exactEnough);
  }
  if (mode === modes.linear) {
    // A weight of nearly zero may read a pixel beside the row, but not a row that is not there.
    const slack = first[3] === 0 && !projective ? 0 : 2 ** -12;
    at = writeWithin(out, at, first, 0, columns[0] - exactEnough, columns[1] + exactEnough);
    return writeWithin(out, at, first, 3, rows[0] + slack, rows[1] - 2 ** -12);
  }
  at = writeTaps(out, at, first, 0, x, columns);
  return writeTaps(out, at, first, 3, y, rows);
}

/** Where along a row a step's window begins to be seen, and where nothing else is: see assembly/warp-edges.ts. */
function writeEdges(out: Float64Array, at: number, step: WarpStep, map: Matrix3, ramp: Shrink, mode: number): void {
  const { window } = step;
  const isHard = mode === modes.nearest;
  writePlane(out, at, map[6], map[7], map[8] - (isProjective(map) ? exactEnough : 0));
  let outer = at + 3;
  let inner = at + 15;
  for (const axis of [0, 1] as const) {
    const width = Math.max(1, axis === 0 ? ramp.x : ramp.y);
    const [inset, outset] = isHard ? [0, 1] : [(width - 1) / 2, (width + 1) / 2];
    const [low, high] = [firstCentre(window[axis], window[axis + 2]!), lastCentre(window[axis], window[axis + 2]!)];
    outer = writeWithin(out, outer, map, axis === 0 ? 0 : 3, low - outset - exactEnough, high + outset + exactEnough);
    inner = writeWithin(out, inner, map, axis === 0 ? 0 : 3, low + inset - exactEnough, high - inset + exactEnough);
  }
  writeMatrix(out, at + 27, map);
}

/** From which coordinate to which all taps may be read. */
export function tapsWithin({ mode, ...sampling }: Sampling, axis: 'x' | 'y'): Span {
  const [low, high] = axis === 'x' ? sampling.columns : sampling.rows;
  if (mode === modes.linear) return axis === 'x' ? [low, high] : [low, high - 2 ** -12];
  const { taps, first, shift } = sampling[axis];
  const slack = 2 ** -8;
  return [low - first - shift + slack, high - first - taps + 2 - shift - slack];
}

function writeTaps(out: Float64Array, at: number, map: Matrix3, row: 0 | 3, axis: Axis, readable: Span): number {
  const { taps, first, shift } = axis;
  const slack = 2 ** -8;
  return writeWithin(
    out,
    at,
    map,
    row,
    readable[0] - first - shift + slack,
    readable[1] - first - taps + 2 - shift - slack,
  );
}

/** That a coordinate, `row` of the matrix, lies from `low` to `high`. */
function writeWithin(out: Float64Array, at: number, map: Matrix3, row: 0 | 3, low: number, high: number): number {
  for (let k = 0; k < 3; k++) {
    out[at + k] = map[row + k]! - low * map[6 + k]!;
    out[at + 3 + k] = high * map[6 + k]! - map[row + k]!;
  }
  return at + 6;
}

function writePlane(out: Float64Array, at: number, a: number, b: number, c: number): number {
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  return at + 3;
}
