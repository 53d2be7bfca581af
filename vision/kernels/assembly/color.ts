// Colour: one pass over the planes, four pixels at a time; and the statistics that contrast and standardisation need.
import { clampLevel, curved } from './level';

/** The sum of three products. Coefficients are loaded where they are used, which V8 does in one instruction each. */
// @ts-ignore: decorator
@inline
function weighed(weights: usize, r: v128, g: v128, b: v128): v128 {
  const rg = f32x4.add(f32x4.mul(v128.load32_splat(weights), r), f32x4.mul(v128.load32_splat(weights, 4), g));
  return f32x4.add(rg, f32x4.mul(v128.load32_splat(weights, 8), b));
}

/** One row of a 3x4 matrix times a colour. */
// @ts-ignore: decorator
@inline
function rowTimes(row: usize, r: v128, g: v128, b: v128): v128 {
  return f32x4.add(weighed(row, r, g, b), v128.load32_splat(row, 12));
}

const limits = memory.data<f32>([0, 0]);

/** Without clamping the limits are infinite: to ask for each vector costs more. */
export function setLimits(clamp: bool): void {
  store<f32>(limits, clamp ? 0 : -Infinity);
  store<f32>(limits, clamp ? 255 : Infinity, 4);
}

// @ts-ignore: decorator
@inline
function limited(x: v128): v128 {
  return f32x4.pmin(v128.load32_splat(limits, 4), f32x4.pmax(v128.load32_splat(limits), x));
}

const words = memory.data<u32>([0x7fffffff]);
const numbers = memory.data<f32>([2, 3]);

/** HSV's hue times the chroma, in sixths of a turn, less twice the chroma: from -3 to 3 times the chroma. */
// @ts-ignore: decorator
@inline
function hueOf(r: v128, g: v128, b: v128, most: v128, chroma: v128): v128 {
  const two = f32x4.mul(chroma, v128.load32_splat(numbers));
  // The greatest is one of the three to the bit; integers are compared where additions are not in the way.
  const other = v128.bitselect(f32x4.sub(b, r), f32x4.add(f32x4.sub(r, g), two), i32x4.eq(g, most));
  return v128.bitselect(f32x4.sub(f32x4.sub(g, b), two), other, i32x4.eq(r, most));
}

/**
 * One channel after a turn of hue. With V the greatest, C the chroma, and H from above, HSV's way back is
 * V - clamp(|A - 3 C| - C, 0, C) where A = |H + offset C|: no division, no remainder, and grey stays to the bit.
 */
// @ts-ignore: decorator
@inline
function turned(hue: v128, offset: v128, chroma: v128, least: v128, most: v128): v128 {
  const magnitude = v128.load32_splat(words);
  const a = v128.and(f32x4.add(hue, f32x4.mul(offset, chroma)), magnitude);
  const t = v128.and(f32x4.sub(a, f32x4.mul(chroma, v128.load32_splat(numbers, 4))), magnitude);
  return f32x4.pmin(most, f32x4.pmax(least, f32x4.sub(f32x4.add(most, chroma), t)));
}

/**
 * By how much chroma grows where saturation is shifted and the value becomes `value`. Below one level of chroma, where a
 * hue is but rounding, the shift fades: grey stays grey.
 */
// @ts-ignore: decorator
@inline
function spread(most: v128, chroma: v128, value: v128, shift: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const saturation = f32x4.add(f32x4.div(chroma, most), f32x4.mul(shift, f32x4.pmin(one, chroma)));
  const wanted = f32x4.mul(value, f32x4.pmin(one, f32x4.pmax(zero, saturation)));
  return v128.and(f32x4.div(wanted, chroma), f32x4.gt(chroma, zero));
}

/** Bytes from one curve to the next: 256 entries, one more that repeats the last, and room to round up to. */
export const CURVE: usize = 260 * 4;

