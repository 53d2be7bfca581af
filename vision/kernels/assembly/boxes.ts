// Means over boxes and discs by running sums. Sums are whole numbers of a small part of a level: they come out the same
// wherever they began, and may run over, because only differences of them are taken.

import { reflected, reflectSides, slotOf } from './reflect';

const rest = memory.data(16, 16);

// @ts-ignore: decorator
@inline
function toWhole(values: v128, unit: f32): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(values, f32x4.splat(unit))));
}

// @ts-ignore: decorator
@inline
function toLevels(sums: v128, share: f32): v128 {
  const levels = f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(share));
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), levels));
}

/** In place, from values to the sums of all values before them; one more than `count`. */
// @ts-ignore: decorator
@inline
function sumUp(row: usize, count: i32): void {
  const zero = i32x4.splat(0);
  let carry = zero;
  for (let i: i32 = 0; i <= count; i += 4, row += 16) {
    const values = v128.load(row);
    let sums = i32x4.add(values, v128.shuffle<i32>(zero, values, 0, 4, 5, 6));
    sums = i32x4.add(sums, v128.shuffle<i32>(zero, sums, 0, 1, 4, 5));
    sums = i32x4.add(sums, carry);
    carry = v128.shuffle<i32>(sums, sums, 3, 3, 3, 3);
    v128.store(row, i32x4.sub(sums, values));
  }
}

/**
 * The mean over a box of 2 radius + 1 pixels a side, of one plane in place. `unit`: how many parts a level has.
 * `rows` has room for 2 radius + 1 rows of width + 4, `columns` for width + 4, `padded` for width + 2 radius + 16 words.
 */
export function boxPlane(plane: usize, width: i32, height: i32, radius: i32, unit: f32, rows: usize, columns: usize, padded: usize): void {
  const stride = <usize>width << 2;
  const room = stride + 16;
  const side = 2 * radius + 1;
  const share: f32 = <f32>1 / (unit * <f32>side * <f32>side);
  const middle = padded + (<usize>radius << 2);
  memory.fill(columns, 0, room);
  memory.fill(rows, 0, room * <usize>side);
  for (let y: i32 = -2 * radius; y < height; y++) {
    const inside = reflected(y + radius, height);
    const row = rows + <usize>slotOf(y + radius, radius) * room;
    if (inside >= y) {
      const source = plane + <usize>inside * stride;
      for (let x: usize = 0; x < stride; x += 16) {
        const entering = toWhole(v128.load(source + x), unit);
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
    memory.copy(middle, columns, stride);
    reflectSides(middle, width, radius);
    const target = plane + <usize>y * stride;
    let x: usize = 0;
    if (radius == 1) {
      for (; x + 16 <= stride; x += 16) {
        const at = padded + x;
        const sums = i32x4.add(i32x4.add(v128.load(at), v128.load(at, 4)), v128.load(at, 8));
        v128.store(target + x, toLevels(sums, share));
      }
      for (; x < stride; x += 4) {
        const at = padded + x;
        store<f32>(target + x, f32x4.extract_lane(toLevels(i32x4.splat(load<i32>(at) + load<i32>(at, 4) + load<i32>(at, 8)), share), 0));
      }
      continue;
    }
    sumUp(padded, width + 2 * radius);
    const ahead = padded + (<usize>side << 2);
    for (; x < stride; x += 16) {
      const levels = toLevels(i32x4.sub(v128.load(ahead + x), v128.load(padded + x)), share);
      if (x + 16 <= stride) {
        v128.store(target + x, levels);
      } else {
        v128.store(rest, levels);
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
  for (let y: i32 = -2 * radius; y < height; y++) {
    const inside = reflected(y + radius, height);
    const row = rows + <usize>slotOf(y + radius, radius) * room;
    if (inside >= y) {
      const middle = row + (<usize>radius << 2);
      const source = plane + <usize>inside * stride;
      for (let x: usize = 0; x < stride; x += 16) v128.store(middle + x, toWhole(v128.load(source + x), unit));
      reflectSides(middle, width, radius);
      sumUp(row, width + 2 * radius);
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
