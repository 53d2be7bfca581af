// Plain arithmetic on one plane. Whole vectors are written, up to three floats behind the last frame: that is scratch.

export function multiply(plane: usize, frames: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) v128.store(plane, f32x4.mul(v128.load(plane), f));
}

/** 16-bit integers, little endian, to floats in [-1, 1); writes whole vectors of four. */
export function int16ToFloat(source: usize, frames: i32, target: usize): void {
  const scale = f32x4.splat(1.0 / 32768.0);
  const end = target + (<usize>frames << 2);
  for (; target < end; target += 16, source += 8) {
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(v128.load16x4_s(source)), scale));
  }
}

/** target += plane. */
export function addTo(plane: usize, frames: i32, target: usize): void {
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16, target += 16) v128.store(target, f32x4.add(v128.load(target), v128.load(plane)));
}

/** In doubles, four sums side by side, so that a long clip loses nothing. */
export function sumOfSquares(plane: usize, frames: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const whole = plane + (<usize>(frames & ~3) << 2);
  const end = plane + (<usize>frames << 2);
  for (; plane < whole; plane += 16) {
    const x = v128.load(plane);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; plane < end; plane += 4) {
    const x = <f64>load<f32>(plane);
    total += x * x;
  }
  return total;
}

/** What is no number counts as nothing. */
export function peakOf(plane: usize, frames: i32): f32 {
  let most = f32x4.splat(0);
  const whole = plane + (<usize>(frames & ~3) << 2);
  const end = plane + (<usize>frames << 2);
  for (; plane < whole; plane += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(plane)));
  let peak = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (; plane < end; plane += 4) {
    const x = abs(load<f32>(plane));
    if (x > peak) peak = x;
  }
  return peak;
}

/** Whether every value is a finite number. */
export function allFinite(plane: usize, frames: i32): i32 {
  let sum = f32x4.splat(0);
  const whole = plane + (<usize>(frames & ~3) << 2);
  const end = plane + (<usize>frames << 2);
  // Infinity times 0, as anything that is no number, is no number; and so is every sum with it.
  for (; plane < whole; plane += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(plane), f32x4.splat(0)));
  let total = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
  for (; plane < end; plane += 4) total += load<f32>(plane) * 0;
  return total == 0 ? 1 : 0;
}