/** One row of a matrix times two vectors of colours: a coefficient is loaded once for both. */
// @ts-ignore: decorator
@inline
function storeRow(to: usize, row: usize, r0: v128, g0: v128, b0: v128, r1: v128, g1: v128, b1: v128): void {
  let m = v128.load32_splat(row);
  let x0 = f32x4.mul(m, r0);
  let x1 = f32x4.mul(m, r1);
  m = v128.load32_splat(row, 4);
  x0 = f32x4.add(x0, f32x4.mul(m, g0));
  x1 = f32x4.add(x1, f32x4.mul(m, g1));
  m = v128.load32_splat(row, 8);
  x0 = f32x4.add(x0, f32x4.mul(m, b0));
  x1 = f32x4.add(x1, f32x4.mul(m, b1));
  m = v128.load32_splat(row, 12);
  v128.store(to, limited(f32x4.add(x0, m)));
  v128.store(to, limited(f32x4.add(x1, m)), 16);
}

/** A matrix alone. Planes lie `plane` bytes apart, each of whole vectors. */
export function matrixVectors(planes: usize, plane: usize, bytes: usize, matrix: usize): void {
  const end = planes + bytes;
  let at = planes;
  for (; at + 32 <= end; at += 32) {
    const green = at + plane;
    const blue = green + plane;
    const r0 = v128.load(at);
    const r1 = v128.load(at, 16);
    const g0 = v128.load(green);
    const g1 = v128.load(green, 16);
    const b0 = v128.load(blue);
    const b1 = v128.load(blue, 16);
    storeRow(at, matrix, r0, g0, b0, r1, g1, b1);
    storeRow(green, matrix + 16, r0, g0, b0, r1, g1, b1);
    storeRow(blue, matrix + 32, r0, g0, b0, r1, g1, b1);
  }
  if (at == end) return;
  const r = v128.load(at);
  const g = v128.load(at + plane);
  const b = v128.load(at + 2 * plane);
  v128.store(at, limited(rowTimes(matrix, r, g, b)));
  v128.store(at + plane, limited(rowTimes(matrix + 16, r, g, b)));
  v128.store(at + 2 * plane, limited(rowTimes(matrix + 32, r, g, b)));
}

/**
 * `turns` are three offsets of hue and, where HSV is `shifted`, what is added to saturation and value. `tables` are three
 * curves of 257 entries. What is 0 is left out.
 */
export function passVectors(
  planes: usize,
  plane: usize,
  bytes: usize,
  pre: usize,
  turns: usize,
  shifted: bool,
  tables: usize,
  post: usize,
): void {
  for (let at = planes; at < planes + bytes; at += 16) {
    let r = v128.load(at);
    let g = v128.load(at + plane);
    let b = v128.load(at + 2 * plane);
    if (pre) {
      const r1 = rowTimes(pre, r, g, b);
      const g1 = rowTimes(pre + 16, r, g, b);
      b = rowTimes(pre + 32, r, g, b);
      r = r1;
      g = g1;
    }
    if (turns) {
      if (shifted) {
        r = clampLevel(r);
        g = clampLevel(g);
        b = clampLevel(b);
      }
      const most = f32x4.pmax(f32x4.pmax(r, g), b);
      const least = f32x4.pmin(f32x4.pmin(r, g), b);
      const chroma = f32x4.sub(most, least);
      const hue = hueOf(r, g, b, most, chroma);
      r = turned(hue, v128.load32_splat(turns), chroma, least, most);
      g = turned(hue, v128.load32_splat(turns, 4), chroma, least, most);
      b = turned(hue, v128.load32_splat(turns, 8), chroma, least, most);
      if (shifted) {
        const value = clampLevel(f32x4.add(most, v128.load32_splat(turns, 16)));
        const factor = spread(most, chroma, value, v128.load32_splat(turns, 12));
        r = f32x4.sub(value, f32x4.mul(factor, f32x4.sub(most, r)));
        g = f32x4.sub(value, f32x4.mul(factor, f32x4.sub(most, g)));
        b = f32x4.sub(value, f32x4.mul(factor, f32x4.sub(most, b)));
      }
    }
    if (tables) {
      r = curved(tables, r);
      g = curved(tables + CURVE, g);
      b = curved(tables + 2 * CURVE, b);
    }
    if (post) {
      const r1 = rowTimes(post, r, g, b);
      const g1 = rowTimes(post + 16, r, g, b);
      b = rowTimes(post + 32, r, g, b);
      r = r1;
      g = g1;
    }
    v128.store(at, limited(r));
    v128.store(at + plane, limited(g));
    v128.store(at + 2 * plane, limited(b));
  }
}

