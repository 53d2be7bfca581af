// The warp kernel once more, in float64 and as plainly as possible: every pixel by recursion, every weight on the spot.
import { fieldOf } from '../../../vision/bends/field.ts';
import { displacementAt } from '../../../vision/bends/places.ts';
import type { Matrix3, WarpStep } from '../../../vision/ops/index.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBX rows. */
  readonly data: Uint8Array;
}

export interface Oracle {
  /** [3, height, width] grey levels. */
  readonly planes: Float64Array;
  /** Pixels of `nearest` that a rounding error could tip over. */
  readonly doubtful: Uint8Array;
}

type Rgb = readonly [number, number, number];

interface Chain {
  readonly source: Picture;
  readonly steps: readonly WarpStep[];
  readonly interpolation: 'nearest' | 'bilinear' | 'bicubic';
  readonly stretch: readonly [number, number];
  /** Between two pixels, how many places a filter's weights are tabled for: 512 in the kernel, Infinity in truth. */
  readonly phases: number;
  readonly footprints: readonly (readonly [number, number])[];
  doubt: boolean;
}

const tie = 2 ** -12;

export function oracle(source: Picture, steps: readonly WarpStep[], phases = Number.POSITIVE_INFINITY): Oracle {
  const { width, height } = steps.at(-1)!;
  const chain = chainOf(source, steps, phases);
  const planes = new Float64Array(3 * width * height);
  const doubtful = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      chain.doubt = false;
      const value = valueAt(chain, steps.length - 1, x, y);
      value.forEach((v, c) => {
        planes[c * width * height + y * width + x] = v;
      });
      doubtful[y * width + x] = Number(chain.doubt);
    }
  }
  return { planes, doubtful };
}

function chainOf(full: Picture, steps: readonly WarpStep[], phases: number): Chain {
  const interpolation = steps.map((step) => step.interpolation).find((name) => name !== 'any') ?? 'bilinear';
  const common = { interpolation: interpolation as Chain['interpolation'], phases, doubt: false };
  const shrink: readonly [number, number] = interpolation === 'nearest' ? [1, 1] : footprintsOf(steps)[0]!;
  const plans = shrink.map((s) => (interpolation === 'bicubic' ? cubicPlan(s) : linearPlan(s)));
  const stretch = [plans[0]!.stretch, plans[1]!.stretch] as const;
  const scale = plans.map((plan) => 2 ** plan.halvings) as unknown as readonly [number, number];
  if (scale[0] * scale[1] === 1) return { ...common, source: full, steps, stretch, footprints: footprintsOf(steps) };

  const first = steps[0]!;
  const [left, top, width, height] = first.window;
  const source = halved(cut(full, left, top, width, height), scale);
  // A pixel's edge, not its centre, keeps its place when the pixels grow.
  const down: Matrix3 = [
    1 / scale[0],
    0,
    (0.5 - left) / scale[0] - 0.5,
    0,
    1 / scale[1],
    (0.5 - top) / scale[1] - 0.5,
    0,
    0,
    1,
  ];
  const near = {
    ...first,
    inverse: times(down, first.inverse),
    window: [0, 0, width / scale[0], height / scale[1]] as const,
  };
  const chain = [near, ...steps.slice(1)];
  return { ...common, source, steps: chain, stretch, footprints: footprintsOf(chain) };
}

/** Halvings until the tent is at most 8 a side, less the variance that the halved pixels already have. */
function linearPlan(shrink: number): { halvings: number; stretch: number } {
  let halvings = 0;
  const rest = () => Math.sqrt(Math.max(1, (shrink ** 2 - (4 ** halvings - 1) / 2) / 4 ** halvings));
  while (rest() > 8 + 1e-6) halvings++;
  return { halvings, stretch: rest() };
}

function cubicPlan(shrink: number): { halvings: number; stretch: number } {
  const halvings = Math.max(0, Math.ceil(Math.log2(shrink / (4 + 1e-6))));
  return { halvings, stretch: Math.max(1, shrink / 2 ** halvings) };
}

function cut(source: Picture, left: number, top: number, width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * source.width + left) * 4;
    data.set(source.data.subarray(start, start + width * 4), y * width * 4);
  }
  return { width, height, data };
}

