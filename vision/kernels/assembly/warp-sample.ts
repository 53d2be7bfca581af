// The exact path, a pixel at a time: borders, and filters that hang over the edge of the source.
import { clampLevel, rounded } from './level';
import { Bend, bendAt } from './warp-bend';
import { CONSTANT, EDGE, Job, LEVEL_BYTES, Level, LINEAR, NEAREST, PHASE_BITS, PHASES, REFLECT, TIE } from './warp-job';
import { samplePlanes } from './warp-planes-sample';
import { firstPair, secondPair, weigh } from './warp-taps';

let job: Job = changetype<Job>(<usize>0);
let mode: i32 = 0;
let deep: bool = false;
let source: usize = 0;
let stride: i32 = 0;
let x0: i32 = 0;
let y0: i32 = 0;
let x1: i32 = 0;
let y1: i32 = 0;

export function prepareSampling(chosen: Job): void {
  job = chosen;
  mode = <i32>chosen.mode;
  deep = false;
  source = <usize>chosen.source;
  stride = <i32>chosen.stride;
  x0 = <i32>chosen.x0;
  y0 = <i32>chosen.y0;
  x1 = <i32>chosen.x1;
  y1 = <i32>chosen.y1;
}

/** The same for a source of four float32 a pixel: see warp-planes-sample.ts. */
export function prepareDeep(chosen: Job): void {
  prepareSampling(chosen);
  deep = true;
}

// @ts-ignore: decorator
@inline
function clampTo(value: f64, low: f64, high: f64): f64 {
  return value < low ? low : value > high ? high : value;
}

// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, toB: f64): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f32x4.splat(<f32>toB)));
}

// @ts-ignore: decorator
@inline
function pixelAt(x: i32, y: i32): v128 {
  const bytes = v128.load32_zero(source + <usize>(y * stride + (x << 2)));
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
}

/** The source at a coordinate, as f32x4 RGBX. Taps outside of what may be read weigh nothing; the rest sums to one. */
function sampleSource(u: f64, v: f64): v128 {
  if (deep) return samplePlanes(u, v);
  u = clampTo(u, <f64>x0, <f64>x1);
  v = clampTo(v, <f64>y0, <f64>y1);
  if (mode == NEAREST) {
    const x = <i32>Math.floor(u + (0.5 + TIE)), y = <i32>Math.floor(v + (0.5 + TIE));
    return f32x4.convert_i32x4_s(pixelAt(min(x, x1), min(y, y1)));
  }
  if (mode == LINEAR) {
    const x = <i32>Math.floor(u * 16384 + 0.5), y = <i32>Math.floor(v * 16384 + 0.5);
    const left = x >> 14, top = y >> 14;
    const fx = x & 16383, fy = y & 16383;
    const both = (fx * fy + 8192) >> 14;
    // What lies beside the last column is read, and weighs nothing.
    const above = source + <usize>(top * stride + (left << 2)), below = source + <usize>(min(top + 1, y1) * stride + (left << 2));
    const sum = i32x4.add(
      firstPair(v128.load64_zero(above), i32x4.splat((16384 - fx - fy + both) | ((fx - both) << 16))),
      firstPair(v128.load64_zero(below), i32x4.splat((fy - both) | (both << 16))),
    );
    return f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.splat(0.00006103515625));
  }
  return sampleTable(u, v);
}

