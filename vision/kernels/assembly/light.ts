// Light that differs from place to place: masks of one float a pixel, and what they do to a plane.
import { clampLevel } from './level';

/** Powers of how far a pixel is from a centre, on the way from `inner` to where it is 1. Distances are scaled: x by `sx`, y by `sy`. */
export function radialMask(
  mask: usize, width: i32, height: i32, cx: f32, cy: f32, sx: f32, sy: f32, inner: f32, perUnit: f32, power: i32,
): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  for (let y = 0; y < height; y++) {
    const dy = (<f32>y - cy) * sy;
    const down = f32x4.splat(dy * dy);
    let x = f32x4.sub(f32x4(0, 1, 2, 3), f32x4.splat(cx));
    const end = mask + (<usize>width << 2);
    for (; mask < end; mask += 16, x = f32x4.add(x, f32x4.splat(4))) {
      const dx = f32x4.mul(x, f32x4.splat(sx));
      const distance = f32x4.sqrt(f32x4.add(f32x4.mul(dx, dx), down));
      let t = f32x4.mul(f32x4.sub(distance, f32x4.splat(inner)), f32x4.splat(perUnit));
      t = f32x4.pmin(one, f32x4.pmax(zero, t));
      let value = t;
      for (let i = 1; i < power; i++) value = f32x4.mul(value, t);
      v128.store(mask, value);
    }
    mask = end;
  }
}

/** `x ax + y ay + b` within 0 to 1. */
export function rampMask(mask: usize, width: i32, height: i32, ax: f32, ay: f32, b: f32): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  for (let y = 0; y < height; y++) {
    const from = f32x4.splat(<f32>y * ay + b);
    let x = f32x4(0, 1, 2, 3);
    const end = mask + (<usize>width << 2);
    for (; mask < end; mask += 16, x = f32x4.add(x, f32x4.splat(4))) {
      v128.store(mask, f32x4.pmin(one, f32x4.pmax(zero, f32x4.add(f32x4.mul(x, f32x4.splat(ax)), from))));
    }
    mask = end;
  }
}

/** Products of what a column and a row have. */
export function productMask(mask: usize, width: i32, height: i32, across: usize, down: usize): void {
  for (let y = 0; y < height; y++, down += 4) {
    const factor = v128.load32_splat(down);
    const end = mask + (<usize>width << 2);
    for (let at = across; mask < end; mask += 16, at += 16) v128.store(mask, f32x4.mul(v128.load(at), factor));
    mask = end;
  }
}

/** How far each value is above a threshold, within 0 to 1, in place. */
export function riseMask(mask: usize, count: i32, threshold: f32, perUnit: f32): void {
  for (let i = 0; i < count; i++, mask += 4) {
    store<f32>(mask, max<f32>(0, min<f32>(1, (load<f32>(mask) - threshold) * perUnit)));
  }
}

/** `x * (g0 + g1 m) + o0 + o1 m`, within 0..255, in place. */
export function lightPlane(plane: usize, mask: usize, count: i32, g0: f32, g1: f32, o0: f32, o1: f32): void {
  const a = f32x4.splat(g0), b = f32x4.splat(g1), c = f32x4.splat(o0), d = f32x4.splat(o1);
  let i = 0;
  for (; i + 4 <= count; i += 4, plane += 16, mask += 16) v128.store(plane, lit(v128.load(plane), v128.load(mask), a, b, c, d));
  for (; i < count; i++, plane += 4, mask += 4) {
    store<f32>(plane, f32x4.extract_lane(lit(v128.load32_splat(plane), v128.load32_splat(mask), a, b, c, d), 0));
  }
}

// @ts-ignore: decorator
@inline
function lit(x: v128, m: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  const gain = f32x4.add(a, f32x4.mul(b, m));
  const offset = f32x4.add(c, f32x4.mul(d, m));
  return clampLevel(f32x4.add(f32x4.mul(x, gain), offset));
}
