// CIELAB's lightness (D65, sRGB) of a picture, and the picture with another one; and the tiles of CLAHE.
import { clampLevel, curved, lookedUp, rounded } from './level';

// 0 to 2: linear RGB to X / Xn, Y, Z / Zn; 9 to 17: the way back.
const there = memory.data<f32>([
  0.412453 / 0.950456, 0.35758 / 0.950456, 0.180423 / 0.950456, 0.212671, 0.71516, 0.072169, 0.019334 / 1.088754,
  0.119193 / 1.088754, 0.950227 / 1.088754,
]);
const back = memory.data<f32>([
  3.240479 * 0.950456, -1.53715, -0.498535 * 1.088754, -0.969256 * 0.950456, 1.875991, 0.041556 * 1.088754,
  0.055648 * 0.950456, -0.204043, 1.057311 * 1.088754,
]);
const limits = memory.data<f32>([0.008856, 7.787, 16.0 / 116.0, 0.20689303, 4096, 4095]);

// @ts-ignore: decorator
@inline
function row(m: usize, r: v128, g: v128, b: v128): v128 {
  const rg = f32x4.add(f32x4.mul(v128.load32_splat(m), r), f32x4.mul(v128.load32_splat(m, 4), g));
  return f32x4.add(rg, f32x4.mul(v128.load32_splat(m, 8), b));
}

const steps = memory.data<f32>([1, 1.0 / 3.0, 2.0 / 9.0]);

/** A step of Householder towards t^(-1/3), without a division. */
// @ts-ignore: decorator
@inline
function nearer(t: v128, r: v128): v128 {
  const off = f32x4.sub(v128.load32_splat(steps), f32x4.mul(f32x4.mul(t, r), f32x4.mul(r, r)));
  const curve = f32x4.add(v128.load32_splat(steps, 4), f32x4.mul(v128.load32_splat(steps, 8), off));
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, off), curve));
}

/** CIELAB's f: the cube root, from a third of the exponent; linear near 0. */
// @ts-ignore: decorator
@inline
function rooted(t: v128): v128 {
  const third = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.convert_i32x4_s(t), v128.load32_splat(steps, 4)));
  const r = nearer(t, nearer(t, i32x4.sub(i32x4.splat(0x54a2fa8c), third)));
  const linear = f32x4.add(f32x4.mul(t, v128.load32_splat(limits, 4)), v128.load32_splat(limits, 8));
  return v128.bitselect(f32x4.mul(t, f32x4.mul(r, r)), linear, f32x4.gt(t, v128.load32_splat(limits)));
}

// @ts-ignore: decorator
@inline
function cubed(f: v128): v128 {
  const cube = f32x4.mul(f, f32x4.mul(f, f));
  const linear = f32x4.mul(f32x4.sub(f, v128.load32_splat(limits, 8)), f32x4.splat(<f32>(1.0 / 7.787)));
  return v128.bitselect(cube, linear, f32x4.gt(f, v128.load32_splat(limits, 12)));
}

/** sRGB's curve of linear 0 to 1, in grey levels: 4097 entries, linear between. */
// @ts-ignore: decorator
@inline
function encoded(table: usize, linear: v128): v128 {
  const place = f32x4.mul(linear, v128.load32_splat(limits, 16));
  const inside = f32x4.pmin(v128.load32_splat(limits, 20), f32x4.pmax(f32x4.splat(0), place));
  const whole = f32x4.floor(inside);
  const part = f32x4.pmin(f32x4.splat(1), f32x4.sub(place, whole));
  return clampLevel(lookedUp(table, i32x4.shl(rounded(whole), 2), part));
}

/** L of a picture, 0 to 255, which itself becomes linear; planes are `plane` bytes apart, `linear` is sRGB's curve to 0 to 1. */
export function labLightness(planes: usize, plane: usize, bytes: usize, linear: usize, lightness: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const red = planes + at;
    const r = curved(linear, v128.load(red));
    const g = curved(linear, v128.load(red + plane));
    const b = curved(linear, v128.load(red + 2 * plane));
    v128.store(red, r);
    v128.store(red + plane, g);
    v128.store(red + 2 * plane, b);
    const f = rooted(row(there + 12, r, g, b));
    v128.store(lightness + at, f32x4.mul(f32x4.sub(f32x4.mul(f, f32x4.splat(116)), f32x4.splat(16)), f32x4.splat(2.55)));
  }
}