/** X is 255 inside and 0 where a tap was left out, so that it carries the sum of the weights along. */
function sampleTable(u: f64, v: f64): v128 {
  const x = <i32>Math.floor((u + job.shiftX) * <f64>PHASES + 0.5), y = <i32>Math.floor((v + job.shiftY) * <f64>PHASES + 0.5);
  const tapsX = <i32>job.tapsX, tapsY = <i32>job.tapsY;
  const left = (x >> PHASE_BITS) + <i32>job.firstX, top = (y >> PHASE_BITS) + <i32>job.firstY;
  const acrossTable = <usize>job.tableX + <usize>((x & (PHASES - 1)) * tapsX * 2);
  const downTable = <usize>job.tableY + <usize>((y & (PHASES - 1)) * tapsY * 4);
  if (left >= x0 && left + tapsX - 1 <= x1 && top >= y0 && top + tapsY - 1 <= y1) {
    const start = source + <usize>(top * stride + (left << 2));
    return clampWhere(job.clamp != 0, weigh(start, <usize>stride, acrossTable, downTable, tapsX, tapsY));
  }
  const low = i32x4.splat(x0), high = i32x4.splat(x1);
  let sum = f32x4.splat(0);
  for (let j = max(0, y0 - top), last = min(tapsY - 1, y1 - top); j <= last; j++) {
    const row = source + <usize>((top + j) * stride);
    let across = i32x4.splat(0);
    for (let i = 0; i < tapsX; i += 4) {
      const start = left + i;
      if (start > x1 || start + 3 < x0) continue;
      const columns = i32x4.add(i32x4.splat(start), i32x4(0, 1, 2, 3));
      const inside = v128.and(i32x4.ge_s(columns, low), i32x4.le_s(columns, high));
      const pixels = v128.and(v128.load(row + <usize>(start << 2)), inside);
      const weights = acrossTable + (<usize>i << 1);
      across = i32x4.add(across, firstPair(pixels, v128.load32_splat(weights)));
      if (i + 2 < tapsX) across = i32x4.add(across, secondPair(pixels, v128.load32_splat(weights, 4)));
    }
    sum = f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(across), v128.load32_splat(downTable + (<usize>j << 2))));
  }
  return clampWhere(job.clamp != 0, f32x4.mul(sum, f32x4.splat(255 / f32x4.extract_lane(sum, 3))));
}

// @ts-ignore: decorator
@inline
function clampWhere(wanted: bool, value: v128): v128 {
  return wanted ? f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), value)) : value;
}

// @ts-ignore: decorator
@inline
function modulo(t: f64, period: f64): f64 {
  return t - Math.floor(t / period) * period;
}

/** Both coordinates at once; those inside of the window stay where they are. */
// @ts-ignore: decorator
@inline
function reflectBoth(uv: v128, first: v128, last: v128): v128 {
  const span = f64x2.sub(last, first), from = f64x2.sub(uv, first);
  const nothing = f64x2.splat(0);
  const inside = v128.and(f64x2.ge(from, nothing), f64x2.le(from, span));
  if (i64x2.all_true(inside)) return f64x2.add(first, from);
  const period = f64x2.add(span, span);
  const t = f64x2.sub(from, f64x2.mul(f64x2.floor(f64x2.div(from, period)), period));
  const reflected = f64x2.add(first, f64x2.min(t, f64x2.sub(period, t)));
  return v128.bitselect(first, reflected, f64x2.le(span, nothing));
}

// @ts-ignore: decorator
@inline
function clampBoth(value: v128, low: v128, high: v128): v128 {
  return f64x2.pmin(f64x2.pmax(value, low), high);
}

function inner(level: i32, u: f64, v: f64): v128 {
  return level == 0 ? sampleSource(u, v) : sampleAt(level - 1, u, v);
}

// Vector constants from memory, for the reason given in level.ts.
const farthest = memory.data<f64>([-1e8, 1e8]);
const ones = memory.data<f64>([0.5, 1]);

