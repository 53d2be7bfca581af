// Means over boxes and discs by running sums. Sums are whole numbers of a small part of a level: they come out the same
// wherever they began, and may run over, because only differences of them are taken.

import { reflected, reflectSides, slotOf } from './reflect';

const rest = memory.data(16, 16);

/** Added to a float of less than 22 bits, leaves it as a whole number in the lowest bits of the sum. */
const shift: f32 = 12582912;
const shiftBits: i32 = 0x4b400000;

/** Whole numbers, all of them by `shiftBits` too large. */
// @ts-ignore: decorator
@inline
function toShifted(values: v128, unit: v128): v128 {
  return f32x4.add(f32x4.mul(values, unit), f32x4.splat(shift));
}

// @ts-ignore: decorator
@inline
function toLevels(sums: v128, share: f32): v128 {
  const levels = f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(share));
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), levels));
}

/** The sums of all values before each, one more than `count`; the target may be the source. */
// @ts-ignore: decorator
@inline
function sumUp(row: usize, count: i32, target: usize): void {
  const zero = i32x4.splat(0);
  let carry = zero;
  for (let i: i32 = 0; i <= count; i += 4, row += 16, target += 16) {
    const values = v128.load(row);
    let sums = i32x4.add(values, v128.shuffle<i32>(zero, values, 0, 4, 5, 6));
    sums = i32x4.add(sums, v128.shuffle<i32>(zero, sums, 0, 1, 4, 5));
    v128.store(target, i32x4.add(i32x4.sub(sums, values), carry));
    carry = i32x4.add(carry, v128.shuffle<i32>(sums, sums, 3, 3, 3, 3));
  }
}

/** The sum of 3, 5 or 7 neighbours. */
// @ts-ignore: decorator
@inline
function sumOf(first: usize, radius: i32): v128 {
  let sums = i32x4.add(i32x4.add(v128.load(first), v128.load(first, 4)), v128.load(first, 8));
  if (radius > 1) sums = i32x4.add(sums, i32x4.add(v128.load(first, 12), v128.load(first, 16)));
  if (radius > 2) sums = i32x4.add(sums, i32x4.add(v128.load(first, 20), v128.load(first, 24)));
  return sums;
}

// @ts-ignore: decorator
@inline
function fewAcross(padded: usize, target: usize, stride: usize, radius: i32, share: f32): void {
  let x: usize = 0;
  for (; x + 16 <= stride; x += 16) v128.store(target + x, toLevels(sumOf(padded + x, radius), share));
  if (x < stride) {
    v128.store(rest, toLevels(sumOf(padded + x, radius), share));
    memory.copy(target + x, rest, stride - x);
  }
}

/**
 * The mean over a box of 2 radius + 1 pixels a side, of one plane in place. `unit`: how many parts a level has, at most 2^13.
 * `rows` has room for 2 radius + 1 rows of width + 4 words, `padded` and `sums` for width + 2 radius + 16.
 */
export function boxPlane(plane: usize, width: i32, height: i32, radius: i32, unit: f32, rows: usize, padded: usize, sums: usize): void {
  const stride = <usize>width << 2;
  const room = stride + 16;
  const side = 2 * radius + 1;
  const share: f32 = <f32>1 / (unit * <f32>side * <f32>side);
  const units = f32x4.splat(unit);
  const columns = padded + (<usize>radius << 2);
  const ahead = sums + (<usize>side << 2);
  memory.fill(columns, 0, room);
  // What leaves a window that is not yet full is 0.
  for (let at = rows; at < rows + room * <usize>side; at += 4) store<i32>(at, shiftBits);
  for (let y: i32 = -2 * radius; y < height; y++) {
    const inside = reflected(y + radius, height);
    const row = rows + <usize>slotOf(y + radius, radius) * room;
    if (inside >= y) {
      const source = plane + <usize>inside * stride;
      for (let x: usize = 0; x < stride; x += 16) {
        const entering = toShifted(v128.load(source + x), units);
        v128.store(columns + x, i32x4.add(v128.load(columns + x), i32x4.sub(entering, v128.load(row + x))));
        v128.store(row + x, entering);
      }
    } else {
      const source = rows + <usize>slotOf(inside, radius) * room;
      for (let x: usize = 0; x < stride; x += 16) {
        const entering = v128.load(source + x);
        v128.store(columns + x, i32x4.add(v128.load(columns + x), i32x4.sub(entering, v128.load(row + x))));
        v128.store(row + x, entering);
      }
    }
    if (y < 0) continue;
    reflectSides(columns, width, radius);
    const target = plane + <usize>y * stride;
    if (radius == 1) fewAcross(padded, target, stride, 1, share);
    else if (radius == 2) fewAcross(padded, target, stride, 2, share);
    else if (radius == 3) fewAcross(padded, target, stride, 3, share);
    else {
      sumUp(padded, width + 2 * radius, sums);
      let x: usize = 0;
      for (; x + 16 <= stride; x += 16) {
        v128.store(target + x, toLevels(i32x4.sub(v128.load(ahead + x), v128.load(sums + x)), share));
      }
      if (x < stride) {
        v128.store(rest, toLevels(i32x4.sub(v128.load(ahead + x), v128.load(sums + x)), share));
        memory.copy(target + x, rest, stride - x);
      }
    }
  }
}

/**
 * The mean over a disc, of one plane in place. `spans`: how far it reaches to a side, for each row from the top one down;
 * `share`: 1 / (unit * area). `rows` has room for 2 radius + 1 rows of width + 2 radius + 16 words.
 */
export function discPlane(plane: usize, width: i32, height: i32, radius: i32, unit: f32, share: f32, spans: usize, rows: usize): void {
  const stride = <usize>width << 2;
  const room = <usize>(width + 2 * radius + 16) << 2;
  const side = 2 * radius + 1;
  const units = f32x4.splat(unit);
  for (let y: i32 = -2 * radius; y < height; y++) {
    const inside = reflected(y + radius, height);
    const row = rows + <usize>slotOf(y + radius, radius) * room;
    if (inside >= y) {
      const middle = row + (<usize>radius << 2);
      const source = plane + <usize>inside * stride;
      for (let x: usize = 0; x < stride; x += 16) {
        v128.store(middle + x, i32x4.sub(toShifted(v128.load(source + x), units), i32x4.splat(shiftBits)));
      }
      reflectSides(middle, width, radius);
      sumUp(row, width + 2 * radius, row);
    } else {
      memory.copy(row, rows + <usize>slotOf(inside, radius) * room, room);
    }
    if (y < 0) continue;
    const target = plane + <usize>y * stride;
    for (let x: usize = 0; x < stride; x += 32) {
      let s0 = i32x4.splat(0);
      let s1 = s0;
      for (let k: i32 = 0; k < side; k++) {
        const span = load<i32>(spans + (<usize>k << 2));
        const behind = rows + <usize>slotOf(y - radius + k, radius) * room + (<usize>(radius - span) << 2) + x;
        const ahead = behind + (<usize>(2 * span + 1) << 2);
        s0 = i32x4.add(s0, i32x4.sub(v128.load(ahead), v128.load(behind)));
        s1 = i32x4.add(s1, i32x4.sub(v128.load(ahead, 16), v128.load(behind, 16)));
      }
      const left = stride - x;
      if (left >= 32) {
        v128.store(target + x, toLevels(s0, share));
        v128.store(target + x, toLevels(s1, share), 16);
      } else {
        v128.store(discRest, toLevels(s0, share));
        v128.store(discRest, toLevels(s1, share), 16);
        memory.copy(target + x, discRest, left);
      }
    }
  }
}

const discRest = memory.data(32, 16);
