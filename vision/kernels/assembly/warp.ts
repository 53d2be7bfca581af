// Geometry: every output pixel finds its place in the source through a chain of inverse matrices.
// Stand-in: scalar and exact.

// @ts-ignore: decorator
@unmanaged
class Step {
  m0: f64; m1: f64; m2: f64; m3: f64; m4: f64; m5: f64; m6: f64; m7: f64; m8: f64;
  left: f64; top: f64; width: f64; height: f64;
  border: f64;
  red: f64; green: f64; blue: f64;
  pad: f64;
}
const STEP: usize = 18 * 8;

let src: usize = 0;
let stride: i32 = 0;
let steps: usize = 0;
let mode: i32 = 0;
let supportX: f64 = 1;
let supportY: f64 = 1;
const weightsX = memory.data(64 * 8, 16);
const weightsY = memory.data(64 * 8, 16);

// @ts-ignore: decorator
@inline
function keys(t: f64): f64 {
  const x = Math.abs(t);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

function taps(at: f64, support: f64, low: i32, high: i32, out: usize): i32 {
  const scale = mode == 2 ? support / 2 : support;
  let first = <i32>Math.ceil(at - support);
  let last = <i32>Math.floor(at + support);
  if (first < low) first = low;
  if (last > high) last = high;
  if (last < first) { first = at < <f64>low ? low : high; last = first; store<f64>(out, 1); store<i32>(out + 63 * 8, 1); return first; }
  if (last - first > 61) last = first + 61;
  let sum: f64 = 0;
  for (let i = first; i <= last; i++) {
    const t = (<f64>i - at) / scale;
    const w = mode == 2 ? keys(t) : Math.max(0, 1 - Math.abs(t));
    store<f64>(out + (<usize>(i - first) << 3), w);
    sum += w;
  }
  if (sum == 0) { store<f64>(out, 1); sum = 1; last = first; }
  for (let i = 0; i <= last - first; i++) store<f64>(out + (<usize>i << 3), load<f64>(out + (<usize>i << 3)) / sum);
  store<i32>(out + 63 * 8, last - first + 1);
  return first;
}

function atSource(x: f64, y: f64, step: Step): v128 {
  const left = <i32>step.left, top = <i32>step.top, right = left + <i32>step.width - 1, bottom = top + <i32>step.height - 1;
  if (mode == 0) {
    const cx = min(max(<i32>Math.floor(x + 0.5), left), right), cy = min(max(<i32>Math.floor(y + 0.5), top), bottom);
    return pixel(cx, cy);
  }
  const x0 = taps(x, supportX, left, right, weightsX);
  const nx = load<i32>(weightsX + 63 * 8);
  const y0 = taps(y, supportY, top, bottom, weightsY);
  const ny = load<i32>(weightsY + 63 * 8);
  let sum = f32x4.splat(0);
  for (let j = 0; j < ny; j++) {
    let row = f32x4.splat(0);
    for (let i = 0; i < nx; i++) row = f32x4.add(row, f32x4.mul(pixel(x0 + i, y0 + j), f32x4.splat(<f32>load<f64>(weightsX + (<usize>i << 3)))));
    sum = f32x4.add(sum, f32x4.mul(row, f32x4.splat(<f32>load<f64>(weightsY + (<usize>j << 3)))));
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function pixel(x: i32, y: i32): v128 {
  const bytes = v128.load32_zero(src + <usize>(y * stride + (x << 2)));
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
}

function fold(u: f64, left: f64, size: f64): f64 {
  const period = 2 * (size - 1);
  if (period <= 0) return left;
  let t = (u - left) % period;
  if (t < 0) t += period;
  return left + (t > size - 1 ? period - t : t);
}

function sampleAt(level: i32, x: f64, y: f64): v128 {
  const step = changetype<Step>(steps + <usize>level * STEP);
  const w = step.m6 * x + step.m7 * y + step.m8;
  const fill = f32x4(<f32>step.red, <f32>step.green, <f32>step.blue, 0);
  if (w <= 0) return fill;
  let u = (step.m0 * x + step.m1 * y + step.m2) / w;
  let v = (step.m3 * x + step.m4 * y + step.m5) / w;
  const left = step.left, top = step.top, right = left + step.width - 1, bottom = top + step.height - 1;
  const border = <i32>step.border;
  if (border == 0) {
    let cover: f64 = 1;
    if (mode == 0) {
      const cx = Math.floor(u + 0.5), cy = Math.floor(v + 0.5);
      if (cx < left || cx > right || cy < top || cy > bottom) return fill;
    } else {
      cover = Math.min(Math.max(u - left + 1, 0), 1) * Math.min(Math.max(right + 1 - u, 0), 1) * Math.min(Math.max(v - top + 1, 0), 1) * Math.min(Math.max(bottom + 1 - v, 0), 1);
      if (cover <= 0) return fill;
    }
    const seen = inner(level, Math.min(Math.max(u, left), right), Math.min(Math.max(v, top), bottom));
    if (cover >= 1) return seen;
    return f32x4.add(f32x4.mul(seen, f32x4.splat(<f32>cover)), f32x4.mul(fill, f32x4.splat(<f32>(1 - cover))));
  }
  if (border == 2) { u = fold(u, left, step.width); v = fold(v, top, step.height); return inner(level, u, v); }
  if (border == 3) {
    u = left + (u - left) - Math.floor((u - left) / step.width) * step.width;
    v = top + (v - top) - Math.floor((v - top) / step.height) * step.height;
    const fx = mode == 0 ? Math.floor(u + 0.5) - right : u - right, fy = mode == 0 ? Math.floor(v + 0.5) - bottom : v - bottom;
    if (mode == 0) return inner(level, fx > 0 ? left : u, fy > 0 ? top : v);
    let near = wrapX(level, u, Math.min(v, bottom), left, right, fx);
    if (fy <= 0) return near;
    const far = wrapX(level, u, top, left, right, fx);
    return f32x4.add(f32x4.mul(near, f32x4.splat(<f32>(1 - fy))), f32x4.mul(far, f32x4.splat(<f32>fy)));
  }
  return inner(level, Math.min(Math.max(u, left), right), Math.min(Math.max(v, top), bottom));
}

function wrapX(level: i32, u: f64, v: f64, left: f64, right: f64, fx: f64): v128 {
  if (fx <= 0) return inner(level, u, v);
  return f32x4.add(f32x4.mul(inner(level, right, v), f32x4.splat(<f32>(1 - fx))), f32x4.mul(inner(level, left, v), f32x4.splat(<f32>fx)));
}

function inner(level: i32, u: f64, v: f64): v128 {
  return level == 0 ? atSource(u, v, changetype<Step>(steps)) : sampleAt(level - 1, u, v);
}

export function warp(source: usize, strideBytes: i32, stepsAt: usize, count: i32, interpolation: i32, sx: f64, sy: f64, target: usize, width: i32, height: i32): void {
  src = source; stride = strideBytes; steps = stepsAt; mode = interpolation; supportX = sx; supportY = sy;
  const plane = <usize>(width * height) << 2;
  for (let y = 0, at = target; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      let value = sampleAt(count - 1, x, y);
      if (mode == 2) value = f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), value));
      store<f32>(at, f32x4.extract_lane(value, 0));
      store<f32>(at + plane, f32x4.extract_lane(value, 1));
      store<f32>(at + plane + plane, f32x4.extract_lane(value, 2));
    }
  }
}
