// Geometry: every output pixel finds its place in the source through a chain of inverse matrices, and is there a weighted
// sum of at most 4 x 4 pixels. Four output pixels at a time where nothing crosses a border, one at a time elsewhere.

// @ts-ignore: decorator
@unmanaged
class Step {
  m0: f64; m1: f64; m2: f64; m3: f64; m4: f64; m5: f64; m6: f64; m7: f64; m8: f64;
  left: f64; top: f64; right: f64; bottom: f64;
  border: f64;
  red: f64; green: f64; blue: f64;
  spare: f64;
}
const STEP_BYTES: usize = 18 * 8;

// @ts-ignore: decorator
@unmanaged
class Guard {
  m0: f32; m1: f32; m2: f32; m3: f32; m4: f32; m5: f32; m6: f32; m7: f32; m8: f32;
  left: f32; top: f32; right: f32; bottom: f32;
  spare0: f32; spare1: f32; spare2: f32;
}
const GUARD_BYTES: usize = 16 * 4;

const PHASES: i32 = 256;
const CONSTANT: i32 = 0;
const REFLECT: i32 = 2;
const WRAP: i32 = 3;
const NEAREST: i32 = 0;

/** Weights of each phase: across, four i16 (Q14); down, four f32 that also take the Q14 out again. */
const across = memory.data(257 * 8, 16);
const down = memory.data(257 * 16, 16);
const patch = memory.data(4 * 16 + 16, 16);

let pixels: usize = 0;
let stride: i32 = 0;
let chain: usize = 0;
let mode: i32 = 0;
let shiftX: f32 = 0;
let shiftY: f32 = 0;
let windowLeft: i32 = 0;
let windowTop: i32 = 0;
let windowRight: i32 = 0;
let windowBottom: i32 = 0;

function tent(t: f64): f64 {
  return max<f64>(0, 1 - abs<f64>(t));
}

/** Keys' cubic, a = -0.5, as PIL has it. */
function cubic(t: f64): f64 {
  const x = abs<f64>(t);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

/** The weight of tap `j` (0 to 3) at a phase, not normalised. `support` is the filter's half width in source pixels. */
function weight(j: i32, phase: i32, support: f64): f64 {
  const distance = 1 + <f64>j - <f64>phase / PHASES - support;
  return mode == 2 ? cubic((distance * 2) / support) : tent(distance / support);
}

/** The four normalised weights of one phase, into `weights`. */
const weights = memory.data(4 * 8, 16);

function weigh(phase: i32, support: f64): void {
  const w0 = weight(0, phase, support);
  const w1 = weight(1, phase, support);
  const w2 = weight(2, phase, support);
  const w3 = weight(3, phase, support);
  const whole = 1 / (w0 + w1 + w2 + w3);
  store<f64>(weights, w0 * whole);
  store<f64>(weights, w1 * whole, 8);
  store<f64>(weights, w2 * whole, 16);
  store<f64>(weights, w3 * whole, 24);
}

function fillTables(supportX: f64, supportY: f64): void {
  for (let phase = 0; phase < PHASES; phase++) {
    weigh(phase, supportX);
    let left: i32 = 16384;
    let heaviest: usize = 0;
    for (let j: usize = 0; j < 4; j++) {
      const at = across + <usize>(phase << 3) + (j << 1);
      const q = <i32>nearest<f64>(load<f64>(weights + (j << 3)) * 16384);
      left -= q;
      store<i16>(at, q);
      if (q > <i32>load<i16>(across + <usize>(phase << 3) + (heaviest << 1))) heaviest = j;
    }
    const at = across + <usize>(phase << 3) + (heaviest << 1);
    store<i16>(at, load<i16>(at) + left);
    weigh(phase, supportY);
    for (let j: usize = 0; j < 4; j++) store<f32>(down + <usize>(phase << 4) + (j << 2), <f32>(load<f64>(weights + (j << 3)) * (1.0 / 16384)));
  }
}

// @ts-ignore: decorator
@inline
function rowOf(at: usize, w01: v128, w23: v128, wide: bool): v128 {
  const four = v128.load(at);
  const low = i32x4.dot_i16x8_s(v128.swizzle(four, i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1)), w01);
  if (!wide) return f32x4.convert_i32x4_s(low);
  const high = i32x4.dot_i16x8_s(v128.swizzle(four, i8x16(8, -1, 12, -1, 9, -1, 13, -1, 10, -1, 14, -1, 11, -1, 15, -1)), w23);
  return f32x4.convert_i32x4_s(i32x4.add(low, high));
}

