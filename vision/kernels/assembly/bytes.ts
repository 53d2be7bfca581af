// Pictures that only move whole pixels, from RGBX bytes: straight rows (a step of 4 or -4 bytes from pixel to pixel), and
// turned ones, whose pixels lie a row of the source apart.
import { lookUp } from './byte-levels';
import { BAND, turnBand } from './turn';

/** Pixels `i` to `i + 3` of a row whose pixels lie `step` (4 or -4) bytes apart, in their order. */
// @ts-ignore: decorator
@inline
function fourOf(row: usize, i: i32, backwards: bool): v128 {
  if (!backwards) return v128.load(row + (<usize>i << 2));
  return i8x16.shuffle(
    v128.load(row - (<usize>i << 2) - 12),
    i8x16.splat(0),
    12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3,
  );
}

// What `formed` does, chosen once a row: no more than to choose bytes, or to turn bits as well, or all of it.
const CHOOSE: i32 = 0;
const TURN: i32 = 1;
const ALL: i32 = 2;

/** Four pixels' RGB: bytes that `order` chooses, then ((x & keep) ^ turn) + more - less, each within its bounds. */
// @ts-ignore: decorator
@inline
function formed(kind: i32, at: usize, order: v128, keep: v128, turn: v128, more: v128, less: v128): v128 {
  const four = i8x16.swizzle(v128.load(at), order);
  if (kind == CHOOSE) return four;
  if (kind == TURN) return v128.xor(four, turn);
  return i8x16.sub_sat_u(i8x16.add_sat_u(v128.xor(v128.and(four, keep), turn), more), less);
}

/** One row to RGB, four pixels at a time from `row`, `next` (16 or -16) bytes apart. Writes nothing behind the row. */
// @ts-ignore: decorator
@inline
function rgbRow(kind: i32, row: usize, next: usize, width: i32, form: usize, target: usize): void {
  const order = v128.load(form), keep = v128.load(form, 16), turn = v128.load(form, 32);
  const more = v128.load(form, 48), less = v128.load(form, 64);
  // Four bytes too many are written, and written over by the next four pixels.
  let left = width;
  for (; left >= 20; left -= 16, target += 48) {
    v128.store(target, formed(kind, row, order, keep, turn, more, less));
    row += next;
    v128.store(target, formed(kind, row, order, keep, turn, more, less), 12);
    row += next;
    v128.store(target, formed(kind, row, order, keep, turn, more, less), 24);
    row += next;
    v128.store(target, formed(kind, row, order, keep, turn, more, less), 36);
    row += next;
  }
  for (; left > 0; left -= 4, target += 12, row += next) {
    const four = formed(kind, row, order, keep, turn, more, less);
    if (left >= 6) v128.store(target, four);
    else if (left >= 4) {
      v128.store64_lane(target, four, 0);
      v128.store32_lane(target, four, 2, 8);
    } else {
      v128.store(spill, four);
      memory.copy(target, spill, left * 3);
    }
  }
}

const spill = memory.data(16, 16);

/** Straight rows to three planes of floats. */
export function rowsToPlanes(start: usize, stepX: i32, stepY: usize, width: i32, height: i32, target: usize): void {
  const plane = <usize>(width * height) << 2;
  if (stepY == <usize>(width << 2) && stepX == 4) {
    planesRow(start, false, width * height, plane, target);
    return;
  }
  for (let y = 0; y < height; y++, start += stepY, target += <usize>width << 2) {
    if (stepX == 4) planesRow(start, false, width, plane, target);
    else planesRow(start, true, width, plane, target);
  }
}

// @ts-ignore: decorator
@inline
export function planesRow(row: usize, backwards: bool, width: i32, plane: usize, target: usize): void {
  const mask = i32x4.splat(0xff);
  let i = 0;
  for (; i + 4 <= width; i += 4, target += 16) {
    const four = fourOf(row, i, backwards);
    v128.store(target, f32x4.convert_i32x4_s(v128.and(four, mask)));
    v128.store(target + plane, f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), mask)));
    v128.store(target + plane + plane, f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), mask)));
  }
  for (; i < width; i++, target += 4) {
    const at = backwards ? row - (<usize>i << 2) : row + (<usize>i << 2);
    store<f32>(target, <f32>load<u8>(at));
    store<f32>(target + plane, <f32>load<u8>(at, 1));
    store<f32>(target + plane + plane, <f32>load<u8>(at, 2));
  }
}

/**
 * Rows, straight or turned, to bytes of RGB, first by `form` (see `formed`: five times 16 bytes, of which 12 are four
 * pixels'; its order counts pixels as they lie in memory), and then, where `tables` is not 0, by three of 256 entries.
 * `scratch` holds BAND rows of RGBX, 64 bytes between them, where rows are turned.
 */
export function rowsToRgb(
  start: usize, stepX: usize, stepY: usize, width: i32, height: i32,
  kind: i32, form: usize, tables: usize, scratch: usize, target: usize,
): void {
  const turned = stepX != 4 && <isize>stepX != -4;
  const stride = <usize>(width * 3), scratchStride = (<usize>width << 2) + 64;
  const next: usize = <isize>stepX == -4 ? <usize>-16 : 16;
  for (let y = 0; y < height; y += BAND) {
    const rows = min(BAND, height - y);
    let row = start + <usize>y * stepY;
    let step = stepY;
    if (turned) {
      turnBand(row, stepX, stepY, width, rows, scratch, scratchStride);
      row = scratch;
      step = scratchStride;
    } else if (<isize>stepX == -4) {
      row -= 12;
    }
    const first = target;
    for (let i = 0; i < rows; i++, row += step, target += stride) {
      if (kind == CHOOSE) rgbRow(CHOOSE, row, next, width, form, target);
      else if (kind == TURN) rgbRow(TURN, row, next, width, form, target);
      else rgbRow(ALL, row, next, width, form, target);
    }
    if (tables) lookUp(first, rows * width * 3, tables);
  }
}
