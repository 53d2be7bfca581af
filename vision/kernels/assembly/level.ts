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

/** Four places to look up go by way of memory: taking lanes apart costs more than loading them again. */
const places = memory.data(16, 16);

/** Four neighbours in a table and the four entries behind them, mixed by `part`. */
// @ts-ignore: decorator
@inline
export function lookedUp(table: usize, offsets: v128, part: v128): v128 {
  v128.store(places, offsets);
  // Each entry comes along with the one behind it.
  let low = v128.load64_zero(table + load<u32>(places));
  low = v128.load64_lane(table + load<u32>(places, 4), low, 1);
  let high = v128.load64_zero(table + load<u32>(places, 8));
  high = v128.load64_lane(table + load<u32>(places, 12), high, 1);
  const values = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
  const nexts = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
  return f32x4.add(values, f32x4.mul(f32x4.sub(nexts, values), part));
}

/** A curve of 257 entries, linear in between. */
// @ts-ignore: decorator
@inline
export function curved(table: usize, x: v128): v128 {
  const level = clampLevel(x);
  const whole = f32x4.floor(level);
  return lookedUp(table, i32x4.shl(rounded(whole), 2), f32x4.sub(level, whole));
}