/** RGBX of one output pixel: `at` is its first tap, the offsets are those of its phases. */
// @ts-ignore: decorator
@inline
function gather(at: usize, step: usize, phaseX: usize, phaseY: usize, rows: i32, wide: bool): v128 {
  const w01 = v128.load32_splat(across + phaseX);
  const w23 = v128.load32_splat(across + phaseX, 4);
  let sum = f32x4.mul(rowOf(at, w01, w23, wide), v128.load32_splat(down + phaseY));
  sum = f32x4.add(sum, f32x4.mul(rowOf(at + step, w01, w23, wide), v128.load32_splat(down + phaseY, 4)));
  if (rows > 2) {
    sum = f32x4.add(sum, f32x4.mul(rowOf(at + 2 * step, w01, w23, wide), v128.load32_splat(down + phaseY, 8)));
    if (rows > 3) sum = f32x4.add(sum, f32x4.mul(rowOf(at + 3 * step, w01, w23, wide), v128.load32_splat(down + phaseY, 12)));
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function quantized(t: f32): i32 {
  return <i32>floor<f32>(t * <f32>PHASES + 0.5);
}

/** A sample anywhere in the window. Taps outside of it count nothing, and the rest is made whole (the X lane knows). */
function atSource(u: f64, v: f64): v128 {
  if (mode == NEAREST) {
    const x = min(max(<i32>floor<f64>(u + 0.5), windowLeft), windowRight);
    const y = min(max(<i32>floor<f64>(v + 0.5), windowTop), windowBottom);
    return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixels + <usize>(y * stride + (x << 2))))));
  }
  const qx = quantized(<f32>u - shiftX);
  const qy = quantized(<f32>v - shiftY);
  const x = (qx >> 8) + 1;
  const y = (qy >> 8) + 1;
  const phaseX = <usize>((qx & 255) << 3);
  const phaseY = <usize>((qy & 255) << 4);
  if (x >= windowLeft && x + 3 <= windowRight && y >= windowTop && y + 3 <= windowBottom) {
    return gather(pixels + <usize>(y * stride + (x << 2)), <usize>stride, phaseX, phaseY, 4, true);
  }
  for (let j = 0; j < 4; j++) {
    for (let i = 0; i < 4; i++) {
      const inside = x + i >= windowLeft && x + i <= windowRight && y + j >= windowTop && y + j <= windowBottom;
      store<u32>(patch + <usize>(j * 16 + i * 4), inside ? load<u32>(pixels + <usize>((y + j) * stride + ((x + i) << 2))) : 0);
    }
  }
  const sum = gather(patch, 16, phaseX, phaseY, 4, true);
  const whole = f32x4.extract_lane(sum, 3);
  return f32x4.mul(sum, f32x4.splat(255 / (abs<f32>(whole) < 1e-3 ? 255 : whole)));
}

function fold(u: f64, low: f64, high: f64): f64 {
  const period = 2 * (high - low);
  if (period <= 0) return low;
  const t = u - low - floor<f64>((u - low) / period) * period;
  return low + (t > period - t ? period - t : t);
}

// @ts-ignore: decorator
@inline
function clamped(u: f64, low: f64, high: f64): f64 {
  return u < low ? low : u > high ? high : u;
}

