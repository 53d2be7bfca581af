// Curves as their averages between neighbouring values, which weakens what a rate cannot hold before it is sampled, and what a change
// of rate by 2 needs. Parker, Zavalishin and Le Bivic, "Reducing the aliasing of nonlinear waveshaping using continuous-time
// convolution", DAFx-16. The average is (F(b) - F(a)) / (b - a), F the curve's antiderivative; in doubles, as F's are large and near.

const TANH: i32 = 0;
const ARCTANGENT: i32 = 1;
const CUBIC: i32 = 2;
const HARD_CLIP: i32 = 3;
const FOLDBACK: i32 = 4;
const ASYMMETRIC: i32 = 5;
const RECTIFIER: i32 = 6;
const QUANTIZE: i32 = 7;

const TURN: f64 = 1.5707963267948966;

// @ts-ignore: decorator
@inline
function within(u: f64, low: f64, high: f64): f64 {
  return max(low, min(high, u));
}

/** The logarithm of cosh, but for a constant. */
function logCosh(u: f64): f64 {
  const size = abs(u);
  return size > 20 ? size : size + NativeMath.log1p(NativeMath.exp(-2 * size));
}

/** p, q, r: bias, its tanh, scale; rectified; steps, least, most. */
function curve(shape: i32, u: f64, p: f64, q: f64, r: f64): f64 {
  switch (shape) {
    case TANH: return NativeMath.tanh(u);
    case ARCTANGENT: return NativeMath.atan(u * TURN) / TURN;
    case CUBIC: { const c = within(u, -1, 1); return c * (1.5 - 0.5 * c * c); }
    case HARD_CLIP: return within(u, -1, 1);
    case FOLDBACK: { const t = u - 4 * nearest(0.25 * u); return abs(t) <= 1 ? t : copysign<f64>(2, t) - t; }
    case ASYMMETRIC: return r * (NativeMath.tanh(u + p) - q);
    case RECTIFIER: return (1 - p) * u + p * abs(u);
    default: return within(nearest(u * p), q, r) / p;
  }
}

function antiderivative(shape: i32, u: f64, p: f64, q: f64, r: f64): f64 {
  switch (shape) {
    case TANH: return logCosh(u);
    case ARCTANGENT: {
      const w = u * TURN;
      return (w * NativeMath.atan(w) - 0.5 * NativeMath.log1p(w * w)) / (TURN * TURN);
    }
    case CUBIC: {
      const c = within(u, -1, 1);
      return c * c * (0.75 - 0.125 * c * c) + (abs(u) - abs(c));
    }
    case HARD_CLIP: { const c = within(u, -1, 1); return c * (u - 0.5 * c); }
    case FOLDBACK: {
      const t = abs(u - 4 * nearest(0.25 * u));
      return t <= 1 ? 0.5 * t * t : 1 - 0.5 * (2 - t) * (2 - t);
    }
    case ASYMMETRIC: return r * (logCosh(u + p) - q * u);
    case RECTIFIER: return 0.5 * u * ((1 - p) * u + p * abs(u));
    default: {
      const v = u * p;
      const c = within(nearest(v), q, r);
      return (c * (v - 0.5 * c)) / (p * p);
    }
  }
}

/** target[n] = the average of the curve from source[n - 1] to source[n], times factor; source[-1] counts as source[0]. */
export function averagesTo(source: usize, target: usize, count: i32, factor: f64, shape: i32, p: f64, q: f64, r: f64): void {
  let before = <f64>load<f32>(source) * factor;
  let area = antiderivative(shape, before, p, q, r);
  const end = source + (<usize>count << 2);
  for (; source < end; source += 4, target += 4) {
    const u = <f64>load<f32>(source) * factor;
    const next = antiderivative(shape, u, p, q, r);
    const way = u - before;
    // So near that the difference of the areas would be rounding: the curve halfway is as good.
    const y = abs(way) < 1e-5 ? curve(shape, 0.5 * (u + before), p, q, r) : (next - area) / way;
    store<f32>(target, <f32>y);
    before = u;
    area = next;
  }
}

/** The even and the odd values of `2 * count`; rounds up to 4. */
export function splitTo(source: usize, count: i32, even: usize, odd: usize): void {
  const end = even + (<usize>count << 2);
  for (; even < end; even += 16, odd += 16, source += 32) {
    const a = v128.load(source);
    const b = v128.load(source, 16);
    v128.store(even, v128.shuffle<i32>(a, b, 0, 2, 4, 6));
    v128.store(odd, v128.shuffle<i32>(a, b, 1, 3, 5, 7));
  }
}

export function mergeTo(even: usize, odd: usize, count: i32, target: usize): void {
  const end = even + (<usize>count << 2);
  for (; even < end; even += 16, odd += 16, target += 32) {
    const a = v128.load(even);
    const b = v128.load(odd);
    v128.store(target, v128.shuffle<i32>(a, b, 0, 4, 1, 5));
    v128.store(target, v128.shuffle<i32>(a, b, 2, 6, 3, 7), 16);
  }
}

/** a += b. */
export function addTo(a: usize, b: usize, count: i32): void {
  const end = a + (<usize>count << 2);
  for (; a < end; a += 16, b += 16) v128.store(a, f32x4.add(v128.load(a), v128.load(b)));
}