/** The picture that comes out of step `level`, at a coordinate: down through the steps, both coordinates side by side. */
export function sampleAt(level: i32, x: f64, y: f64): v128 {
  for (; level >= 0; level--) {
    const step = changetype<Level>(<usize>job.levels + <usize>level * LEVEL_BYTES);
    if (step.bend != 0) {
      const moved = bendAt(changetype<Bend>(<usize>step.bend), x, y);
      x += <f64>f32x4.extract_lane(moved, 0);
      y += <f64>f32x4.extract_lane(moved, 1);
    }
    // A place on or behind the horizon is taken for one infinitely far before it.
    const w = step.m6 * x + step.m7 * y + step.m8;
    const at = changetype<usize>(step);
    let uv = f64x2.add(
      f64x2.add(f64x2.mul(v128.load(at), f64x2.splat(x)), f64x2.mul(v128.load(at, 16), f64x2.splat(y))),
      v128.load(at, 32),
    );
    if (w != 1) uv = f64x2.div(uv, f64x2.splat(w < 1e-9 ? 1e-9 : w));
    uv = clampBoth(uv, v128.load64_splat(farthest), v128.load64_splat(farthest, 8));
    const first = v128.load(at + offsetof<Level>('left'));
    const last = v128.load(at + offsetof<Level>('right'));
    const border = <i32>step.border;
    if (border == CONSTANT) {
      const cover = mode == NEAREST ? inside(step, f64x2.extract_lane(uv, 0), f64x2.extract_lane(uv, 1)) : covered(step, uv, first, last);
      if (cover < 1) {
        const fill = f32x4(<f32>step.red, <f32>step.green, <f32>step.blue, <f32>step.fourth);
        if (cover <= 0) return fill;
        uv = clampBoth(uv, first, last);
        return mix(fill, inner(level, f64x2.extract_lane(uv, 0), f64x2.extract_lane(uv, 1)), cover);
      }
      uv = clampBoth(uv, first, last);
    } else if (border == EDGE) {
      uv = clampBoth(uv, first, last);
    } else if (border == REFLECT) {
      uv = reflectBoth(uv, first, last);
    } else {
      return wrappedAt(level, step, f64x2.extract_lane(uv, 0), f64x2.extract_lane(uv, 1));
    }
    x = f64x2.extract_lane(uv, 0);
    y = f64x2.extract_lane(uv, 1);
  }
  return sampleSource(x, y);
}

function wrappedAt(level: i32, step: Level, u: f64, v: f64): v128 {
  const left = step.left, top = step.top;
  if (mode == NEAREST) {
    const column = left + modulo(u - left + (0.5 + TIE), step.width) - (0.5 + TIE);
    const row = top + modulo(v - top + (0.5 + TIE), step.height) - (0.5 + TIE);
    return inner(level, clampTo(column, left, step.right), clampTo(row, top, step.bottom));
  }
  return wrapped(level, step, left + modulo(u - left, step.width), top + modulo(v - top, step.height));
}

/** Between the last pixel and the first of a wrapped window lies one more stretch, where both mix. */
function wrapped(level: i32, step: Level, u: f64, v: f64): v128 {
  const below = v - step.bottom;
  if (below <= 0) return wrappedAcross(level, step, u, v);
  return mix(wrappedAcross(level, step, u, step.bottom), wrappedAcross(level, step, u, step.top), below);
}

function wrappedAcross(level: i32, step: Level, u: f64, v: f64): v128 {
  const beyond = u - step.right;
  if (beyond <= 0) return inner(level, u, v);
  return mix(inner(level, step.right, v), inner(level, step.left, v), beyond);
}

function inside(step: Level, u: f64, v: f64): f64 {
  const column = Math.floor(u + (0.5 + TIE)) - step.left, row = Math.floor(v + (0.5 + TIE)) - step.top;
  return column >= 0 && column < step.width && row >= 0 && row < step.height ? 1 : 0;
}

