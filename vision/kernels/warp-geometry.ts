import { fieldOf } from '../bends/field.ts';
import { identity3, multiply3 } from '../image.ts';
import type { Interpolation, Matrix3, WarpStep } from '../ops/index.ts';

/** Where a picture was cut out of its full size (in full pixels), and how many full pixels, a side, one of its own is. */
export interface Reduction {
  readonly scale: number | readonly [x: number, y: number];
  readonly left: number;
  readonly top: number;
}

/** How many source pixels one output pixel spans. */
export interface Shrink {
  readonly x: number;
  readonly y: number;
}

/** From one coordinate or pixel to another, both included. */
export type Span = readonly [low: number, high: number];

/** What the steps of one warp agree on; bilinear, which copies whole pixels exactly, where they only move such. */
export function interpolationOf(steps: readonly WarpStep[]): Interpolation {
  for (const { interpolation } of steps) if (interpolation !== 'any') return interpolation;
  return 'bilinear';
}

/** For each step, the map from the output of the last step to the input of that one. */
export function composed(steps: readonly WarpStep[]): readonly Matrix3[] {
  const all: Matrix3[] = [];
  let product = identity3;
  for (let i = steps.length - 1; i >= 0; i--) {
    product = multiply3(steps[i]!.inverse, product);
    const scale = product[8];
    if (product[6] === 0 && product[7] === 0 && scale !== 1)
      product = product.map((value) => value / scale) as unknown as Matrix3;
    all.push(product);
  }
  return all.reverse();
}

/** Row norms of the Jacobian of `matrix` at the middle of a picture. */
export function footprint(matrix: Matrix3, width: number, height: number): Shrink {
  const m = matrix;
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  const w = Math.max(m[6] * x + m[7] * y + m[8], 1e-9);
  const u = (m[0] * x + m[1] * y + m[2]) / w;
  const v = (m[3] * x + m[4] * y + m[5]) / w;
  return {
    x: norm((m[0] - u * m[6]) / w, (m[1] - u * m[7]) / w),
    y: norm((m[3] - v * m[6]) / w, (m[4] - v * m[7]) / w),
  };
}

function norm(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/**
 * How many source pixels one output pixel spans, across and down the source: what a prefilter has to cover.
 * Below 1 the picture is enlarged. For `nearest`, which has no prefilter, 1. Of a projective warp, at its middle.
 */
export function shrinkOf(steps: readonly WarpStep[], maps: readonly Matrix3[] = composed(steps)): Shrink {
  if (interpolationOf(steps) === 'nearest') return { x: 1, y: 1 };
  const { width, height } = steps[steps.length - 1]!;
  return footprint(maps[0]!, width, height);
}

/**
 * The source pixels that the warp can touch, taps and a reserve for decoding at a smaller scale included, as
 * [left, top, width, height] within the source step's window.
 */
export function sourceBounds(steps: readonly WarpStep[]): readonly [number, number, number, number] {
  const last = steps.at(-1)!;
  let x: Span = [0, last.width - 1];
  let y: Span = [0, last.height - 1];
  const shrink = shrinkOf(steps);
  const cell = { x: Math.max(1, shrink.x), y: Math.max(1, shrink.y) };
  for (const step of [...steps].reverse()) {
    const [bentX, bentY] = bentSpans(step, x, y);
    const [u, v] = imageOf(step.inverse, bentX, bentY);
    const source = step === steps[0];
    x = within(step, u, 0, source ? cell.x / 2 : 0);
    y = within(step, v, 1, source ? cell.y / 2 : 0);
  }
  const base = { nearest: 0, bilinear: 1, bicubic: 2 }[interpolationOf(steps)];
  const [left, width] = touched(steps[0]!, x, 0, (base + 2) * cell.x);
  const [top, height] = touched(steps[0]!, y, 1, (base + 2) * cell.y);
  return [left, top, width, height];
}

/** A box that holds all that a step's bend makes of a box: no shape of field goes beyond its nodes. */
export function bentSpans(step: WarpStep, x: Span, y: Span): readonly [Span, Span] {
  if (step.bend === undefined) return [x, y];
  const { nodes } = fieldOf(step.bend, step.width, step.height);
  let [leftmost, rightmost, upmost, downmost] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < nodes.length; i += 2) {
    const dx = nodes[i]!;
    const dy = nodes[i + 1]!;
    if (dx < leftmost) leftmost = dx;
    if (dx > rightmost) rightmost = dx;
    if (dy < upmost) upmost = dy;
    if (dy > downmost) downmost = dy;
  }
  return [
    [x[0] + leftmost, x[1] + rightmost],
    [y[0] + upmost, y[1] + downmost],
  ];
}

