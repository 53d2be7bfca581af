// Medians of whole levels, over squares of 3 or 5 pixels by sorting networks: each column is sorted once, for all squares
// that it lies in. Larger squares: see median-wide.ts.

import { reflected } from './reflect';

/**
 * A plane in whole levels, one byte each, with `radius` more on all sides, reflected; rows are width + 2 radius + 48 bytes apart.
 */
export function levelsPlane(plane: usize, width: i32, height: i32, radius: i32, target: usize): void {
  const room = <usize>(width + 2 * radius + 48);
  for (let y: i32 = 0; y < height; y++) {
    const source = plane + (<usize>(y * width) << 2);
    const row = target + <usize>(y + radius) * room + <usize>radius;
    for (let x: i32 = 0; x < width; x += 16) {
      const at = source + (<usize>x << 2);
      const low = i16x8.narrow_i32x4_s(whole(at), whole(at + 16));
      const high = i16x8.narrow_i32x4_s(whole(at + 32), whole(at + 48));
      v128.store(row + <usize>x, i8x16.narrow_i16x8_u(low, high));
    }
    for (let k: i32 = 1; k <= radius; k++) {
      store<u8>(row - <usize>k, load<u8>(row + <usize>reflected(-k, width)));
      store<u8>(row + <usize>(width - 1 + k), load<u8>(row + <usize>reflected(width - 1 + k, width)));
    }
  }
  for (let k: i32 = 1; k <= radius; k++) {
    const above = target + <usize>(reflected(-k, height) + radius) * room;
    const below = target + <usize>(reflected(height - 1 + k, height) + radius) * room;
    memory.copy(target + <usize>(radius - k) * room, above, room);
    memory.copy(target + <usize>(radius + height - 1 + k) * room, below, room);
  }
}

// @ts-ignore: decorator
@inline
function whole(pointer: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(v128.load(pointer)));
}

const rest = memory.data(64, 16);

/** Sixteen levels, of which `count` are wanted, to floats. */
// @ts-ignore: decorator
@inline
function storeLevels(levels: v128, target: usize, count: i32): void {
  const to = count < 16 ? rest : target;
  const low = i16x8.extend_low_i8x16_u(levels);
  const high = i16x8.extend_high_i8x16_u(levels);
  v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
  v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), 16);
  v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), 32);
  v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), 48);
  if (count < 16) memory.copy(target, rest, <usize>count << 2);
}

// @ts-ignore: decorator
@inline
function middleOf3(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(i8x16.min_u(a, b), i8x16.min_u(i8x16.max_u(a, b), c));
}

/** `levels`: as levelsPlane makes them, with radius 1. `sorted` has room for 3 of their rows. */
export function median3Plane(levels: usize, width: i32, height: i32, target: usize, sorted: usize): void {
  const room = <usize>(width + 2 + 48);
  for (let y: i32 = 0; y < height; y++) {
    const top = levels + <usize>y * room;
    for (let x: usize = 0; x < room - 32; x += 16) {
      const a = v128.load(top + x);
      const b = v128.load(top + room + x);
      const c = v128.load(top + 2 * room + x);
      v128.store(sorted + x, i8x16.min_u(i8x16.min_u(a, b), c));
      v128.store(sorted + room + x, middleOf3(a, b, c));
      v128.store(sorted + 2 * room + x, i8x16.max_u(i8x16.max_u(a, b), c));
    }
    const row = target + (<usize>(y * width) << 2);
    for (let x: i32 = 0; x < width; x += 16) {
      const low = sorted + <usize>x;
      const middle = low + room;
      const high = middle + room;
      const a = i8x16.max_u(i8x16.max_u(v128.load(low), v128.load(low, 1)), v128.load(low, 2));
      const b = middleOf3(v128.load(middle), v128.load(middle, 1), v128.load(middle, 2));
      const c = i8x16.min_u(i8x16.min_u(v128.load(high), v128.load(high, 1)), v128.load(high, 2));
      storeLevels(middleOf3(a, b, c), row + (<usize>x << 2), width - x);
    }
  }
}

/** Likewise, with radius 2 and room for 5 rows. */
export function median5Plane(levels: usize, width: i32, height: i32, target: usize, sorted: usize): void {
  const room = <usize>(width + 4 + 48);
  for (let y: i32 = 0; y < height; y++) {
    const top = levels + <usize>y * room;
    for (let x: usize = 0; x < room - 32; x += 16) sortColumns(top + x, room, sorted + x);
    const row = target + (<usize>(y * width) << 2);
    for (let x: i32 = 0; x < width; x += 16) {
      storeLevels(middleOf25(sorted + <usize>x, room), row + (<usize>x << 2), width - x);
    }
  }
}