/** The picture, from linear, with L, which is `lightness`, raised by `more` (both 0 to 255); a and b stay. */
export function labRaise(
  planes: usize,
  plane: usize,
  bytes: usize,
  srgb: usize,
  lightness: usize,
  more: usize,
): void {
  const scale = f32x4.splat(<f32>(1.0 / (116.0 * 2.55)));
  const black = f32x4.splat(<f32>(16.0 / 116.0));
  for (let at: usize = 0; at < bytes; at += 16) {
    const red = planes + at;
    const r = v128.load(red);
    const g = v128.load(red + plane);
    const b = v128.load(red + 2 * plane);
    const d = f32x4.mul(v128.load(more + at), scale);
    const x = cubed(f32x4.add(rooted(row(there, r, g, b)), d));
    const y = cubed(f32x4.add(f32x4.add(f32x4.mul(v128.load(lightness + at), scale), black), d));
    const z = cubed(f32x4.add(rooted(row(there + 24, r, g, b)), d));
    v128.store(red, encoded(srgb, row(back, x, y, z)));
    v128.store(red + plane, encoded(srgb, row(back + 12, x, y, z)));
    v128.store(red + 2 * plane, encoded(srgb, row(back + 24, x, y, z)));
  }
}

/** Levels of a plane as bytes, rounded half to even. */
export function planeLevels(plane: usize, size: i32, levels: usize): void {
  for (let i: usize = 0; i < <usize>size; i += 4) {
    const four = rounded(clampLevel(v128.load(plane + (i << 2))));
    const words = i16x8.narrow_i32x4_u(four, four);
    v128.store32_lane(levels + i, i8x16.narrow_i16x8_u(words, words), 0);
  }
}

const tileCounts = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function countByte(level: u32, at: usize): void {
  const place = tileCounts + at + (<usize>(level & 255) << 2);
  store<i32>(place, load<i32>(place) + 1);
}

/**
 * Counts the levels of a tile, whose rows are `stride` bytes apart; neighbours in counters of their own, for equal ones
 * would wait for each other.
 */
export function tileHistogram(levels: usize, stride: i32, width: i32, height: i32, histogram: usize): void {
  memory.fill(tileCounts, 0, 4096);
  for (let y = 0; y < height; y++) {
    const row = levels + <usize>(y * stride);
    let x = 0;
    for (; x + 4 <= width; x += 4) {
      const four = load<u32>(row + x);
      countByte(four, 0);
      countByte(four >> 8, 1024);
      countByte(four >> 16, 2048);
      countByte(four >> 24, 3072);
    }
    for (; x < width; x++) countByte(load<u8>(row + x), 0);
  }
  for (let at: usize = 0; at < 1024; at += 16) {
    const low = i32x4.add(v128.load(tileCounts + at), v128.load(tileCounts + at, 1024));
    const high = i32x4.add(v128.load(tileCounts + at, 2048), v128.load(tileCounts + at, 3072));
    v128.store(histogram + at, i32x4.add(low, high));
  }
}

/** One row of curves between two rows of tiles: `count` entries. */
export function mixCurves(above: usize, below: usize, part: f32, count: i32, out: usize): void {
  const p = f32x4.splat(part);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const a = v128.load(above + i);
    v128.store(out + i, f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(below + i), a), p)));
  }
}

/**
 * What a row of levels becomes, less what it is: `columns` holds for each pixel the byte offsets of the curves on its
 * left and right and how far it is between them.
 */
export function rowThroughCurves(levels: usize, width: i32, curves: usize, columns: usize, more: usize): void {
  let column = columns;
  for (let x: usize = 0; x < <usize>width; x++, column += 12) {
    const level = load<u8>(levels + x);
    const at = curves + (<usize>level << 2);
    const left = load<f32>(at + load<u32>(column));
    const right = load<f32>(at + load<u32>(column, 4));
    store<f32>(more + (x << 2), left + (right - left) * load<f32>(column, 8) - <f32>level);
  }
}

/** Adds one plane to another; what comes out is clamped. */
export function addPlane(plane: usize, size: i32, more: usize): void {
  for (let at: usize = 0; at < <usize>size << 2; at += 4) {
    const sum = load<f32>(plane + at) + load<f32>(more + at);
    store<f32>(plane + at, min<f32>(255, max<f32>(0, sum)));
  }
}