/** gain * h + (before . rgb + after . h + constant), where h is rgb after the turn of hue, if there is one. */
export function mixVectors(planes: usize, plane: usize, bytes: usize, mix: usize, turns: usize): void {
  for (let at = planes; at < planes + bytes; at += 16) {
    let r = v128.load(at);
    let g = v128.load(at + plane);
    let b = v128.load(at + 2 * plane);
    let grey = weighed(mix + 4, r, g, b);
    if (turns) {
      const most = f32x4.pmax(f32x4.pmax(r, g), b);
      const least = f32x4.pmin(f32x4.pmin(r, g), b);
      const chroma = f32x4.sub(most, least);
      const hue = hueOf(r, g, b, most, chroma);
      r = turned(hue, v128.load32_splat(turns), chroma, least, most);
      g = turned(hue, v128.load32_splat(turns, 4), chroma, least, most);
      b = turned(hue, v128.load32_splat(turns, 8), chroma, least, most);
      grey = f32x4.add(grey, weighed(mix + 16, r, g, b));
    }
    const gain = v128.load32_splat(mix);
    r = f32x4.add(f32x4.mul(gain, r), f32x4.add(grey, v128.load32_splat(mix, 28)));
    g = f32x4.add(f32x4.mul(gain, g), f32x4.add(grey, v128.load32_splat(mix, 32)));
    b = f32x4.add(f32x4.mul(gain, b), f32x4.add(grey, v128.load32_splat(mix, 36)));
    v128.store(at, limited(r));
    v128.store(at + plane, limited(g));
    v128.store(at + 2 * plane, limited(b));
  }
}

/** Whether all three channels of a mix are the same. */
export function mixesGrey(mix: usize, turns: usize): bool {
  const constant = load<f32>(mix, 28);
  return !turns && load<f32>(mix) == 0 && load<f32>(mix, 32) == constant && load<f32>(mix, 36) == constant;
}

/** The grey of such a mix alone, in the first plane: its gain of 0 adds nothing to the bit. In all three, where `all`. */
// @ts-ignore: decorator
@inline
export function greyVectors(all: bool, planes: usize, plane: usize, bytes: usize, mix: usize): void {
  for (let at = planes; at < planes + bytes; at += 16) {
    const grey = weighed(mix + 4, v128.load(at), v128.load(at + plane), v128.load(at + 2 * plane));
    const value = limited(f32x4.add(grey, v128.load32_splat(mix, 28)));
    v128.store(at, value);
    if (!all) continue;
    v128.store(at + plane, value);
    v128.store(at + 2 * plane, value);
  }
}

/** Bytes of a plane that are whole vectors. The rest is done in `tail`, so that no plane writes into the next. */
// @ts-ignore: decorator
@inline
function wholeOf(size: i32): usize {
  return <usize>(size >> 2) << 4;
}

const tail = memory.data(48, 16);

function fetchTail(planes: usize, plane: usize, from: usize): void {
  for (let c: usize = 0; c < 3; c++) memory.copy(tail + (c << 4), planes + c * plane + from, plane - from);
}

function returnTail(planes: usize, plane: usize, from: usize): void {
  for (let c: usize = 0; c < 3; c++) memory.copy(planes + c * plane + from, tail + (c << 4), plane - from);
}

