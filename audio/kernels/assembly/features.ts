// Features: magnitudes to decibels, and sums of planes.

const table = memory.data<f32>([2.8853900817779268, 0.961796693925976, 0.5770780163555854, 0.4121985831111324]);
const bits = memory.data<u32>([0x3f3504f3, 0x007fffff]);

/** log2 of positive normal numbers, within 1e-6 (2 / ln 2 times the series of artanh). */
// @ts-ignore: decorator
@inline
function log2Of(x: v128): v128 {
  const root = v128.load32_splat(bits);
  const shifted = i32x4.sub(x, root);
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, v128.load32_splat(bits, 4)), root);
  const one = f32x4.splat(1);
  const t = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
  const tt = f32x4.mul(t, t);
  const high = f32x4.add(v128.load32_splat(table, 8), f32x4.mul(v128.load32_splat(table, 12), tt));
  const low = f32x4.add(v128.load32_splat(table), f32x4.mul(tt, f32x4.add(v128.load32_splat(table, 4), f32x4.mul(tt, high))));
  return f32x4.add(exponent, f32x4.mul(t, low));
}

/** factor * log10 of each value, `low` to `high` mapped to -1 to 1; below `low` it is -1. In place; writes whole vectors. */
export function decibels(plane: usize, count: i32, factor: f32, low: f32, high: f32): void {
  const scale: f32 = <f32>2 / (high - low);
  const multiply = f32x4.splat(<f32>0.30102999566398120 * factor * scale);
  const add = f32x4.splat(-1 - low * scale);
  const least = f32x4.splat(1e-30);
  const floor = f32x4.splat(-1);
  const end = plane + (<usize>count << 2);
  for (; plane < end; plane += 16) {
    const x = f32x4.pmax(least, v128.load(plane));
    v128.store(plane, f32x4.pmax(floor, f32x4.add(f32x4.mul(log2Of(x), multiply), add)));
  }
}

/** 0 to 1 becomes -1 to 1; in place. */
export function spread(plane: usize, count: i32): void {
  const end = plane + (<usize>count << 2);
  for (; plane < end; plane += 16) v128.store(plane, f32x4.sub(f32x4.mul(v128.load(plane), f32x4.splat(2)), f32x4.splat(1)));
}
