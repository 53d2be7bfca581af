// V8 builds a vector constant anew wherever it is used, in three instructions, also within a loop: what a loop needs is
// loaded from a table instead, in one.

const table = memory.data<f32>([255, 8388608]);

/** Within 0..255; what is no number becomes 0. */
// @ts-ignore: decorator
@inline
export function clampLevel(x: v128): v128 {
  return f32x4.pmin(v128.load32_splat(table), f32x4.pmax(f32x4.splat(0), x));
}

/** Integers of floats from 0 to 2^22, halves to even: at 2^23 a float's unit is 1. */
// @ts-ignore: decorator
@inline
export function rounded(x: v128): v128 {
  const magic = v128.load32_splat(table, 4);
  return i32x4.sub(f32x4.add(x, magic), magic);
}

/** A curve of 257 entries, linear in between. */
// @ts-ignore: decorator
@inline
export function curved(table: usize, x: v128): v128 {
  const level = clampLevel(x);
  const whole = f32x4.floor(level);
  const offsets = i32x4.shl(rounded(whole), 2);
  // Each entry comes along with the one behind it.
  let low = v128.load64_zero(table + i32x4.extract_lane(offsets, 0));
  low = v128.load64_lane(table + i32x4.extract_lane(offsets, 1), low, 1);
  let high = v128.load64_zero(table + i32x4.extract_lane(offsets, 2));
  high = v128.load64_lane(table + i32x4.extract_lane(offsets, 3), high, 1);
  const values = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
  const nexts = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
  return f32x4.add(values, f32x4.mul(f32x4.sub(nexts, values), f32x4.sub(level, whole)));
}