function sortColumns(source: usize, room: usize, target: usize): void {
  let t: v128;
  let a = v128.load(source);
  let b = v128.load(source + room);
  let c = v128.load(source + 2 * room);
  let d = v128.load(source + 3 * room);
  let e = v128.load(source + 4 * room);
  t = i8x16.min_u(a, b); b = i8x16.max_u(a, b); a = t;
  t = i8x16.min_u(d, e); e = i8x16.max_u(d, e); d = t;
  t = i8x16.min_u(c, e); e = i8x16.max_u(c, e); c = t;
  t = i8x16.min_u(c, d); d = i8x16.max_u(c, d); c = t;
  t = i8x16.min_u(a, d); d = i8x16.max_u(a, d); a = t;
  t = i8x16.min_u(a, c); c = i8x16.max_u(a, c); a = t;
  t = i8x16.min_u(b, e); e = i8x16.max_u(b, e); b = t;
  t = i8x16.min_u(b, d); d = i8x16.max_u(b, d); b = t;
  t = i8x16.min_u(b, c); c = i8x16.max_u(b, c); b = t;
  v128.store(target, a);
  v128.store(target + room, b);
  v128.store(target + 2 * room, c);
  v128.store(target + 3 * room, d);
  v128.store(target + 4 * room, e);
}

/**
 * The middle one of five columns, sorted downwards. Sorting the rows too leaves thirteen that may be it, of which as many are
 * too small as too large; their least and their greatest are taken away until one is left. A script made this
 * (the exchanges of that method, without those whose result nobody reads) and tried all columns of noughts and ones.
 */