/** As long as both axes shrink, squares of four are averaged; then pairs. */
function halved(source: Picture, [x, y]: readonly [number, number]): Picture {
  let part = source;
  for (let s = 2; s <= Math.max(x, y); s *= 2) part = averaged(part, s <= x ? 2 : 1, s <= y ? 2 : 1);
  return part;
}

function averaged({ width, height, data }: Picture, across: number, down: number): Picture {
  const [w, h] = [Math.ceil(width / across), Math.ceil(height / down)];
  const out = new Uint8Array(w * h * 4);
  for (let i = 0; i < w * h * 4; i++) {
    const [x, y, c] = [Math.floor(i / 4) % w, Math.floor(i / 4 / w), i % 4];
    let sum = 0;
    for (let j = 0; j < down; j++) {
      for (let k = 0; k < across; k++) {
        const [px, py] = [Math.min(x * across + k, width - 1), Math.min(y * down + j, height - 1)];
        sum += data[(py * width + px) * 4 + c]!;
      }
    }
    out[i] = Math.floor(sum / (across * down) + 0.5);
  }
  return { width: w, height: h, data: out };
}

function times(a: Matrix3, b: Matrix3): Matrix3 {
  return a.map((_, i) => {
    const [row, column] = [i - (i % 3), i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  }) as unknown as Matrix3;
}

/** By how much each step's input is passed over, across and down, from one output pixel to the next, mid-picture. */
function footprintsOf(steps: readonly WarpStep[]): readonly (readonly [number, number])[] {
  const { width, height } = steps.at(-1)!;
  return steps.map((_, k) => {
    const at = (x: number, y: number) =>
      steps.slice(k).reduceRight(([u, v], step) => mapped(step.inverse, u, v), [x, y] as readonly [number, number]);
    const [x, y, e] = [(width - 1) / 2, (height - 1) / 2, 1e-4];
    const slope = (axis: 0 | 1) => {
      const alongX = (at(x + e, y)[axis] - at(x - e, y)[axis]) / (2 * e);
      const alongY = (at(x, y + e)[axis] - at(x, y - e)[axis]) / (2 * e);
      // To 9 digits, so that an exact 1 or 2 comes out as such.
      return Math.round(Math.sqrt(alongX ** 2 + alongY ** 2) * 1e9) / 1e9;
    };
    return [slope(0), slope(1)] as const;
  });
}

function mapped([a, b, c, d, e, f, p, q, r]: Matrix3, x: number, y: number): readonly [number, number] {
  const w = Math.max(p * x + q * y + r, 1e-9);
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];
const modulo = (value: number, period: number) => value - Math.floor(value / period) * period;

function displaced(chain: Chain, { bend, width, height }: WarpStep, x: number, y: number): readonly [number, number] {
  if (bend === undefined) return [0, 0];
  // A tile's edge is as sharp as that of a pixel: off by a rounding error it is another tile.
  if (bend.kind === 'tiles') [rounded(chain, x), rounded(chain, y)];
  return displacementAt(fieldOf(bend, width, height), x, y);
}

function rounded(chain: Chain, value: number): number {
  const place = value + 0.5;
  if (Math.abs(place - Math.round(place)) < 2e-3 && place !== Math.round(place)) chain.doubt = true;
  return Math.floor(place + tie);
}

function valueAt(chain: Chain, level: number, x: number, y: number): Rgb {
  if (level < 0) return sourceAt(chain, x, y);
  const step = chain.steps[level]!;
  const nearest = chain.interpolation === 'nearest';
  const [left, top, width, height] = step.window;
  const [dx, dy] = displaced(chain, step, x, y);
  const [u, v] = mapped(step.inverse, x + dx, y + dy);
  if (nearest) [rounded(chain, u), rounded(chain, v)];
  const middleX = width < 1 ? left + (width - 1) / 2 : undefined;
  const middleY = height < 1 ? top + (height - 1) / 2 : undefined;
  const [firstX, firstY] = [middleX ?? left, middleY ?? top];
  const [lastX, lastY] = [middleX ?? left + width - 1, middleY ?? top + height - 1];
  const next = (a: number, b: number) => valueAt(chain, level - 1, a, b);
  const clamped = () => next(clamp(u, firstX, lastX), clamp(v, firstY, lastY));
  switch (step.border) {
    case 'edge':
      return clamped();
    case 'constant': {
      const [rampX, rampY] = chain.footprints[level]!.map((size) => Math.max(1, size)) as [number, number];
      // Both edges of the window as seen through a box as wide as the ramp.
      const part = (at: number, low: number, high: number, ramp: number) =>
        clamp((at - low + 0.5) / ramp + 0.5, 0, 1) * clamp((high + 0.5 - at) / ramp + 0.5, 0, 1);
      const column = rounded(chain, u) - left;
      const row = rounded(chain, v) - top;
      const hit = column >= 0 && column < width && row >= 0 && row < height;
      const cover = nearest ? Number(hit) : part(u, firstX, lastX, rampX) * part(v, firstY, lastY, rampY);
      return cover === 0 ? step.fill : mix(step.fill, clamped(), cover);
    }
    case 'reflect': {
      const fold = (at: number, low: number, high: number) => {
        if (low === high) return low;
        const t = modulo(at - low, 2 * (high - low));
        return low + Math.min(t, 2 * (high - low) - t);
      };
      return next(fold(u, firstX, lastX), fold(v, firstY, lastY));
    }
    case 'wrap': {
      if (nearest) {
        const fold = (at: number, low: number, high: number, size: number) =>
          clamp(low + modulo(at - low + 0.5 + tie, size) - 0.5 - tie, low, high);
        return next(fold(u, firstX, lastX, width), fold(v, firstY, lastY, height));
      }
      const [column, row] = [firstX + modulo(u - firstX, width), firstY + modulo(v - firstY, height)];
      const across = (at: number) =>
        column <= lastX ? next(column, at) : mix(next(lastX, at), next(firstX, at), column - lastX);
      return row <= lastY ? across(row) : mix(across(lastY), across(firstY), row - lastY);
    }
  }
}

function keys(t: number): number {
  const x = Math.abs(t);
  return x < 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
}

function sourceAt(chain: Chain, x: number, y: number): Rgb {
  const { source, interpolation, stretch, phases } = chain;
  const [left, top, width, height] = chain.steps[0]!.window;
  const low = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))] as const;
  const high = [
    Math.min(source.width, Math.ceil(left + width)) - 1,
    Math.min(source.height, Math.ceil(top + height)) - 1,
  ] as const;
  const at = (column: number, row: number) => (row * source.width + column) * 4;
  const u = clamp(x, low[0], high[0]);
  const v = clamp(y, low[1], high[1]);
  if (interpolation === 'nearest') {
    const i = at(Math.min(rounded(chain, u), high[0]), Math.min(rounded(chain, v), high[1]));
    return [source.data[i]!, source.data[i + 1]!, source.data[i + 2]!];
  }
  const tabled = phases !== Number.POSITIVE_INFINITY && (interpolation === 'bicubic' || Math.max(...stretch) > 1);
  const snap = (place: number) => (!tabled ? place : Math.floor(place * phases + 0.5) / phases);
  const across = weights(interpolation, snap(u), stretch[0], low[0], high[0]);
  const down = weights(interpolation, snap(v), stretch[1], low[1], high[1]);
  const sum: [number, number, number] = [0, 0, 0];
  for (const [row, b] of down) {
    for (const [column, a] of across) {
      for (let c = 0; c < 3; c++) sum[c]! += a * b * source.data[at(column, row) + c]!;
    }
  }
  return interpolation === 'bicubic' ? (sum.map((s) => clamp(s, 0, 255)) as unknown as Rgb) : sum;
}

/** All the pixels under the filter, less those beyond the edge, each with its share. */
function weights(
  kind: string,
  at: number,
  stretch: number,
  low: number,
  high: number,
): readonly (readonly [number, number])[] {
  const shape = kind === 'bicubic' ? keys : (t: number) => Math.max(0, 1 - Math.abs(t));
  const found: [number, number][] = [];
  for (let i = low; i <= high; i++) found.push([i, shape((i - at) / stretch)]);
  const sum = found.reduce((s, [, w]) => s + w, 0);
  return found.filter(([, w]) => w !== 0).map(([i, w]) => [i, w / sum]);
}
