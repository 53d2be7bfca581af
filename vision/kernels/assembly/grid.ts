// Pixels dropped by their place in a grid: u and v count its units along two axes.
import { chosen } from './chance';
import { Drop } from './drop';
import { Strip } from './step';

// @ts-ignore: decorator
@unmanaged
export class Grid extends Drop {
  ux: f64; uy: f64; u0: f64;
  vx: f64; vy: f64; v0: f64;
  ratio: f32;
  pattern: i32;
  /** Room for a row of bytes, where the grid is upright. */
  row: usize;
  isReady: i32;
}

const SQUARES: i32 = 0;
const LINES: i32 = 1;

// @ts-ignore: decorator
@inline
function part(x: v128): v128 {
  return f32x4.sub(x, f32x4.floor(x));
}

// @ts-ignore: decorator
@inline
function together(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** Of four pixels from `x` on: whether they are in the dropped part of their unit. */
// @ts-ignore: decorator
@inline
function isIn(start: v128, slope: v128, places: v128, ratio: v128): v128 {
  return f32x4.lt(part(f32x4.add(start, f32x4.mul(slope, places))), ratio);
}

// @ts-ignore: decorator
@inline
function fraction(x: f64): f32 {
  return <f32>(x - Math.floor(x));
}

/** One axis of a row from `x` on, 16 pixels at a time. */
function alongRow(start: f32, slope: f64, x: i32, count: i32, ratio: f32, target: usize): void {
  const s = f32x4.splat(start);
  const m = f32x4.splat(<f32>slope);
  const r = f32x4.splat(ratio);
  const four = f32x4.splat(4);
  let p = f32x4.add(f32x4.splat(<f32>x), f32x4(0, 1, 2, 3));
  for (let i: i32 = 0; i < count; i += 16) {
    const a = isIn(s, m, p, r);
    p = f32x4.add(p, four);
    const b = isIn(s, m, p, r);
    p = f32x4.add(p, four);
    const c = isIn(s, m, p, r);
    p = f32x4.add(p, four);
    const d = isIn(s, m, p, r);
    p = f32x4.add(p, four);
    v128.store(target + <usize>i, together(a, b, c, d));
  }
}

const us = memory.data(256 + 16, 16);
const vs = memory.data(256 + 16, 16);

// @ts-ignore: decorator
@inline
function combined(u: v128, v: v128, pattern: i32): v128 {
  return pattern == SQUARES ? v128.and(u, v) : pattern == LINES ? v128.or(u, v) : v128.xor(u, v);
}

export function chooseGrid(grid: Grid, strip: Strip): void {
  const isUpright = grid.uy == 0 && grid.vx == 0;
  if (isUpright && (strip.first == 0 || !grid.isReady)) {
    alongRow(fraction(grid.u0), grid.ux, 0, strip.width, grid.ratio, grid.row);
    grid.isReady = 1;
  }
  let done: i32 = 0;
  while (done < strip.count) {
    const y = (strip.first + done) / strip.width;
    const x = (strip.first + done) % strip.width;
    const count = min(strip.count - done, strip.width - x);
    // A row begins within its unit, so that a float is fine enough all along it.
    const u0 = fraction(grid.uy * <f64>y + grid.u0);
    const v0 = fraction(grid.vy * <f64>y + grid.v0);
    const target = chosen + <usize>done;
    // What is written behind the row's end, the next row writes over.
    if (isUpright) {
      const v = i8x16.splat(v0 < grid.ratio ? -1 : 0);
      for (let i: i32 = 0; i < count; i += 16) {
        v128.store(target + <usize>i, combined(v128.load(grid.row + <usize>(x + i)), v, grid.pattern));
      }
    } else {
      alongRow(u0, grid.ux, x, count, grid.ratio, us);
      alongRow(v0, grid.vx, x, count, grid.ratio, vs);
      for (let i: i32 = 0; i < count; i += 16) {
        v128.store(target + <usize>i, combined(v128.load(us + <usize>i), v128.load(vs + <usize>i), grid.pattern));
      }
    }
    done += count;
  }
}