// @ts-ignore: decorator
@inline
function blend(a: v128, b: v128, t: f64): v128 {
  return f32x4.add(f32x4.mul(a, f32x4.splat(<f32>(1 - t))), f32x4.mul(b, f32x4.splat(<f32>t)));
}

/** The value of the picture that step `level` makes, at any of its coordinates. */
function sampleAt(level: i32, x: f64, y: f64): v128 {
  if (level < 0) return atSource(x, y);
  const step = changetype<Step>(chain + <usize>level * STEP_BYTES);
  const fill = f32x4(<f32>step.red, <f32>step.green, <f32>step.blue, 0);
  const w = step.m6 * x + step.m7 * y + step.m8;
  if (!(w > 1e-12)) return fill;
  const u = (step.m0 * x + step.m1 * y + step.m2) / w;
  const v = (step.m3 * x + step.m4 * y + step.m5) / w;
  const left = step.left, top = step.top, right = step.right, bottom = step.bottom;
  const border = <i32>step.border;
  if (border == CONSTANT) {
    if (mode == NEAREST) {
      const cx = floor<f64>(u + 0.5), cy = floor<f64>(v + 0.5);
      if (!(cx >= left && cx <= right && cy >= top && cy <= bottom)) return fill;
      return sampleAt(level - 1, clamped(u, left, right), clamped(v, top, bottom));
    }
    const cover = clamped(u - left + 1, 0, 1) * clamped(right + 1 - u, 0, 1) * clamped(v - top + 1, 0, 1) * clamped(bottom + 1 - v, 0, 1);
    if (!(cover > 0)) return fill;
    const seen = sampleAt(level - 1, clamped(u, left, right), clamped(v, top, bottom));
    return cover >= 1 ? seen : blend(fill, seen, cover);
  }
  if (border == REFLECT) return sampleAt(level - 1, fold(u, left, right), fold(v, top, bottom));
  if (border == WRAP) return wrapped(level, u, v, left, top, right, bottom);
  return sampleAt(level - 1, clamped(u, left, right), clamped(v, top, bottom));
}

/** Periodic: between the last pixel and the first it blends both. */
function wrapped(level: i32, u: f64, v: f64, left: f64, top: f64, right: f64, bottom: f64): v128 {
  let x = u - floor<f64>((u - left) / (right - left + 1)) * (right - left + 1);
  let y = v - floor<f64>((v - top) / (bottom - top + 1)) * (bottom - top + 1);
  if (mode == NEAREST) {
    if (x >= right + 0.5) x = left;
    if (y >= bottom + 0.5) y = top;
    return sampleAt(level - 1, x, y);
  }
  const near = wrappedRow(level, x, min<f64>(y, bottom), left, right);
  return y <= bottom ? near : blend(near, wrappedRow(level, x, top, left, right), y - bottom);
}

function wrappedRow(level: i32, x: f64, y: f64, left: f64, right: f64): v128 {
  if (x <= right) return sampleAt(level - 1, x, y);
  return blend(sampleAt(level - 1, right, y), sampleAt(level - 1, left, y), x - right);
}

// @ts-ignore: decorator
@inline
function inside(value: v128, low: f32, high: f32): v128 {
  return v128.and(f32x4.ge(value, f32x4.splat(low)), f32x4.le(value, f32x4.splat(high)));
}

// @ts-ignore: decorator
@inline
function line(x: v128, m: f32, start: f32): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(m)), f32x4.splat(start));
}

/**
 * `steps`: the chain, nearest the source first. `guards`: where four pixels may be taken at once; the first is that of
 * the taps, whose matrix is the whole chain's. `projective`: some matrix divides.
 */