/** The box around the image of a box; everything where part of it lies on or behind the horizon. */
function imageOf([a, b, c, d, e, f, p, q, r]: Matrix3, across: Span, down: Span): readonly [Span, Span] {
  const us: number[] = [];
  const vs: number[] = [];
  for (const x of across) {
    for (const y of down) {
      const w = p * x + q * y + r;
      if (w < 1e-6)
        return [
          [-Infinity, Infinity],
          [-Infinity, Infinity],
        ];
      us.push((a * x + b * y + c) / w);
      vs.push((d * x + e * y + f) / w);
    }
  }
  return [
    [Math.min(...us), Math.max(...us)],
    [Math.min(...vs), Math.max(...vs)],
  ];
}

/**
 * Where the border sends a stretch of coordinates: a stretch that holds all of it. In a smaller source the stretch
 * between the last pixel and the first, where a wrapped window mixes both, begins `reserve` earlier.
 */
function within(step: WarpStep, [low, high]: Span, axis: 0 | 1, reserve: number): Span {
  const first = step.window[axis];
  const last = first + Math.max(1, step.window[axis + 2]!) - 1;
  const clamp = (value: number) => Math.min(Math.max(value, first), last);
  const outside = low < first || high > last;
  if (step.border === 'wrap' && (low < first + reserve || high > last - reserve)) return [first, last];
  if (outside && step.border === 'reflect') {
    if (low < 2 * first - last || high > 2 * last - first) return [first, last];
    return [
      clamp(high > last ? Math.min(low, 2 * last - high) : low),
      clamp(low < first ? Math.max(high, 2 * first - low) : high),
    ];
  }
  return [clamp(low), clamp(high)];
}

function touched(
  step: WarpStep,
  [low, high]: Span,
  axis: 0 | 1,
  margin: number,
): readonly [start: number, size: number] {
  const [first, last] = wholePixels(step.window[axis], step.window[axis + 2]!);
  const start = Math.min(Math.max(Math.floor(low - margin), first), last);
  const end = Math.max(Math.min(Math.ceil(high + margin), last), start);
  return [start, end - start + 1];
}

/** The first and last pixel that a window has any part of. */
export function wholePixels(start: number, size: number): Span {
  const first = Math.floor(start + 1e-9);
  return [first, Math.max(first, Math.ceil(start + size - 1e-9) - 1)];
}

/**
 * The same steps for a source that was decoded smaller, or only in part: its pixel (0, 0) covers the full pixels from
 * (left, top) on, `scale` a side. The window keeps its place, which may then lie between pixels, or beyond the part.
 */
export function rebase(steps: readonly WarpStep[], { scale, left, top }: Reduction): readonly WarpStep[] {
  const [x, y] = typeof scale === 'number' ? [scale, scale] : scale;
  if (x === 1 && y === 1 && left === 0 && top === 0) return steps;
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const down: Matrix3 = [1 / x, 0, (0.5 - left) / x - 0.5, 0, 1 / y, (0.5 - top) / y - 0.5, 0, 0, 1];
  const [l, t, w, h] = first.window;
  return [
    { ...first, inverse: multiply3(down, first.inverse), window: [(l - left) / x, (t - top) / y, w / x, h / y] },
    ...rest,
  ];
}
