// Distortions that look at more than one value.

/** target[n] = the value where the last of the instants k * step (k whole, step >= 1) fell; frame 0 is instant-time `offset`. */
export function holdTo(source: usize, target: usize, frames: i32, step: f64, offset: f64): void {
  for (let n = 0; n < frames; n++) {
    const at = ceil(floor((offset + n) / step) * step) - offset;
    const first = min(n, max(0, <i32>at));
    store<f32>(target + (<usize>n << 2), load<f32>(source + (<usize>first << 2)));
  }
}

/** target = the line through source, `to` values from its first to its last. */
export function stretchTo(source: usize, from: i32, target: usize, to: i32): void {
  const ratio = to > 1 ? <f64>(from - 1) / <f64>(to - 1) : 0;
  for (let i = 0; i < to; i++) {
    const at = <f64>i * ratio;
    const low = min(<i32>at, from - 1);
    const a = <f64>load<f32>(source + (<usize>low << 2));
    const b = <f64>load<f32>(source + (<usize>min(low + 1, from - 1) << 2));
    store<f32>(target + (<usize>i << 2), <f32>(a + (b - a) * (at - <f64>low)));
  }
}

// @ts-ignore: decorator
@inline
function valve(u: f64): f64 {
  return u < -1 ? -2.0 / 3 : u > 1 ? 2.0 / 3 : u - (u * u * u) / 3;
}

/** The `overdrive` of sox, in place. `before`: the last value of the valve before the first. */
export function overdriven(plane: usize, frames: i32, factor: f64, offset: f64, settled: i32): void {
  let last = settled ? valve(offset) : 0;
  let blocked: f64 = 0;
  for (let i = 0; i < frames; i++, plane += 4) {
    const x = <f64>load<f32>(plane);
    const u = valve(x * factor + offset);
    blocked = u - last + 0.995 * blocked;
    last = u;
    store<f32>(plane, <f32>max(-1.0, min(1.0, 0.5 * x + 0.75 * blocked)));
  }
}

/** Mean squares under two biquads of five coefficients each: b0 b1 b2 a1 a2, in doubles. */
export function weightedEnergy(plane: usize, frames: i32, filters: usize): f64 {
  let p1: f64 = 0;
  let p2: f64 = 0;
  let q1: f64 = 0;
  let q2: f64 = 0;
  let sum: f64 = 0;
  for (let i = 0; i < frames; i++, plane += 4) {
    const x = <f64>load<f32>(plane);
    const y = load<f64>(filters) * x + p1;
    p1 = load<f64>(filters, 8) * x - load<f64>(filters, 24) * y + p2;
    p2 = load<f64>(filters, 16) * x - load<f64>(filters, 32) * y;
    const z = load<f64>(filters, 40) * y + q1;
    q1 = load<f64>(filters, 48) * y - load<f64>(filters, 64) * z + q2;
    q2 = load<f64>(filters, 56) * y - load<f64>(filters, 72) * z;
    sum += z * z;
  }
  return sum;
}