/** Any pass: clamp(post . curves(turn(pre . rgb))), `turn` with a shift of saturation and value or without. */
export function colorPass(
  planes: usize,
  size: i32,
  pre: usize,
  turns: usize,
  shifted: bool,
  tables: usize,
  post: usize,
  clamp: bool,
): void {
  const plane = <usize>size << 2;
  const whole = wholeOf(size);
  setLimits(clamp);
  if (!turns && !tables && !post) matrixVectors(planes, plane, whole, pre);
  else passVectors(planes, plane, whole, pre, turns, shifted, tables, post);
  if (plane == whole) return;
  fetchTail(planes, plane, whole);
  passVectors(tail, 16, 16, pre, turns, shifted, tables, post);
  returnTail(planes, plane, whole);
}

/** A pass whose matrices do no more than scale and add grey, which a turn of hue lets through: half of the work. */
export function mixPass(planes: usize, size: i32, mix: usize, turns: usize, clamp: bool): void {
  const plane = <usize>size << 2;
  const whole = wholeOf(size);
  setLimits(clamp);
  if (mixesGrey(mix, turns)) greyVectors(true, planes, plane, whole, mix);
  else mixVectors(planes, plane, whole, mix, turns);
  if (plane == whole) return;
  fetchTail(planes, plane, whole);
  mixVectors(tail, 16, 16, mix, turns);
  returnTail(planes, plane, whole);
}

// @ts-ignore: decorator
@inline
function affine(x: v128, m: v128, a: v128, clamp: bool): v128 {
  const y = f32x4.add(f32x4.mul(x, m), a);
  return clamp ? clampLevel(y) : y;
}

/** One plane: x * multiply + add. */
export function affinePlane(plane: usize, size: i32, multiply: f32, add: f32, clamp: bool): void {
  const m = f32x4.splat(multiply);
  const a = f32x4.splat(add);
  const end = plane + (<usize>size << 2);
  let at = plane;
  if (clamp) for (; at + 16 <= end; at += 16) v128.store(at, affine(v128.load(at), m, a, true));
  else for (; at + 16 <= end; at += 16) v128.store(at, affine(v128.load(at), m, a, false));
  if (at == end) return;
  v128.store(tail, affine(v128.load(at), m, a, clamp));
  memory.copy(at, tail, end - at);
}

// @ts-ignore: decorator
@inline
function total(x: v128): f64 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

// @ts-ignore: decorator
@inline
function deviations(at: usize, center: v128, squared: bool): v128 {
  const d = f32x4.sub(v128.load(at), center);
  return squared ? f32x4.mul(d, d) : d;
}

/** Sum of x - center, or of its square: 64 values by a tree in f32 (equal values sum exactly), blocks in f64. */
// @ts-ignore: decorator
@inline
function sum(plane: usize, size: i32, center: f32, squared: bool): f64 {
  const c = f32x4.splat(center);
  const end = plane + (<usize>size << 2);
  let all: f64 = 0;
  let at = plane;
  for (; at + 256 <= end; at += 256) {
    let s0 = f32x4.add(deviations(at, c, squared), deviations(at + 16, c, squared));
    let s1 = f32x4.add(deviations(at + 32, c, squared), deviations(at + 48, c, squared));
    let s2 = f32x4.add(deviations(at + 64, c, squared), deviations(at + 80, c, squared));
    let s3 = f32x4.add(deviations(at + 96, c, squared), deviations(at + 112, c, squared));
    s0 = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    s1 = f32x4.add(deviations(at + 128, c, squared), deviations(at + 144, c, squared));
    s2 = f32x4.add(deviations(at + 160, c, squared), deviations(at + 176, c, squared));
    s3 = f32x4.add(deviations(at + 192, c, squared), deviations(at + 208, c, squared));
    s1 = f32x4.add(f32x4.add(s1, s2), s3);
    all += total(f32x4.add(s0, f32x4.add(s1, f32x4.add(deviations(at + 224, c, squared), deviations(at + 240, c, squared)))));
  }
  for (; at < end; at += 4) {
    const d = <f64>load<f32>(at) - <f64>center;
    all += squared ? d * d : d;
  }
  return all;
}

export function planeSum(plane: usize, size: i32): f64 {
  return sum(plane, size, 0, false);
}

export function planeSquares(plane: usize, size: i32, center: f32): f64 {
  return sum(plane, size, center, true);
}
