// A separable symmetric filter, row by row: down into one padded row, then across back into the plane. The rows that the
// ones below still need are kept in a ring, so that the picture is blurred in place and all of it stays in the cache.
import { reflected, reflectSides } from './reflect';

const tail = memory.data(64, 16);

/** Where original row `y` is while row `now` is made. */
// @ts-ignore: decorator
@inline
function rowAt(plane: usize, stride: usize, ring: usize, slots: i32, room: usize, y: i32, now: i32): usize {
  return y >= now ? plane + <usize>y * stride : ring + <usize>(y % slots) * room;
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

/** Four weighted sums, in the order of the loops above. */
// @ts-ignore: decorator
@inline
function few(radius: i32, w0: v128, w1: v128, w2: v128, w3: v128, c: v128, a1: v128, b1: v128, a2: v128, b2: v128, a3: v128, b3: v128): v128 {
  let sum = f32x4.add(f32x4.mul(w0, c), f32x4.mul(w1, f32x4.add(a1, b1)));
  if (radius > 1) sum = f32x4.add(sum, f32x4.mul(w2, f32x4.add(a2, b2)));
  if (radius > 2) sum = f32x4.add(sum, f32x4.mul(w3, f32x4.add(a3, b3)));
  return sum;
}

/** A row's weighted sums over rows, and a copy of it as it was, for a radius of 1 to 3 that the compiler knows. */
// @ts-ignore: decorator
@inline
function downFew(radius: i32, pairs: usize, weights: usize, stride: usize, target: usize, kept: usize): void {
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = radius > 1 ? v128.load32_splat(weights, 8) : w0;
  const w3 = radius > 2 ? v128.load32_splat(weights, 12) : w0;
  let center = load<usize>(pairs);
  let a1 = load<usize>(pairs, 8);
  let b1 = load<usize>(pairs, 12);
  let a2 = radius > 1 ? load<usize>(pairs, 16) : 0;
  let b2 = radius > 1 ? load<usize>(pairs, 20) : 0;
  let a3 = radius > 2 ? load<usize>(pairs, 24) : 0;
  let b3 = radius > 2 ? load<usize>(pairs, 28) : 0;
  for (const end = target + stride; target < end; target += 32) {
    const c = v128.load(center);
    const d = v128.load(center, 16);
    v128.store(kept, c);
    v128.store(kept, d, 16);
    v128.store(target, few(radius, w0, w1, w2, w3, c, v128.load(a1), v128.load(b1), v128.load(a2), v128.load(b2), v128.load(a3), v128.load(b3)));
    v128.store(
      target,
      few(radius, w0, w1, w2, w3, d, v128.load(a1, 16), v128.load(b1, 16), v128.load(a2, 16), v128.load(b2, 16), v128.load(a3, 16), v128.load(b3, 16)),
      16,
    );
    center += 32;
    kept += 32;
    a1 += 32;
    b1 += 32;
    if (radius > 1) { a2 += 32; b2 += 32; }
    if (radius > 2) { a3 += 32; b3 += 32; }
  }
}

/** Likewise along a row: four sums, of which `from` is the first pixel that they see. */
// @ts-ignore: decorator
@inline
function acrossFour(radius: i32, w0: v128, w1: v128, w2: v128, w3: v128, from: usize): v128 {
  const p = v128.load(from);
  const q = v128.load(from, 4);
  const r = v128.load(from, 8);
  if (radius == 1) return few(1, w0, w1, w2, w3, q, p, r, p, p, p, p);
  const s = v128.load(from, 12);
  const t = v128.load(from, 16);
  if (radius == 2) return few(2, w0, w1, w2, w3, r, q, s, p, t, p, p);
  return few(3, w0, w1, w2, w3, s, r, t, q, v128.load(from, 20), p, v128.load(from, 24));
}

// @ts-ignore: decorator
@inline
function acrossFew(radius: i32, padded: usize, weights: usize, stride: usize, target: usize): void {
  const w0 = v128.load32_splat(weights);
  const w1 = v128.load32_splat(weights, 4);
  const w2 = radius > 1 ? v128.load32_splat(weights, 8) : w0;
  const w3 = radius > 2 ? v128.load32_splat(weights, 12) : w0;
  const end = target + stride;
  for (; target + 32 <= end; target += 32, padded += 32) {
    v128.store(target, acrossFour(radius, w0, w1, w2, w3, padded));
    v128.store(target, acrossFour(radius, w0, w1, w2, w3, padded + 16), 16);
  }
  if (target < end) {
    v128.store(tail, acrossFour(radius, w0, w1, w2, w3, padded));
    v128.store(tail, acrossFour(radius, w0, w1, w2, w3, padded + 16), 16);
    memory.copy(target, tail, end - target);
  }
}

/**
 * One plane in place. `weights`: radius + 1 floats, the centre's first. `ring` has room for min(radius, height) + 1 rows of
 * width + 8, `padded` for width + 2 radius + 32 floats, `pairs` for radius + 1 pairs of addresses.
 */
export function blurPlane(plane: usize, width: i32, height: i32, radius: i32, weights: usize, ring: usize, padded: usize, pairs: usize): void {
  const stride = <usize>width << 2;
  const room = stride + 32;
  const slots = min(radius, height) + 1;
  const row = padded + (<usize>radius << 2);
  for (let y: i32 = 0; y < height; y++) {
    for (let k: i32 = 0; k <= radius; k++) {
      const pair = pairs + (<usize>k << 3);
      store<usize>(pair, rowAt(plane, stride, ring, slots, room, reflected(y - k, height), y));
      store<usize>(pair, rowAt(plane, stride, ring, slots, room, reflected(y + k, height), y), 4);
    }
    const target = plane + <usize>y * stride;
    const kept = ring + <usize>(y % slots) * room;
    if (radius == 1) downFew(1, pairs, weights, stride, row, kept);
    else if (radius == 2) downFew(2, pairs, weights, stride, row, kept);
    else if (radius == 3) downFew(3, pairs, weights, stride, row, kept);
    else {
      for (let x: usize = 0; x < stride; x += 64) down16(pairs, radius, weights, x, row + x);
      memory.copy(kept, target, stride);
    }
    reflectSides(row, width, radius);
    if (radius == 1) acrossFew(1, padded, weights, stride, target);
    else if (radius == 2) acrossFew(2, padded, weights, stride, target);
    else if (radius == 3) acrossFew(3, padded, weights, stride, target);
    else {
      let x: usize = 0;
      for (; x + 64 <= stride; x += 64) across16(row + x, radius, weights, target + x);
      if (x < stride) {
        across16(row + x, radius, weights, tail);
        memory.copy(target + x, tail, stride - x);
      }
    }
  }
}
