// The last pass: from working planes to the row of the batch, in [-1, 1].

/** What is beyond [-1, 1], or no number. */
export function countBeyond(plane: usize, frames: i32): i32 {
  let count = i32x4.splat(0);
  const one = f32x4.splat(1);
  const whole = plane + (<usize>(frames & ~3) << 2);
  const end = plane + (<usize>frames << 2);
  // A comparison that holds is -1; with what is no number it never holds.
  for (; plane < whole; plane += 16) count = i32x4.add(count, f32x4.le(f32x4.abs(v128.load(plane)), one));
  let within = -(i32x4.extract_lane(count, 0) + i32x4.extract_lane(count, 1) + i32x4.extract_lane(count, 2) + i32x4.extract_lane(count, 3));
  for (; plane < end; plane += 4) if (abs(load<f32>(plane)) <= 1) within++;
  return frames - within;
}

// @ts-ignore: decorator
@inline
function clipped(x: f32): f32 {
  // Written so that what is no number becomes 0.
  return x > -1 ? (x < 1 ? x : x >= 1 ? 1 : 0) : x <= -1 ? -1 : 0;
}

/**
 * Clips to [-1, 1] on the way; what is no number becomes 0. `step`: floats from one value to the next in the target. Returns how
 * many were beyond.
 */
export function clipTo(plane: usize, frames: i32, target: usize, step: i32): i32 {
  let within = 0;
  const all = frames;
  if (step == 1) {
    const one = f32x4.splat(1);
    const minusOne = f32x4.splat(-1);
    let count = i32x4.splat(0);
    const whole = plane + (<usize>(frames & ~3) << 2);
    for (; plane < whole; plane += 16, target += 16) {
      const x = v128.load(plane);
      const number = f32x4.eq(x, x);
      // A comparison that holds is -1.
      count = i32x4.sub(count, f32x4.le(f32x4.abs(x), one));
      v128.store(target, v128.and(number, f32x4.pmin(one, f32x4.pmax(minusOne, x))));
    }
    within = i32x4.extract_lane(count, 0) + i32x4.extract_lane(count, 1) + i32x4.extract_lane(count, 2) + i32x4.extract_lane(count, 3);
    frames &= 3;
  }
  const bytes = <usize>step << 2;
  for (let i = 0; i < frames; i++, plane += 4, target += bytes) {
    const x = load<f32>(plane);
    if (abs(x) <= 1) within++;
    store<f32>(target, clipped(x));
  }
  return all - within;
}

/** tanh within 2e-7 for x >= 0 (a continued fraction; 1 from 9 on). */
function tanhOf(x: f64): f64 {
  if (x > 9) return 1;
  const xx = x * x;
  const above = x * (654729075 + xx * (91891800 + xx * (2837835 + xx * (25740 + xx * 55))));
  const below = 654729075 + xx * (310134825 + xx * (18918900 + xx * (315315 + xx * (1485 + xx))));
  return above / below;
}

/** As it is up to `knee`, then ever flatter towards 1, which it does not reach; in place. */
export function softClip(plane: usize, frames: i32, knee: f32): void {
  const room = <f64>(1 - knee);
  for (let i = 0; i < frames; i++, plane += 4) {
    const x = load<f32>(plane);
    const size = abs(x);
    if (size > knee) store<f32>(plane, <f32>copysign<f64>(<f64>knee + room * tanhOf((<f64>size - <f64>knee) / room), <f64>x));
  }
}