/** How much of an output pixel the window covers: a ramp, one output pixel wide but never less than one input pixel. */
// @ts-ignore: decorator
@inline
function covered(step: Level, uv: v128, first: v128, last: v128): f64 {
  const ramp = v128.load(changetype<usize>(step) + offsetof<Level>('rampX'));
  const half = v128.load64_splat(ones), one = v128.load64_splat(ones, 8);
  const from = f64x2.add(f64x2.mul(f64x2.add(f64x2.sub(uv, first), half), ramp), half);
  const to = f64x2.add(f64x2.mul(f64x2.sub(f64x2.add(last, half), uv), ramp), half);
  if (v128.any_true(v128.or(f64x2.le(from, f64x2.splat(0)), f64x2.le(to, f64x2.splat(0))))) return 0;
  const both = f64x2.mul(f64x2.pmin(one, from), f64x2.pmin(one, to));
  return f64x2.extract_lane(both, 0) * f64x2.extract_lane(both, 1);
}

// @ts-ignore: decorator
@inline
function put(at: usize, plane: usize, value: v128): void {
  if (job.bytes != 0) {
    const levels = rounded(clampLevel(value));
    store<i32>(at, i32x4.extract_lane(i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(levels, levels), levels), 0));
    return;
  }
  store<f32>(at, f32x4.extract_lane(value, 0));
  store<f32>(at + plane, f32x4.extract_lane(value, 1));
  store<f32>(at + plane + plane, f32x4.extract_lane(value, 2));
}

// @ts-ignore: decorator
@inline
function placeOf(x: i32, y: i32): usize {
  return <usize>job.target + (<usize>(y * <i32>job.width + x) << 2);
}

// @ts-ignore: decorator
@inline
function planeBytes(): usize {
  return <usize>(<i32>job.width * <i32>job.height) << 2;
}

/** Columns `from` to `end` - 1 of row y, a pixel at a time. */
export function fillExactly(y: i32, from: i32, end: i32): void {
  const level = <i32>job.levelCount - 1, plane = planeBytes();
  let at = placeOf(from, y);
  for (let x = from; x < end; x++, at += 4) put(at, plane, sampleAt(level, <f64>x, <f64>y));
}

/** The same where only the border of step `level` is to be seen. */
export function fillWith(level: i32, y: i32, from: i32, end: i32): void {
  if (from >= end) return;
  const step = changetype<Level>(<usize>job.levels + <usize>level * LEVEL_BYTES);
  const plane = planeBytes();
  let at = placeOf(from, y);
  const fill = f32x4(<f32>step.red, <f32>step.green, <f32>step.blue, 255);
  for (let x = from; x < end; x++, at += 4) put(at, plane, fill);
}

/** The same on the ramp of step `level`, inside of all steps behind it: `map` leads from the output to its input. */
export function fillRamp(level: i32, map: usize, y: i32, from: i32, end: i32): void {
  if (from >= end) return;
  const step = changetype<Level>(<usize>job.levels + <usize>level * LEVEL_BYTES);
  const first = v128.load(changetype<usize>(step) + offsetof<Level>('left'));
  const last = v128.load(changetype<usize>(step) + offsetof<Level>('right'));
  const fill = f32x4(<f32>step.red, <f32>step.green, <f32>step.blue, 255);
  const plane = planeBytes();
  const u0 = load<f64>(map, 8) * <f64>y + load<f64>(map, 16), v0 = load<f64>(map, 32) * <f64>y + load<f64>(map, 40);
  const w0 = load<f64>(map, 56) * <f64>y + load<f64>(map, 64);
  let at = placeOf(from, y);
  for (let x = from; x < end; x++, at += 4) {
    const w = load<f64>(map, 48) * <f64>x + w0;
    const u = (load<f64>(map) * <f64>x + u0) / w, v = (load<f64>(map, 24) * <f64>x + v0) / w;
    const uv = f64x2(u, v);
    const cover = mode == NEAREST ? inside(step, u, v) : covered(step, uv, first, last);
    let value = fill;
    if (cover > 0) {
      const within = clampBoth(uv, first, last);
      value = inner(level, f64x2.extract_lane(within, 0), f64x2.extract_lane(within, 1));
      if (cover < 1) value = mix(fill, value, cover);
    }
    put(at, plane, value);
  }
}
