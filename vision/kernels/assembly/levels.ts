// Levels: how often each occurs, and one curve for each plane.
import { clampLevel, curved, rounded } from './level';

/** Four counters for each level, so that a run of equal values does not wait for its own stores. */
const counts = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function count(at: usize, lane: usize): void {
  const place = counts + (at << 4) + lane;
  store<i32>(place, load<i32>(place) + 1);
}

// @ts-ignore: decorator
@inline
function countLevels(levels: v128): void {
  count(i32x4.extract_lane(levels, 0), 0);
  count(i32x4.extract_lane(levels, 1), 4);
  count(i32x4.extract_lane(levels, 2), 8);
  count(i32x4.extract_lane(levels, 3), 12);
}

/** 256 numbers at `histogram`. */
function sumCounts(histogram: usize): void {
  for (let level: usize = 0; level < 256; level++) {
    const four = counts + (level << 4);
    store<i32>(histogram + (level << 2), load<i32>(four) + load<i32>(four, 4) + load<i32>(four, 8) + load<i32>(four, 12));
  }
}

/** How often each level occurs in a plane, values rounded half to even. */
export function planeHistogram(plane: usize, size: i32, histogram: usize): void {
  memory.fill(counts, 0, 4096);
  const end = plane + (<usize>size << 2);
  let at = plane;
  for (; at + 16 <= end; at += 16) countLevels(rounded(clampLevel(v128.load(at))));
  for (; at < end; at += 4) count(i32x4.extract_lane(rounded(clampLevel(v128.load32_splat(at))), 0), 0);
  sumCounts(histogram);
}

/** Pillow's luma of rounded values, in 16 bits of fraction. */
// @ts-ignore: decorator
@inline
function wholeLuma(r: v128, g: v128, b: v128): v128 {
  const red = i32x4.mul(rounded(clampLevel(r)), i32x4.splat(19595));
  const green = i32x4.mul(rounded(clampLevel(g)), i32x4.splat(38470));
  const blue = i32x4.mul(rounded(clampLevel(b)), i32x4.splat(7471));
  return i32x4.shr_u(i32x4.add(i32x4.add(red, green), i32x4.add(blue, i32x4.splat(0x8000))), 16);
}

/** How often each level of luma occurs. */
export function lumaHistogram(planes: usize, size: i32, histogram: usize): void {
  memory.fill(counts, 0, 4096);
  const plane = <usize>size << 2;
  const end = planes + plane;
  let at = planes;
  for (; at + 16 <= end; at += 16) countLevels(wholeLuma(v128.load(at), v128.load(at + plane), v128.load(at + 2 * plane)));
  for (; at < end; at += 4) {
    const one = wholeLuma(v128.load32_splat(at), v128.load32_splat(at + plane), v128.load32_splat(at + 2 * plane));
    count(i32x4.extract_lane(one, 0), 0);
  }
  sumCounts(histogram);
}

const last = memory.data(48, 16);

/** Adds to all channels what the curve adds to their luma. */
// @ts-ignore: decorator
@inline
function addLumaCurve(at: usize, plane: usize, table: usize): void {
  const r = v128.load(at);
  const g = v128.load(at + plane);
  const b = v128.load(at + 2 * plane);
  const red = f32x4.mul(f32x4.splat(0.299), r);
  const luma = f32x4.add(f32x4.add(red, f32x4.mul(f32x4.splat(0.587), g)), f32x4.mul(f32x4.splat(0.114), b));
  const more = f32x4.sub(curved(table, luma), luma);
  v128.store(at, f32x4.add(r, more));
  v128.store(at + plane, f32x4.add(g, more));
  v128.store(at + 2 * plane, f32x4.add(b, more));
}

export function lumaCurve(planes: usize, size: i32, table: usize): void {
  const plane = <usize>size << 2;
  const end = planes + plane;
  let at = planes;
  for (; at + 16 <= end; at += 16) addLumaCurve(at, plane, table);
  if (at == end) return;
  const rest = end - at;
  for (let c: usize = 0; c < 3; c++) memory.copy(last + (c << 4), at + c * plane, rest);
  addLumaCurve(last, 16, table);
  for (let c: usize = 0; c < 3; c++) memory.copy(at + c * plane, last + (c << 4), rest);
}

/** One plane through a curve of 257 entries: curve(x * multiply + add). */
export function curvePlane(plane: usize, size: i32, multiply: f32, add: f32, table: usize, clamp: bool): void {
  const m = f32x4.splat(multiply);
  const a = f32x4.splat(add);
  const end = plane + (<usize>size << 2);
  let at = plane;
  if (clamp) {
    for (; at + 16 <= end; at += 16)
      v128.store(at, clampLevel(curved(table, f32x4.add(f32x4.mul(v128.load(at), m), a))));
  } else {
    for (; at + 16 <= end; at += 16) v128.store(at, curved(table, f32x4.add(f32x4.mul(v128.load(at), m), a)));
  }
  if (at == end) return;
  memory.copy(last, at, end - at);
  const rest = curved(table, f32x4.add(f32x4.mul(v128.load(last), m), a));
  v128.store(last, clamp ? clampLevel(rest) : rest);
  memory.copy(at, last, end - at);
}
