// Colour: one pass over the planes, four pixels at a time; and the statistics that contrast and standardisation need.
import { clampLevel, rounded } from './level';

// @ts-ignore: decorator
@inline
function load4(at: usize, offset: usize): v128 {
  return v128.load32_splat(at + offset);
}

/** One row of a 3x4 matrix times a colour. */
// @ts-ignore: decorator
@inline
function rowTimes(row: usize, r: v128, g: v128, b: v128): v128 {
  const rg = f32x4.add(f32x4.mul(load4(row, 0), r), f32x4.mul(load4(row, 4), g));
  return f32x4.add(f32x4.add(rg, f32x4.mul(load4(row, 8), b)), load4(row, 12));
}

const magnitudes = memory.data<u32>([0x7fffffff]);

/**
 * One channel after a turn of hue. With V the greatest, C the chroma and H the hue times C (in sixths of a turn, less
 * 2 C), HSV's way back is V - clamp(|A - 3 C| - C, 0, C) with A = |H + offset C|: no division, and no remainder.
 */
// @ts-ignore: decorator
@inline
function turned(hue: v128, offset: v128, chroma: v128, chroma3: v128, top: v128, least: v128, most: v128): v128 {
  const magnitude = v128.load32_splat(magnitudes);
  const a = v128.and(f32x4.add(hue, f32x4.mul(offset, chroma)), magnitude);
  const t = v128.and(f32x4.sub(a, chroma3), magnitude);
  return f32x4.pmin(most, f32x4.pmax(least, f32x4.sub(top, t)));
}

// @ts-ignore: decorator
@inline
function curved(table: usize, x: v128): v128 {
  const level = clampLevel(x);
  const whole = f32x4.floor(level);
  const offsets = i32x4.shl(rounded(whole), 2);
  // Each entry comes along with the one behind it.
  let low = v128.load64_zero(table + i32x4.extract_lane(offsets, 0));
  low = v128.load64_lane(table + i32x4.extract_lane(offsets, 1), low, 1);
  let high = v128.load64_zero(table + i32x4.extract_lane(offsets, 2));
  high = v128.load64_lane(table + i32x4.extract_lane(offsets, 3), high, 1);
  const values = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
  const nexts = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
  return f32x4.add(values, f32x4.mul(f32x4.sub(nexts, values), f32x4.sub(level, whole)));
}

/** Bytes from one curve to the next: 256 entries, one more that repeats the last, and room to round up to. */
const CURVE: usize = 260 * 4;

/**
 * `pre` and `post` are 3x4 matrices, `offsets` three hue offsets, `tables` three curves of 257 entries; each may be 0. Planes lie `plane` bytes apart.
 */
// @ts-ignore: decorator
@inline
function pass(planes: usize, plane: usize, from: usize, to: usize, pre: usize, offsets: usize, tables: usize, post: usize, clamp: bool): void {
  for (let at = planes + from; at < planes + to; at += 16) {
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
    if (offsets) {
      const most = f32x4.pmax(f32x4.pmax(r, g), b);
      const least = f32x4.pmin(f32x4.pmin(r, g), b);
      const chroma = f32x4.sub(most, least);
      const chroma2 = f32x4.add(chroma, chroma);
      const fromRed = f32x4.sub(f32x4.sub(g, b), chroma2);
      const fromGreen = f32x4.sub(b, r);
      const fromBlue = f32x4.add(f32x4.sub(r, g), chroma2);
      const other = v128.bitselect(fromGreen, fromBlue, f32x4.eq(g, most));
      const hue = v128.bitselect(fromRed, other, f32x4.eq(r, most));
      const chroma3 = f32x4.add(chroma2, chroma);
      const top = f32x4.add(most, chroma);
      r = turned(hue, load4(offsets, 0), chroma, chroma3, top, least, most);
      g = turned(hue, load4(offsets, 4), chroma, chroma3, top, least, most);
      b = turned(hue, load4(offsets, 8), chroma, chroma3, top, least, most);
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
    if (clamp) {
      r = clampLevel(r);
      g = clampLevel(g);
      b = clampLevel(b);
    }
    v128.store(at, r);
    v128.store(at + plane, g);
    v128.store(at + 2 * plane, b);
  }
}

const tail = memory.data(48, 16);

export function colorPass(planes: usize, size: i32, pre: usize, offsets: usize, tables: usize, post: usize, clamp: bool): void {
  const plane = <usize>size << 2;
  const whole = <usize>(size >> 2) << 4;
  if (whole) {
    if (!offsets && !tables && !post) pass(planes, plane, 0, whole, pre, 0, 0, 0, clamp);
    else if (!tables) pass(planes, plane, 0, whole, pre, offsets, 0, post, clamp);
    else pass(planes, plane, 0, whole, pre, offsets, tables, post, clamp);
  }
  const left = plane - whole;
  if (left == 0) return;
  for (let c: usize = 0; c < 3; c++) memory.copy(tail + (c << 4), planes + c * plane + whole, left);
  pass(tail, 16, 0, 16, pre, offsets, tables, post, clamp);
  for (let c: usize = 0; c < 3; c++) memory.copy(planes + c * plane + whole, tail + (c << 4), left);
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
