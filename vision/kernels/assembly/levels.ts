// Levels: how often each occurs, and one curve for each plane.
import { clampLevel, curved, rounded } from './level';

/** Eight counters for each level, so that a run of equal values does not wait for its own stores. */
const counts = memory.data(8192, 16);

// @ts-ignore: decorator
@inline
function count(at: usize, lane: usize): void {
  const place = counts + at + lane;
  store<i32>(place, load<i32>(place) + 1);
}

const eight = memory.data(32, 16);

/** Lanes go by way of memory, which costs less than taking them apart. */
// @ts-ignore: decorator
@inline
function countLevels(first: v128, second: v128): void {
  v128.store(eight, i32x4.shl(first, 5));
  v128.store(eight, i32x4.shl(second, 5), 16);
  count(load<u32>(eight), 0);
  count(load<u32>(eight, 16), 16);
  count(load<u32>(eight, 4), 4);
  count(load<u32>(eight, 20), 20);
  count(load<u32>(eight, 8), 8);
  count(load<u32>(eight, 24), 24);
  count(load<u32>(eight, 12), 12);
  count(load<u32>(eight, 28), 28);
}

/** 256 numbers at `histogram`. */
function sumCounts(histogram: usize): void {
  for (let level: usize = 0; level < 256; level++) {
    const at = counts + (level << 5);
    const halves = i32x4.add(v128.load(at), v128.load(at, 16));
    const pairs = i32x4.add(halves, v128.shuffle<i32>(halves, halves, 2, 3, 0, 1));
    store<i32>(histogram + (level << 2), i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1));
  }
}

/** How often each level occurs in a plane, values rounded half to even. */
export function planeHistogram(plane: usize, size: i32, histogram: usize): void {
  memory.fill(counts, 0, 8192);
  const end = plane + (<usize>size << 2);
  let at = plane;
  for (; at + 32 <= end; at += 32)
    countLevels(rounded(clampLevel(v128.load(at))), rounded(clampLevel(v128.load(at, 16))));
  for (; at < end; at += 4) count(i32x4.extract_lane(rounded(clampLevel(v128.load32_splat(at))), 0) << 5, 0);
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

// @ts-ignore: decorator
@inline
function lumaAt(at: usize, plane: usize): v128 {
  return wholeLuma(v128.load(at), v128.load(at + plane), v128.load(at + 2 * plane));
}

/** How often each level of luma occurs. */
export function lumaHistogram(planes: usize, size: i32, histogram: usize): void {
  memory.fill(counts, 0, 8192);
  const plane = <usize>size << 2;
  const end = planes + plane;
  let at = planes;
  for (; at + 32 <= end; at += 32) countLevels(lumaAt(at, plane), lumaAt(at + 16, plane));
  for (; at < end; at += 4) {
    const one = wholeLuma(v128.load32_splat(at), v128.load32_splat(at + plane), v128.load32_splat(at + 2 * plane));
    count(i32x4.extract_lane(one, 0) << 5, 0);
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

const constants = memory.data<f32>([255, 8388608]);
const reached = memory.data(32, 16);

/** Where in memory the entries of four levels lie: a float of 2^23 and more holds the level in its last bits. */
// @ts-ignore: decorator
@inline
function entriesOf(whole: v128, magic: v128, base: v128): v128 {
  return i32x4.add(i32x4.shl(f32x4.add(whole, magic), 2), base);
}

// @ts-ignore: decorator
@inline
function between(at: usize, part: v128): v128 {
  let low = v128.load64_zero(load<u32>(at));
  low = v128.load64_lane(load<u32>(at, 4), low, 1);
  let high = v128.load64_zero(load<u32>(at, 8));
  high = v128.load64_lane(load<u32>(at, 12), high, 1);
  const values = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
  const nexts = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
  return f32x4.add(values, f32x4.mul(f32x4.sub(nexts, values), part));
}

/** One plane through a curve of 257 entries. The same as `curved`, to the bit, with all that stays kept in registers. */
export function curvePlane(plane: usize, size: i32, table: usize): void {
  const top = v128.load32_splat(constants);
  const magic = v128.load32_splat(constants, 4);
  const base = i32x4.splat(<i32>table - (0x4b000000 << 2));
  const end = plane + (<usize>size << 2);
  let at = plane;
  for (; at + 32 <= end; at += 32) {
    const x0 = f32x4.pmin(top, f32x4.pmax(f32x4.splat(0), v128.load(at)));
    const x1 = f32x4.pmin(top, f32x4.pmax(f32x4.splat(0), v128.load(at, 16)));
    const whole0 = f32x4.floor(x0);
    const whole1 = f32x4.floor(x1);
    v128.store(reached, entriesOf(whole0, magic, base));
    v128.store(reached, entriesOf(whole1, magic, base), 16);
    v128.store(at, between(reached, f32x4.sub(x0, whole0)));
    v128.store(at, between(reached + 16, f32x4.sub(x1, whole1)), 16);
  }
  for (; at + 16 <= end; at += 16) v128.store(at, curved(table, v128.load(at)));
  if (at == end) return;
  memory.copy(last, at, end - at);
  v128.store(last, curved(table, v128.load(last)));
  memory.copy(at, last, end - at);
}