export function warp(
  source: usize, strideBytes: i32, steps: usize, stepCount: i32, guards: usize, guardCount: i32, projective: bool,
  interpolation: i32, supportX: f64, supportY: f64, target: usize, width: i32, height: i32,
): void {
  pixels = source; stride = strideBytes; chain = steps; mode = interpolation;
  const first = changetype<Step>(steps);
  windowLeft = <i32>first.left; windowTop = <i32>first.top; windowRight = <i32>first.right; windowBottom = <i32>first.bottom;
  if (mode != NEAREST) fillTables(supportX, supportY);
  shiftX = <f32>supportX; shiftY = <f32>supportY;
  const variant = (supportX > 1 ? 3 : 0) + max(2, <i32>ceil<f64>(2 * supportY)) - 2;
  const step = <usize>strideBytes;
  const origin = source + step + 4;
  const startX: f32 = 0.5 - shiftX * <f32>PHASES;
  const startY: f32 = 0.5 - shiftY * <f32>PHASES;
  const plane = <usize>(width * height) << 2;
  const last = stepCount - 1;
  const quads = mode == NEAREST ? 0 : width & ~3;
  const taps = changetype<Guard>(guards);
  const offset = f32x4(0, 1, 2, 3);
  const clampAll = mode == 2;

  for (let y = 0; y < height; y++) {
    const fy = <f32>y;
    let at = target + (<usize>(y * width) << 2);
    let x = 0;
    for (; x < quads; x += 4, at += 16) {
      const fx = f32x4.add(f32x4.splat(<f32>x), offset);
      let u = line(fx, taps.m0, taps.m1 * fy + taps.m2);
      let v = line(fx, taps.m3, taps.m4 * fy + taps.m5);
      if (projective) {
        const w = line(fx, taps.m6, taps.m7 * fy + taps.m8);
        u = f32x4.div(u, w);
        v = f32x4.div(v, w);
      }
      let fits = v128.and(inside(u, taps.left, taps.right), inside(v, taps.top, taps.bottom));
      for (let g = 1; g < guardCount; g++) {
        const guard = changetype<Guard>(guards + <usize>g * GUARD_BYTES);
        let gu = line(fx, guard.m0, guard.m1 * fy + guard.m2);
        let gv = line(fx, guard.m3, guard.m4 * fy + guard.m5);
        if (projective) {
          const w = line(fx, guard.m6, guard.m7 * fy + guard.m8);
          fits = v128.and(fits, f32x4.gt(w, f32x4.splat(0)));
          gu = f32x4.div(gu, w);
          gv = f32x4.div(gv, w);
        }
        fits = v128.and(fits, v128.and(inside(gu, guard.left, guard.right), inside(gv, guard.top, guard.bottom)));
      }
      if (i32x4.all_true(fits)) {
        const qx = i32x4.trunc_sat_f32x4_s(line(u, <f32>PHASES, startX));
        const qy = i32x4.trunc_sat_f32x4_s(line(v, <f32>PHASES, startY));
        const first = i32x4.add(
          i32x4.mul(i32x4.shr_s(qy, 8), i32x4.splat(strideBytes)),
          i32x4.shl(i32x4.shr_s(qx, 8), 2),
        );
        const px = i32x4.shl(v128.and(qx, i32x4.splat(255)), 3);
        const py = i32x4.shl(v128.and(qy, i32x4.splat(255)), 4);
        switch (variant) {
          case 0: quad(origin, step, first, px, py, 2, false, at, plane); break;
          case 1: quad(origin, step, first, px, py, 3, false, at, plane); break;
          case 2: quad(origin, step, first, px, py, 4, false, at, plane); break;
          case 3: quad(origin, step, first, px, py, 2, true, at, plane); break;
          case 4: quad(origin, step, first, px, py, 3, true, at, plane); break;
          default: quad(origin, step, first, px, py, 4, true, at, plane);
        }
        if (clampAll) {
          v128.store(at, level8(v128.load(at)));
          v128.store(at + plane, level8(v128.load(at + plane)));
          v128.store(at + 2 * plane, level8(v128.load(at + 2 * plane)));
        }
      } else {
        for (let i = 0; i < 4; i++) single(last, x + i, y, at + <usize>(i << 2), plane, clampAll);
      }
    }
    for (; x < width; x++, at += 4) single(last, x, y, at, plane, clampAll);
  }
}