function middleOf25(sorted: usize, room: usize): v128 {
  let t: v128;
  let row = sorted;
  let a0 = v128.load(row);
  let a1 = v128.load(row, 1);
  let a2 = v128.load(row, 2);
  let a3 = v128.load(row, 3);
  let a4 = v128.load(row, 4);
  t = i8x16.min_u(a0, a1); a1 = i8x16.max_u(a0, a1); a0 = t;
  t = i8x16.min_u(a3, a4); a4 = i8x16.max_u(a3, a4); a3 = t;
  t = i8x16.min_u(a2, a4); a4 = i8x16.max_u(a2, a4); a2 = t;
  a3 = i8x16.max_u(a2, a3);
  a3 = i8x16.max_u(a0, a3);
  t = i8x16.min_u(a1, a4); a4 = i8x16.max_u(a1, a4); a1 = t;
  a3 = i8x16.max_u(a1, a3);
  row = sorted + room;
  let b0 = v128.load(row);
  let b1 = v128.load(row, 1);
  let b2 = v128.load(row, 2);
  let b3 = v128.load(row, 3);
  let b4 = v128.load(row, 4);
  t = i8x16.min_u(b0, b1); b1 = i8x16.max_u(b0, b1); b0 = t;
  t = i8x16.min_u(b3, b4); b4 = i8x16.max_u(b3, b4); b3 = t;
  t = i8x16.min_u(b2, b4); b4 = i8x16.max_u(b2, b4); b2 = t;
  t = i8x16.min_u(b2, b3); b3 = i8x16.max_u(b2, b3); b2 = t;
  t = i8x16.min_u(b0, b3); b3 = i8x16.max_u(b0, b3); b0 = t;
  b2 = i8x16.max_u(b0, b2);
  t = i8x16.min_u(b1, b4); b4 = i8x16.max_u(b1, b4); b1 = t;
  t = i8x16.min_u(b1, b3); b3 = i8x16.max_u(b1, b3); b1 = t;
  b2 = i8x16.max_u(b1, b2);
  row = sorted + 2 * room;
  let c0 = v128.load(row);
  let c1 = v128.load(row, 1);
  let c2 = v128.load(row, 2);
  let c3 = v128.load(row, 3);
  let c4 = v128.load(row, 4);
  t = i8x16.min_u(c0, c1); c1 = i8x16.max_u(c0, c1); c0 = t;
  t = i8x16.min_u(c3, c4); c4 = i8x16.max_u(c3, c4); c3 = t;
  t = i8x16.min_u(c2, c4); c4 = i8x16.max_u(c2, c4); c2 = t;
  t = i8x16.min_u(c2, c3); c3 = i8x16.max_u(c2, c3); c2 = t;
  t = i8x16.min_u(c0, c3); c3 = i8x16.max_u(c0, c3); c0 = t;
  c2 = i8x16.max_u(c0, c2);
  c1 = i8x16.min_u(c1, c4);
  t = i8x16.min_u(c1, c3); c3 = i8x16.max_u(c1, c3); c1 = t;
  t = i8x16.min_u(c1, c2); c2 = i8x16.max_u(c1, c2); c1 = t;
  row = sorted + 3 * room;
  let d0 = v128.load(row);
  let d1 = v128.load(row, 1);
  let d2 = v128.load(row, 2);
  let d3 = v128.load(row, 3);
  let d4 = v128.load(row, 4);
  t = i8x16.min_u(d0, d1); d1 = i8x16.max_u(d0, d1); d0 = t;
  t = i8x16.min_u(d3, d4); d4 = i8x16.max_u(d3, d4); d3 = t;
  t = i8x16.min_u(d2, d4); d4 = i8x16.max_u(d2, d4); d2 = t;
  t = i8x16.min_u(d2, d3); d3 = i8x16.max_u(d2, d3); d2 = t;
  t = i8x16.min_u(d0, d3); d3 = i8x16.max_u(d0, d3); d0 = t;
  t = i8x16.min_u(d0, d2); d2 = i8x16.max_u(d0, d2); d0 = t;
  d1 = i8x16.min_u(d1, d4);
  d1 = i8x16.min_u(d1, d3);
  t = i8x16.min_u(d1, d2); d2 = i8x16.max_u(d1, d2); d1 = t;
  row = sorted + 4 * room;
  let e0 = v128.load(row);
  let e1 = v128.load(row, 1);
  let e2 = v128.load(row, 2);
  let e3 = v128.load(row, 3);
  let e4 = v128.load(row, 4);
  t = i8x16.min_u(e0, e1); e1 = i8x16.max_u(e0, e1); e0 = t;
  t = i8x16.min_u(e3, e4); e4 = i8x16.max_u(e3, e4); e3 = t;
  t = i8x16.min_u(e2, e4); e4 = i8x16.max_u(e2, e4); e2 = t;
  t = i8x16.min_u(e2, e3); e3 = i8x16.max_u(e2, e3); e2 = t;
  t = i8x16.min_u(e0, e3); e3 = i8x16.max_u(e0, e3); e0 = t;
  t = i8x16.min_u(e0, e2); e2 = i8x16.max_u(e0, e2); e0 = t;
  e1 = i8x16.min_u(e1, e4);
  e1 = i8x16.min_u(e1, e3);
  e1 = i8x16.min_u(e1, e2);
  t = i8x16.min_u(a3, b2); b2 = i8x16.max_u(a3, b2); a3 = t;
  t = i8x16.min_u(a3, c1); c1 = i8x16.max_u(a3, c1); a3 = t;
  d0 = i8x16.max_u(a3, d0);
  t = i8x16.min_u(b4, e1); e1 = i8x16.max_u(b4, e1); b4 = t;
  t = i8x16.min_u(c3, e1); e1 = i8x16.max_u(c3, e1); c3 = t;
  d2 = i8x16.min_u(d2, e1);
  t = i8x16.min_u(b2, c1); c1 = i8x16.max_u(b2, c1); b2 = t;
  t = i8x16.min_u(d0, a4); a4 = i8x16.max_u(d0, a4); d0 = t;
  t = i8x16.min_u(b3, c2); c2 = i8x16.max_u(b3, c2); b3 = t;
  t = i8x16.min_u(b2, d0); d0 = i8x16.max_u(b2, d0); b2 = t;
  t = i8x16.min_u(b2, b3); b3 = i8x16.max_u(b2, b3); b2 = t;
  d1 = i8x16.max_u(b2, d1);
  t = i8x16.min_u(c1, d1); d1 = i8x16.max_u(c1, d1); c1 = t;
  t = i8x16.min_u(a4, d1); d1 = i8x16.max_u(a4, d1); a4 = t;
  c2 = i8x16.min_u(c2, d1);
  t = i8x16.min_u(c1, d0); d0 = i8x16.max_u(c1, d0); c1 = t;
  t = i8x16.min_u(a4, b3); b3 = i8x16.max_u(a4, b3); a4 = t;
  t = i8x16.min_u(c2, e0); e0 = i8x16.max_u(c2, e0); c2 = t;
  t = i8x16.min_u(c1, a4); a4 = i8x16.max_u(c1, a4); c1 = t;
  c2 = i8x16.max_u(c1, c2);
  t = i8x16.min_u(d0, e0); e0 = i8x16.max_u(d0, e0); d0 = t;
  b3 = i8x16.min_u(b3, e0);
  t = i8x16.min_u(d0, a4); a4 = i8x16.max_u(d0, a4); d0 = t;
  t = i8x16.min_u(b3, c2); c2 = i8x16.max_u(b3, c2); b3 = t;
  t = i8x16.min_u(d0, b3); b3 = i8x16.max_u(d0, b3); d0 = t;
  b4 = i8x16.max_u(d0, b4);
  t = i8x16.min_u(a4, b4); b4 = i8x16.max_u(a4, b4); a4 = t;
  c2 = i8x16.min_u(c2, b4);
  t = i8x16.min_u(a4, b3); b3 = i8x16.max_u(a4, b3); a4 = t;
  t = i8x16.min_u(c2, c3); c3 = i8x16.max_u(c2, c3); c2 = t;
  c2 = i8x16.max_u(a4, c2);
  b3 = i8x16.min_u(b3, c3);
  t = i8x16.min_u(b3, c2); c2 = i8x16.max_u(b3, c2); b3 = t;
  d2 = i8x16.max_u(b3, d2);
  c2 = i8x16.min_u(c2, d2);
  return c2;
}
