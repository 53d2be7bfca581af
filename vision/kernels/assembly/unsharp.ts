// The pointwise parts of an unsharp mask.

/** Writes 1 where two lists of values differ by more than a threshold, elsewhere 0. */
export function differs(a: usize, b: usize, count: i32, threshold: f32, target: usize): void {
  const limit = f32x4.splat(threshold);
  const one = f32x4.splat(1);
  for (const end = a + (<usize>count << 2); a < end; a += 16, b += 16, target += 16) {
    const far = f32x4.gt(f32x4.abs(f32x4.sub(v128.load(a), v128.load(b))), limit);
    v128.store(target, v128.and(far, one));
  }
}

/** Moves values away from what blurring made of them by `amount`, within black and white, in the measure of a mask (0..1). */
export function liftFrom(values: usize, blurred: usize, mask: usize, count: i32, amount: f32): void {
  const white = f32x4.splat(255);
  const black = f32x4.splat(0);
  const end = values + (<usize>count << 2);
  for (; values + 16 <= end; values += 16, blurred += 16, mask += 16) {
    v128.store(values, lifted(v128.load(values), v128.load(blurred), v128.load(mask), amount, black, white));
  }
  for (; values < end; values += 4, blurred += 4, mask += 4) {
    const made = lifted(v128.load(values), v128.load(blurred), v128.load(mask), amount, black, white);
    store<f32>(values, f32x4.extract_lane(made, 0));
  }
}

// @ts-ignore: decorator
@inline
function lifted(x: v128, blurred: v128, mask: v128, amount: f32, black: v128, white: v128): v128 {
  const away = f32x4.add(x, f32x4.mul(f32x4.splat(amount), f32x4.sub(x, blurred)));
  const sharp = f32x4.pmax(black, f32x4.pmin(white, away));
  return f32x4.add(x, f32x4.mul(mask, f32x4.sub(sharp, x)));
}

/** Multiplies values, and keeps them within black and white. */
export function shareOut(values: usize, count: i32, share: f32, target: usize): void {
  const end = values + (<usize>count << 2);
  for (; values + 16 <= end; values += 16, target += 16) {
    v128.store(target, f32x4.pmin(f32x4.splat(255), f32x4.mul(v128.load(values), f32x4.splat(share))));
  }
  for (; values < end; values += 4, target += 4) store<f32>(target, min<f32>(255, load<f32>(values) * share));
}
