// Gains that change over time. Whole vectors are written, up to three floats behind the last frame: that is scratch.

export function divide(plane: usize, frames: i32, divisor: f32): void {
  const d = f32x4.splat(divisor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) v128.store(plane, f32x4.div(v128.load(plane), d));
}

/** Multiplies by gain, gain * ratio, gain * ratio^2 and so on. */
export function multiplyByPowers(plane: usize, frames: i32, gain: f64, ratio: f64): void {
  let low = f64x2(gain, gain * ratio);
  let high = f64x2.mul(low, f64x2.splat(ratio * ratio));
  const step = f64x2.splat(ratio * ratio * ratio * ratio);
  const end = plane + (<usize>frames << 2);
  for (; plane + 16 <= end; plane += 16) {
    const factors = v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
    v128.store(plane, f32x4.mul(v128.load(plane), factors));
    low = f64x2.mul(low, step);
    high = f64x2.mul(high, step);
  }
  for (let g = f64x2.extract_lane(low, 0); plane < end; plane += 4, g *= ratio) {
    store<f32>(plane, load<f32>(plane) * <f32>g);
  }
}

/** loudest[n] = max(loudest[n], |plane[n]|) */
export function gatherPeaks(plane: usize, frames: i32, loudest: usize): void {
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16, loudest += 16) {
    v128.store(loudest, f32x4.pmax(v128.load(loudest), f32x4.abs(v128.load(plane))));
  }
}

/**
 * From the loudest values, in place, how much to take off of each frame, 0 to 1: so much that the threshold holds, fading by
 * `attack` from frame to frame backwards in time and by `release` forwards.
 */
export function planReduction(loudest: usize, frames: i32, threshold: f32, attack: f32, release: f32): void {
  const t = f32x4.splat(threshold);
  const one = f32x4.splat(1);
  const end = loudest + (<usize>((frames + 3) & ~3) << 2);
  // Behind the last frame nothing is loud.
  for (let tail = loudest + (<usize>frames << 2); tail < end; tail += 4) store<f32>(tail, 0);
  const a2 = f32x4.splat(attack * attack);
  const a1 = f32x4.splat(attack);
  const a4321 = f32x4(attack * attack * attack * attack, attack * attack * attack, attack * attack, attack);
  const zero = f32x4.splat(0);
  let carry = zero;
  for (let at = end; at > loudest; ) {
    at -= 16;
    const x = v128.load(at);
    let d = v128.and(f32x4.gt(x, t), f32x4.sub(one, f32x4.div(t, x)));
    d = f32x4.pmax(d, f32x4.mul(a1, v128.shuffle<i32>(d, zero, 1, 2, 3, 4)));
    d = f32x4.pmax(d, f32x4.mul(a2, v128.shuffle<i32>(d, zero, 2, 3, 4, 4)));
    d = f32x4.pmax(d, f32x4.mul(a4321, carry));
    carry = v128.shuffle<i32>(d, d, 0, 0, 0, 0);
    v128.store(at, d);
  }
  const r2 = f32x4.splat(release * release);
  const r1 = f32x4.splat(release);
  const r1234 = f32x4(release, release * release, release * release * release, release * release * release * release);
  carry = zero;
  for (let at = loudest; at < end; at += 16) {
    let d = v128.load(at);
    d = f32x4.pmax(d, f32x4.mul(r1, v128.shuffle<i32>(zero, d, 0, 4, 5, 6)));
    d = f32x4.pmax(d, f32x4.mul(r2, v128.shuffle<i32>(zero, d, 0, 0, 4, 5)));
    d = f32x4.pmax(d, f32x4.mul(r1234, carry));
    carry = v128.shuffle<i32>(d, d, 3, 3, 3, 3);
    v128.store(at, d);
  }
}

/** plane *= 1 - reduction */
export function reduce(plane: usize, frames: i32, reduction: usize): void {
  const one = f32x4.splat(1);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16, reduction += 16) {
    v128.store(plane, f32x4.mul(v128.load(plane), f32x4.sub(one, v128.load(reduction))));
  }
}