function single(last: i32, x: i32, y: i32, at: usize, plane: usize, clampAll: bool): void {
  let value = sampleAt(last, x, y);
  if (clampAll) value = level8(value);
  v128.store32_lane(at, value, 0);
  v128.store32_lane(at + plane, value, 1);
  v128.store32_lane(at + 2 * plane, value, 2);
}

// @ts-ignore: decorator
@inline
function quad(origin: usize, step: usize, first: v128, px: v128, py: v128, rows: i32, wide: bool, at: usize, plane: usize): void {
  const p0 = gather(origin + <usize>i32x4.extract_lane(first, 0), step, <usize>i32x4.extract_lane(px, 0), <usize>i32x4.extract_lane(py, 0), rows, wide);
  const p1 = gather(origin + <usize>i32x4.extract_lane(first, 1), step, <usize>i32x4.extract_lane(px, 1), <usize>i32x4.extract_lane(py, 1), rows, wide);
  const p2 = gather(origin + <usize>i32x4.extract_lane(first, 2), step, <usize>i32x4.extract_lane(px, 2), <usize>i32x4.extract_lane(py, 2), rows, wide);
  const p3 = gather(origin + <usize>i32x4.extract_lane(first, 3), step, <usize>i32x4.extract_lane(px, 3), <usize>i32x4.extract_lane(py, 3), rows, wide);
  const rg01 = v128.shuffle<i32>(p0, p1, 0, 4, 1, 5);
  const rg23 = v128.shuffle<i32>(p2, p3, 0, 4, 1, 5);
  const bx01 = v128.shuffle<i32>(p0, p1, 2, 6, 3, 7);
  const bx23 = v128.shuffle<i32>(p2, p3, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(rg01, rg23, 0, 2));
  v128.store(at + plane, v128.shuffle<i64>(rg01, rg23, 1, 3));
  v128.store(at + 2 * plane, v128.shuffle<i64>(bx01, bx23, 0, 2));
}

// @ts-ignore: decorator
@inline
function level8(value: v128): v128 {
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), value));
}

/** Averages pairs of pixels across (`halfX`) and down (`halfY`); RGBX, into rows of `outWidth * 4` bytes. */
export function halve(source: usize, strideBytes: i32, halfX: bool, halfY: bool, target: usize, outWidth: i32, outHeight: i32): void {
  for (let y = 0; y < outHeight; y++) {
    let row = source + <usize>((halfY ? 2 * y : y) * strideBytes);
    const next = halfY ? row + <usize>strideBytes : row;
    let to = target + <usize>(y * outWidth * 4);
    for (let x = 0; x < outWidth; x += 2, to += 8) {
      const from = <usize>((halfX ? 2 * x : x) << 2);
      const a = v128.load(row + from);
      const b = v128.load(next + from);
      const low = i16x8.add(i16x8.extend_low_i8x16_u(a), i16x8.extend_low_i8x16_u(b));
      let sum = low;
      if (halfX) {
        const high = i16x8.add(i16x8.extend_high_i8x16_u(a), i16x8.extend_high_i8x16_u(b));
        sum = i16x8.shr_u(
          i16x8.add(i16x8.add(v128.shuffle<i64>(low, high, 0, 2), v128.shuffle<i64>(low, high, 1, 3)), i16x8.splat(2)), 2);
      } else {
        sum = i16x8.shr_u(i16x8.add(low, i16x8.splat(1)), 1);
      }
      const bytes = i8x16.narrow_i16x8_u(sum, sum);
      if (x + 1 < outWidth) v128.store64_lane(to, bytes, 0);
      else v128.store32_lane(to, bytes, 0);
    }
  }
}
