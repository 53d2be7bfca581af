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
