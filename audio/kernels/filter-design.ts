import type { Filter } from '../ops/index.ts';

/** y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]; `hold`: it starts as if the first frame had always been there. */
export interface Section {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
  readonly hold: boolean;
}

/** The highest frequency that a filter may turn at, as a part of half the sample rate: audiomentations' own. */
const highest = 0.9999;
/** The lowest, as a part of the sample rate: below, a section's coefficients could not tell it from 0. */
const lowest = 1e-6;

const withinRate = (hz: number, rate: number) => Math.max(lowest * rate, Math.min(hz, (highest * rate) / 2));

/** The second-order sections of a filter, in doubles. */
export function design(filter: Filter, sampleRate: number): readonly Section[] {
  switch (filter.shape) {
    case 'lowPass':
    case 'highPass':
      return oneEdge(filter.shape, filter.order, tangent(filter.cutoffHz, sampleRate));
    case 'bandPass':
    case 'bandStop': {
      const high = withinRate(filter.highHz, sampleRate);
      const low = Math.min(withinRate(filter.lowHz, sampleRate), narrowest * high);
      return twoEdges(filter.shape, filter.order, tangent(low, sampleRate), tangent(high, sampleRate));
    }
    case 'preEmphasis':
      return [{ b: [1, -filter.coefficient, 0], a: [0, 0], hold: filter.border === 'clamp' }];
    default: {
      const turn = (2 * Math.PI * withinRate(filter.centerHz, sampleRate)) / sampleRate;
      return [cookbook[filter.shape](10 ** (filter.gainDb / 40), Math.cos(turn), Math.sin(turn) / (2 * filter.q))];
    }
  }
}

/** A band whose lower edge lies beyond the sample rate still has a width: its edges are at least so far apart. */
const narrowest = 0.9;

/** The analogue frequency that the bilinear transform takes to this one, at 2 frames a second. */
function tangent(hz: number, rate: number): number {
  return Math.tan((Math.PI * withinRate(hz, rate)) / rate);
}

/** (n2 s^2 + n1 s + n0) / (s^2 + c1 s + c0) by the bilinear transform s = (z - 1) / (z + 1). */
function bilinear(n2: number, n1: number, n0: number, c1: number, c0: number): Section {
  const scale = 1 / (1 + c1 + c0);
  return {
    b: [(n2 + n1 + n0) * scale, 2 * (n0 - n2) * scale, (n2 - n1 + n0) * scale],
    a: [2 * (c0 - 1) * scale, (1 - c1 + c0) * scale],
    hold: true,
  };
}

/** Butterworth's poles on the unit circle: of each pair the upper one; the real one, of an odd order, stands for itself. */
function poles(order: number): { readonly pairs: readonly (readonly [number, number])[]; readonly real: boolean } {
  const pairs = Array.from({ length: order >> 1 }, (_, k) => {
    const angle = (Math.PI * (2 * k + order + 1)) / (2 * order);
    return [Math.cos(angle), Math.sin(angle)] as const;
  });
  return { pairs, real: order % 2 === 1 };
}

/** Numerators are scaled by the rounded poles, so that the gain at 0 Hz, or at half the sample rate, is 1 to the last bit. */
function oneEdge(shape: 'lowPass' | 'highPass', order: number, edge: number): readonly Section[] {
  const { pairs, real } = poles(order);
  const side = shape === 'lowPass' ? 1 : -1;
  const sections: Section[] = [];
  if (real) {
    const a1 = (edge - 1) / (edge + 1);
    const b0 = (1 + side * a1) / 2;
    sections.push({ b: [b0, side * b0, 0], a: [a1, 0], hold: true });
  }
  for (const [re] of pairs) {
    const { a } = bilinear(0, 0, 1, -2 * re * edge, edge * edge);
    const b0 = (1 + side * a[0] + a[1]) / 4;
    sections.push({ b: [b0, side * 2 * b0, b0], a, hold: true });
  }
  return sections;
}

/** Each pole of the low pass becomes two: the roots of s^2 - 2 t s + middle, t half the width times the pole (or over it). */
function twoEdges(shape: 'bandPass' | 'bandStop', order: number, low: number, high: number): readonly Section[] {
  const { pairs, real } = poles(order);
  const middle = low * high;
  const half = (high - low) / 2;
  const denominators: (readonly [c1: number, c0: number])[] = real ? [[2 * half, middle]] : [];
  for (const [re, im] of pairs) {
    // 1 / pole is its conjugate, which is as good as the pole, since both of a pair are taken.
    const [tr, ti] = [half * re, half * im];
    const [rr, ri] = root(tr * tr - ti * ti - middle, 2 * tr * ti);
    for (const sign of [1, -1]) {
      const [sr, si] = [tr + sign * rr, ti + sign * ri];
      denominators.push([-2 * sr, sr * sr + si * si]);
    }
  }
  return denominators.map(([c1, c0]) => {
    if (shape === 'bandStop') return bilinear(c0 / middle, 0, c0, c1, c0);
    const gain = Math.hypot(c0 - middle, c1 * Math.sqrt(middle)) / Math.sqrt(middle);
    return bilinear(0, gain, 0, c1, c0);
  });
}

/** The square root of a complex number. */
function root(re: number, im: number): readonly [number, number] {
  const size = Math.hypot(re, im);
  const a = Math.sqrt((size + Math.abs(re)) / 2);
  if (a === 0) return [0, 0];
  const b = im / (2 * a);
  return re >= 0 ? [a, b] : [Math.abs(b), im < 0 ? -a : a];
}

function normalized(b: readonly [number, number, number], a: readonly [number, number, number]): Section {
  return { b: [b[0] / a[0], b[1] / a[0], b[2] / a[0]], a: [a[1] / a[0], a[2] / a[0]], hold: true };
}

function shelf(g: number, cos: number, alpha: number): Section {
  const slope = 2 * Math.sqrt(g) * alpha;
  return normalized(
    [g * (g + 1 - (g - 1) * cos + slope), 2 * g * (g - 1 - (g + 1) * cos), g * (g + 1 - (g - 1) * cos - slope)],
    [g + 1 + (g - 1) * cos + slope, -2 * (g - 1 + (g + 1) * cos), g + 1 + (g - 1) * cos - slope],
  );
}

/** R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients"; g is the root of the gain. */
const cookbook = {
  peaking: (g: number, cos: number, alpha: number) =>
    normalized([1 + alpha * g, -2 * cos, 1 - alpha * g], [1 + alpha / g, -2 * cos, 1 - alpha / g]),
  lowShelf: shelf,
  // A high shelf is a low one turned down, times the gain.
  highShelf: (g: number, cos: number, alpha: number): Section => {
    const { b, a, hold } = shelf(1 / g, cos, alpha);
    return { b: [b[0] * g * g, b[1] * g * g, b[2] * g * g], a, hold };
  },
};
