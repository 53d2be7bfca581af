// A separable symmetric filter, row by row: down into one padded row, then across back into the plane. The rows that the
// ones below still need are kept in a ring, so that the picture is blurred in place and all of it stays in the cache.

// @ts-ignore: decorator
@inline
function fold(i: i32, size: i32): i32 {
  if (size == 1) return 0;
  const period = 2 * (size - 1);
  i %= period;
  if (i < 0) i += period;
  return i < size ? i : period - i;
}

const tail = memory.data(64, 16);

/** Where original row `y` is while row `now` is made. */
// @ts-ignore: decorator
@inline
function rowAt(plane: usize, ring: usize, slots: i32, stride: usize, y: i32, now: i32): usize {
  return y >= now ? plane + <usize>y * stride : ring + <usize>(y % slots) * stride;
}

/** Sixteen columns' weighted sums over rows. `pairs` holds the addresses of the rows that share a weight. */
// @ts-ignore: decorator
@inline
function down16(pairs: usize, radius: i32, weights: usize, x: usize, target: usize): void {
  let w = v128.load32_splat(weights);
  const center = load<usize>(pairs) + x;
  let s0 = f32x4.mul(w, v128.load(center));
  let s1 = f32x4.mul(w, v128.load(center, 16));
  let s2 = f32x4.mul(w, v128.load(center, 32));
  let s3 = f32x4.mul(w, v128.load(center, 48));
  for (let k: i32 = 1; k <= radius; k++) {
    pairs += 8;
    weights += 4;
    w = v128.load32_splat(weights);
    const a = load<usize>(pairs) + x;
    const b = load<usize>(pairs, 4) + x;
    s0 = f32x4.add(s0, f32x4.mul(w, f32x4.add(v128.load(a), v128.load(b))));
    s1 = f32x4.add(s1, f32x4.mul(w, f32x4.add(v128.load(a, 16), v128.load(b, 16))));
    s2 = f32x4.add(s2, f32x4.mul(w, f32x4.add(v128.load(a, 32), v128.load(b, 32))));
    s3 = f32x4.add(s3, f32x4.mul(w, f32x4.add(v128.load(a, 48), v128.load(b, 48))));
  }
  v128.store(target, s0);
  v128.store(target, s1, 16);
  v128.store(target, s2, 32);
  v128.store(target, s3, 48);
}

/** Sixteen weighted sums along a row. */
// @ts-ignore: decorator
@inline
function across16(source: usize, radius: i32, weights: usize, target: usize): void {
  let w = v128.load32_splat(weights);
  let s0 = f32x4.mul(w, v128.load(source));
  let s1 = f32x4.mul(w, v128.load(source, 16));
  let s2 = f32x4.mul(w, v128.load(source, 32));
  let s3 = f32x4.mul(w, v128.load(source, 48));
  let a = source;
  let b = source;
  for (let k: i32 = 1; k <= radius; k++) {
    a -= 4;
    b += 4;
    weights += 4;
    w = v128.load32_splat(weights);
    s0 = f32x4.add(s0, f32x4.mul(w, f32x4.add(v128.load(a), v128.load(b))));
    s1 = f32x4.add(s1, f32x4.mul(w, f32x4.add(v128.load(a, 16), v128.load(b, 16))));
    s2 = f32x4.add(s2, f32x4.mul(w, f32x4.add(v128.load(a, 32), v128.load(b, 32))));
    s3 = f32x4.add(s3, f32x4.mul(w, f32x4.add(v128.load(a, 48), v128.load(b, 48))));
  }
  v128.store(target, s0);
  v128.store(target, s1, 16);
  v128.store(target, s2, 32);
  v128.store(target, s3, 48);
}

/**
 * One plane in place. `weights`: radius + 1 floats, the centre's first. `ring` has room for min(radius, height) + 1 rows,
 * `padded` for width + 2 radius + 32 floats, `pairs` for radius + 1 pairs of addresses.
 */
export function blurPlane(plane: usize, width: i32, height: i32, radius: i32, weights: usize, ring: usize, padded: usize, pairs: usize): void {
  const stride = <usize>width << 2;
  const slots = min(radius, height) + 1;
  const row = padded + (<usize>radius << 2);
  for (let y: i32 = 0; y < height; y++) {
    for (let k: i32 = 0; k <= radius; k++) {
      store<usize>(pairs + (<usize>k << 3), rowAt(plane, ring, slots, stride, fold(y - k, height), y));
      store<usize>(pairs + (<usize>k << 3), rowAt(plane, ring, slots, stride, fold(y + k, height), y), 4);
    }
    for (let x: usize = 0; x < stride; x += 64) down16(pairs, radius, weights, x, row + x);
    for (let k: i32 = 1; k <= radius; k++) {
      const left = load<f32>(row + (<usize>fold(-k, width) << 2));
      const right = load<f32>(row + (<usize>fold(width - 1 + k, width) << 2));
      store<f32>(row - (<usize>k << 2), left);
      store<f32>(row + (<usize>(width - 1 + k) << 2), right);
    }
    const target = plane + <usize>y * stride;
    memory.copy(ring + <usize>(y % slots) * stride, target, stride);
    let x: usize = 0;
    for (; x + 64 <= stride; x += 64) across16(row + x, radius, weights, target + x);
    if (x < stride) {
      across16(row + x, radius, weights, tail);
      memory.copy(target + x, tail, stride - x);
    }
  }
}
