// Weighted sums of RGBX pixels: bytes times i16 weights across, and what that makes times f32 weights down.

/** Two RGBX pixels (the first two of four) times a pair of i16 weights: i32x4 RGBX. */
// @ts-ignore: decorator
@inline
export function firstPair(pixels: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(i8x16.swizzle(pixels, i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1)), weights);
}

// @ts-ignore: decorator
@inline
export function secondPair(pixels: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(i8x16.swizzle(pixels, i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1)), weights);
}

/** The sum of all taps from `start` on, as f32x4 RGBX; `tapsX` is 4, 6 or a multiple of four. */
export function weigh(start: usize, stride: usize, weightsX: usize, weightsY: usize, tapsX: i32, tapsY: i32): v128 {
  let sum = f32x4.splat(0);
  const end = weightsY + (<usize>tapsY << 2);
  if (tapsX == 6) {
    const w0 = v128.load32_splat(weightsX), w1 = v128.load32_splat(weightsX, 4), w2 = v128.load32_splat(weightsX, 8);
    for (; weightsY < end; weightsY += 4, start += stride) {
      const near = v128.load(start), far = v128.load64_zero(start, 16);
      const row = i32x4.add(i32x4.add(firstPair(near, w0), secondPair(near, w1)), firstPair(far, w2));
      sum = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(row), v128.load32_splat(weightsY)));
    }
    return sum;
  }
  for (; weightsY < end; weightsY += 4, start += stride) {
    let row = i32x4.splat(0);
    for (let i: usize = 0; i < <usize>tapsX; i += 4) {
      const pixels = v128.load(start + (i << 2));
      row = i32x4.add(row, firstPair(pixels, v128.load32_splat(weightsX + (i << 1))));
      row = i32x4.add(row, secondPair(pixels, v128.load32_splat(weightsX + (i << 1), 4)));
    }
    sum = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(row), v128.load32_splat(weightsY)));
  }
  return sum;
}
