// What brings one sound to another: sums and fades.

/** target += factor * source; not one float behind `frames` is touched, since an event may end within a plane. */
export function addScaled(target: usize, source: usize, frames: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  const whole = target + (<usize>(frames & ~3) << 2);
  const end = target + (<usize>frames << 2);
  for (; target < whole; target += 16, source += 16)
    v128.store(target, f32x4.add(v128.load(target), f32x4.mul(v128.load(source), f)));
  for (; target < end; target += 4, source += 4) store<f32>(target, load<f32>(target) + load<f32>(source) * factor);
}

/**
 * Fades the ends of an event of `total` frames, of which the plane holds `frames` from `first` on, by straight lines from 0 to 1.
 * `mask` (0: none) is raised to the fade.
 */
export function fadeEnds(plane: usize, mask: usize, frames: i32, first: i32, total: i32, fadeIn: i32, fadeOut: i32): void {
  const up: f32 = fadeIn > 1 ? 1 / <f32>(fadeIn - 1) : 1;
  const down: f32 = fadeOut > 1 ? 1 / <f32>(fadeOut - 1) : 1;
  for (let i = 0; i < frames; i++, plane += 4) {
    const at = first + i;
    let level: f32 = at < fadeIn ? min<f32>(1, <f32>at * up) : 1;
    const left = total - 1 - at;
    if (left < fadeOut) level = min<f32>(level, <f32>left * down);
    store<f32>(plane, load<f32>(plane) * level);
    if (mask == 0) continue;
    store<f32>(mask, max<f32>(load<f32>(mask), level));
    mask += 4;
  }
}

/** plane *= 1 + depth * mask. */
export function duck(plane: usize, mask: usize, frames: i32, depth: f32): void {
  const d = f32x4.splat(depth);
  const one = f32x4.splat(1);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16, mask += 16)
    v128.store(plane, f32x4.mul(v128.load(plane), f32x4.add(one, f32x4.mul(d, v128.load(mask)))));
}
