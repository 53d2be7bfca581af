// Prefilter weights by sub-pixel phase, and the halving that comes before a strong shrink.
import { PHASES } from './warp-job';

// @ts-ignore: decorator
@inline
export function tent(distance: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.splat(1), distance));
}

/** Keys' cubic, a = -0.5, as in PIL. */
// @ts-ignore: decorator
@inline
export function keys(x: v128): v128 {
  const near = f32x4.add(f32x4.mul(f32x4.mul(f32x4.sub(f32x4.mul(x, f32x4.splat(1.5)), f32x4.splat(2.5)), x), x), f32x4.splat(1));
  const inner = f32x4.add(f32x4.mul(x, f32x4.splat(-0.5)), f32x4.splat(2.5));
  const far = f32x4.add(f32x4.mul(f32x4.sub(f32x4.mul(inner, x), f32x4.splat(4)), x), f32x4.splat(2));
  const outer = v128.and(far, f32x4.lt(x, f32x4.splat(2)));
  return v128.bitselect(near, outer, f32x4.lt(x, f32x4.splat(1)));
}

// @ts-ignore: decorator
@inline
function total(sums: v128): f32 {
  const pairs = f32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

const scratch = memory.data(32 * 4, 16);

/**
 * Fills a table of PHASES rows of `taps` weights for taps `first`, `first + 1`, ... about a coordinate of fraction
 * phase / PHASES - shift: i16 that sum to 16384, or, `floats`, f32 that sum to 2^-14. A kernel of half-width 1
 * (`cubic`: 2) is stretched by `shrink`. Writes up to 12 bytes past the table.
 */
export function warpWeights(table: usize, taps: i32, first: i32, shift: f64, shrink: f64, cubic: bool, floats: bool): void {
  const inverse = f32x4.splat(<f32>(1 / shrink));
  const groups = <usize>((taps + 3) >> 2) << 4;
  const row = <usize>taps << (floats ? 2 : 1);
  const middle = <usize>-first << 1;
  for (let phase = 0; phase < PHASES; phase++, table += row) {
    let places = f32x4.add(f32x4.splat(<f32>(<f64>first - (<f64>phase / <f64>PHASES - shift))), f32x4(0, 1, 2, 3));
    let sums = f32x4.splat(0);
    for (let i: usize = 0; i < groups; i += 16) {
      const distance = f32x4.mul(f32x4.abs(places), inverse);
      const weight = cubic ? keys(distance) : tent(distance);
      v128.store(scratch + i, weight);
      sums = f32x4.add(sums, weight);
      places = f32x4.add(places, f32x4.splat(4));
    }
    if (floats) {
      const unit = f32x4.splat(<f32>0.00006103515625 / total(sums));
      for (let i: usize = 0; i < groups; i += 16) v128.store(table + i, f32x4.mul(v128.load(scratch + i), unit));
    } else {
      const unit = f32x4.splat(<f32>16384 / total(sums));
      let used = i32x4.splat(0);
      for (let i: usize = 0; i < groups; i += 16) {
        const weight = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(scratch + i), unit)));
        v128.store64_lane(table + (i >> 1), i16x8.narrow_i32x4_s(weight, weight), 0);
        used = i32x4.add(used, weight);
      }
      // The rounding that is left goes to a tap at the middle, where it matters least.
      const pairs = i32x4.add(used, v128.shuffle<i32>(used, used, 2, 3, 0, 1));
      const rest = 16384 - i32x4.extract_lane(pairs, 0) - i32x4.extract_lane(pairs, 1);
      store<i16>(table + middle, <i16>(<i32>load<i16>(table + middle) + rest));
    }
  }
}

// @ts-ignore: decorator
@inline
function average(a: usize, b: usize): u32 {
  const low = i16x8.extend_low_i8x16_u(v128.load64_zero(a));
  const high = i16x8.extend_low_i8x16_u(v128.load64_zero(b));
  const rows = i16x8.add(low, high);
  const all = i16x8.add(rows, v128.shuffle<i64>(rows, rows, 1, 0));
  const mean = i16x8.shr_u(i16x8.add(all, i16x8.splat(2)), 2);
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(mean, mean), 0);
}

// @ts-ignore: decorator
@inline
function quarter(a: v128, b: v128, c: v128, d: v128): v128 {
  const two = i16x8.splat(2);
  const low = i16x8.add(
    i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b)),
    i16x8.add(i16x8.extend_low_i8x16_u(c), i16x8.extend_low_i8x16_u(d)),
  );
  const high = i16x8.add(
    i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b)),
    i16x8.add(i16x8.extend_high_i8x16_u(c), i16x8.extend_high_i8x16_u(d)),
  );
  return i8x16.narrow_i16x8_u(i16x8.shr_u(i16x8.add(low, two), 2), i16x8.shr_u(i16x8.add(high, two), 2));
}

/** Averages pairs of pixels across, down or both, RGBX to RGBX, rounding half up; an odd last one pairs with itself. */
export function warpHalve(source: usize, stride: i32, width: i32, height: i32, target: usize, targetStride: i32, across: bool, down: bool): void {
  const outWidth = across ? (width + 1) >> 1 : width;
  const outHeight = down ? (height + 1) >> 1 : height;
  const pairs = across ? width >> 1 : width;
  for (let y = 0; y < outHeight; y++) {
    const row = source + <usize>((down ? 2 * y : y) * stride);
    const below = down && 2 * y + 1 < height ? row + <usize>stride : row;
    const out = target + <usize>(y * targetStride);
    let x = 0;
    if (across) {
      for (; x + 4 <= pairs; x += 4) {
        const at = <usize>x << 3;
        const a = v128.load(row + at), b = v128.load(row + at, 16);
        const c = v128.load(below + at), d = v128.load(below + at, 16);
        const mean = quarter(
          v128.shuffle<i32>(a, b, 0, 2, 4, 6),
          v128.shuffle<i32>(a, b, 1, 3, 5, 7),
          v128.shuffle<i32>(c, d, 0, 2, 4, 6),
          v128.shuffle<i32>(c, d, 1, 3, 5, 7),
        );
        v128.store(out + (<usize>x << 2), mean);
      }
      for (; x < pairs; x++) store<u32>(out + (<usize>x << 2), average(row + (<usize>x << 3), below + (<usize>x << 3)));
      if (x < outWidth) {
        const at = <usize>x << 3;
        const mean = i8x16.avgr_u(v128.load32_zero(row + at), v128.load32_zero(below + at));
        store<u32>(out + (<usize>x << 2), <u32>i32x4.extract_lane(mean, 0));
      }
    } else {
      for (; x + 4 <= pairs; x += 4) {
        const at = <usize>x << 2;
        v128.store(out + at, i8x16.avgr_u(v128.load(row + at), v128.load(below + at)));
      }
      for (; x < pairs; x++) {
        const at = <usize>x << 2;
        const mean = i8x16.avgr_u(v128.load32_zero(row + at), v128.load32_zero(below + at));
        store<u32>(out + at, <u32>i32x4.extract_lane(mean, 0));
      }
    }
  }
}
