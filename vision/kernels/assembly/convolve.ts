// A filter of any shape, given by its taps: few of them, wherever they lie.

import { reflected, reflectSides, slotOf } from './reflect';

const rest = memory.data(64, 16);

// @ts-ignore: decorator
@inline
function storeClamped(target: usize, sums: v128): void {
  v128.store(target, f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), sums)));
}

/** Sixteen weighted sums. */
// @ts-ignore: decorator
@inline
function sums16(taps: usize, end: usize, x: usize, target: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; taps < end; taps += 8) {
    const source = <usize>load<u32>(taps) + x;
    const w = v128.load32_splat(taps, 4);
    s0 = f32x4.add(s0, f32x4.mul(w, v128.load(source)));
    s1 = f32x4.add(s1, f32x4.mul(w, v128.load(source, 16)));
    s2 = f32x4.add(s2, f32x4.mul(w, v128.load(source, 32)));
    s3 = f32x4.add(s3, f32x4.mul(w, v128.load(source, 48)));
  }
  storeClamped(target, s0);
  storeClamped(target + 16, s1);
  storeClamped(target + 32, s2);
  storeClamped(target + 48, s3);
}

/**
 * One plane in place, clamped to black and white. `taps`: `count` times [dx, dy, weight], two whole numbers and a float, none
 * further away than `radius`. `rows` has room for 2 radius + 1 rows of width + 2 radius + 32 floats, `placed` for `count` pairs.
 */
export function convolvePlane(plane: usize, width: i32, height: i32, radius: i32, taps: usize, count: i32, rows: usize, placed: usize): void {
  const stride = <usize>width << 2;
  const room = <usize>(width + 2 * radius + 32) << 2;
  const middle = <usize>radius << 2;
  const end = placed + (<usize>count << 3);
  // Before the first row only the window is filled.
  for (let y: i32 = -2 * radius; y < height; y++) {
    const entering = y + radius;
    const inside = reflected(entering, height);
    const row = rows + <usize>slotOf(entering, radius) * room + middle;
    memory.copy(row, inside >= y ? plane + <usize>inside * stride : rows + <usize>slotOf(inside, radius) * room + middle, stride);
    reflectSides(row, width, radius);
    if (y < 0) continue;
    for (let at = placed, tap = taps; at < end; at += 8, tap += 12) {
      const source = rows + <usize>slotOf(y + load<i32>(tap, 4), radius) * room + middle;
      store<u32>(at, <u32>(source + (load<i32>(tap) << 2)));
      store<f32>(at, load<f32>(tap, 8), 4);
    }
    const target = plane + <usize>y * stride;
    let x: usize = 0;
    for (; x + 64 <= stride; x += 64) sums16(placed, end, x, target + x);
    if (x < stride) {
      sums16(placed, end, x, rest);
      memory.copy(target + x, rest, stride - x);
    }
  }
}
