// A source of four float32 a pixel, one for each of four channels: weights are worked out for each place, nothing is rounded.
import { clampLevel } from './level';
import { Job, LINEAR, NEAREST, TIE } from './warp-job';
import { keys, tent } from './warp-weights';

let source: usize = 0;
let stride: i32 = 0;
let mode: i32 = 0;
let x0: i32 = 0;
let y0: i32 = 0;
let x1: i32 = 0;
let y1: i32 = 0;
let tapsX: i32 = 0;
let tapsY: i32 = 0;
let firstX: i32 = 0;
let firstY: i32 = 0;
let shiftX: f64 = 0;
let shiftY: f64 = 0;
let inverseX: f32 = 1;
let inverseY: f32 = 1;
let cubic: bool = false;

export function preparePlanes(job: Job): void {
  source = <usize>job.source;
  stride = <i32>job.stride;
  mode = <i32>job.mode;
  x0 = <i32>job.x0;
  y0 = <i32>job.y0;
  x1 = <i32>job.x1;
  y1 = <i32>job.y1;
  tapsX = <i32>job.tapsX;
  tapsY = <i32>job.tapsY;
  firstX = <i32>job.firstX;
  firstY = <i32>job.firstY;
  shiftX = job.shiftX;
  shiftY = job.shiftY;
  // There are no tables: how far the filters are stretched stands in their places.
  inverseX = <f32>(1 / job.tableX);
  inverseY = <f32>(1 / job.tableY);
  cubic = job.clamp != 0;
}

// @ts-ignore: decorator
@inline
function pixelAt(x: i32, y: i32): v128 {
  return v128.load(source + <usize>(y * stride + (x << 4)));
}

// @ts-ignore: decorator
@inline
function mix(a: v128, b: v128, toB: f32): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f32x4.splat(toB)));
}

/** To 2^-22 pixel, so that a whole place is whole however its matrix was rounded. */
// @ts-ignore: decorator
@inline
function snapped(value: f64, low: i32, high: i32): f64 {
  const within = Math.min(Math.max(value, <f64>low), <f64>high);
  return Math.floor(within * 4194304 + 0.5) * (1.0 / 4194304);
}

export function samplePlanes(u: f64, v: f64): v128 {
  if (mode == NEAREST) {
    const x = <i32>Math.floor(Math.min(Math.max(u, <f64>x0), <f64>x1) + (0.5 + TIE));
    const y = <i32>Math.floor(Math.min(Math.max(v, <f64>y0), <f64>y1) + (0.5 + TIE));
    return pixelAt(min(x, x1), min(y, y1));
  }
  u = snapped(u, x0, x1);
  v = snapped(v, y0, y1);
  if (mode != LINEAR) return sampleTaps(u, v);
  const left = Math.floor(u), top = Math.floor(v);
  const x = <i32>left, y = <i32>top;
  const at = source + <usize>(y * stride + (x << 4));
  const across: usize = x < x1 ? 16 : 0, down = y < y1 ? <usize>stride : 0;
  const toRight = <f32>(u - left);
  const above = mix(v128.load(at), v128.load(at + across), toRight);
  const below = mix(v128.load(at + down), v128.load(at + down + across), toRight);
  return mix(above, below, <f32>(v - top));
}

const weightsX = memory.data(32 * 4, 16);
const weightsY = memory.data(32 * 4, 16);

/** Weights of taps from place `start` on, for those that may be read; their sum. */
function weigh(target: usize, start: i32, taps: i32, place: f64, inverse: f32, low: i32, high: i32): f32 {
  const scale = f32x4.splat(inverse);
  let places = f32x4.add(f32x4.splat(<f32>(<f64>start - place)), f32x4(0, 1, 2, 3));
  let columns = i32x4.add(i32x4.splat(start), i32x4(0, 1, 2, 3));
  const last = i32x4.splat(min(high, start + taps - 1)), first = i32x4.splat(low);
  let sums = f32x4.splat(0);
  for (let i = 0; i < taps; i += 4, target += 16) {
    const distance = f32x4.mul(f32x4.abs(places), scale);
    const inside = v128.and(i32x4.ge_s(columns, first), i32x4.le_s(columns, last));
    const weight = v128.and(cubic ? keys(distance) : tent(distance), inside);
    v128.store(target, weight);
    sums = f32x4.add(sums, weight);
    places = f32x4.add(places, f32x4.splat(4));
    columns = i32x4.add(columns, i32x4.splat(4));
  }
  const pairs = f32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Taps outside of what may be read weigh nothing; the rest sums to one. */
function sampleTaps(u: f64, v: f64): v128 {
  const left = <i32>Math.floor(u + shiftX) + firstX, top = <i32>Math.floor(v + shiftY) + firstY;
  const all = weigh(weightsX, left, tapsX, u, inverseX, x0, x1) * weigh(weightsY, top, tapsY, v, inverseY, y0, y1);
  const from = max(0, x0 - left), end = min(tapsX - 1, x1 - left);
  let sum = f32x4.splat(0);
  for (let j = max(0, y0 - top), last = min(tapsY - 1, y1 - top); j <= last; j++) {
    let at = source + <usize>((top + j) * stride + ((left + from) << 4));
    let row = f32x4.splat(0);
    for (let i = from; i <= end; i++, at += 16) {
      row = f32x4.add(row, f32x4.mul(v128.load(at), v128.load32_splat(weightsX + (<usize>i << 2))));
    }
    sum = f32x4.add(sum, f32x4.mul(row, v128.load32_splat(weightsY + (<usize>j << 2))));
  }
  const value = f32x4.mul(sum, f32x4.splat(1 / all));
  return cubic ? clampLevel(value) : value;
}
