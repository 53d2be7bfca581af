// Masks: class numbers, a byte each.

/** A plane of whole numbers from 0 to 255 to bytes, 16 at a time. */
export function planeToBytes(plane: usize, count: i32, target: usize): void {
  for (let i = 0; i < count; i += 16, plane += 64, target += 16) {
    const low = i16x8.narrow_i32x4_u(whole(plane), whole(plane + 16));
    const high = i16x8.narrow_i32x4_u(whole(plane + 32), whole(plane + 48));
    v128.store(target, i8x16.narrow_i16x8_u(low, high));
  }
}

// @ts-ignore: decorator
@inline
function whole(pointer: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(v128.load(pointer)));
}

/** Writes `fill` to a mask where `cover` is 0. */
export function fillUncovered(mask: usize, cover: usize, count: i32, fill: i32): void {
  const filled = i8x16.splat(<i8>fill), none = i8x16.splat(0);
  for (let i = 0; i < count; i += 16, mask += 16, cover += 16) {
    const bare = i8x16.eq(v128.load(cover), none);
    v128.store(mask, v128.bitselect(filled, v128.load(mask), bare));
  }
}
