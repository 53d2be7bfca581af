// Pictures that only move whole pixels, from RGBX bytes: straight rows (a step of 4 or -4 bytes from pixel to pixel), and
// turned ones, whose pixels lie a row of the source apart.

/** Rows that are turned at a time: as many pixels as one line of the cache holds. */
const BAND: i32 = 16;

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

/** Four rows of four pixels to their columns, `across` bytes from one to the next row of the source. */
// @ts-ignore: decorator
@inline
function turnFour(at: usize, across: usize, backwards: bool, target: usize, targetStride: usize): void {
  const a = v128.load(at), b = v128.load(at + across), c = v128.load(at + 2 * across), d = v128.load(at + 3 * across);
  const low = v128.shuffle<i32>(a, b, 0, 4, 1, 5), low2 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const high = v128.shuffle<i32>(a, b, 2, 6, 3, 7), high2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  let column: usize = backwards ? 3 * targetStride : 0;
  const next: usize = backwards ? 0 - targetStride : targetStride;
  v128.store(target + column, v128.shuffle<i64>(low, low2, 0, 2));
  column += next;
  v128.store(target + column, v128.shuffle<i64>(low, low2, 1, 3));
  column += next;
  v128.store(target + column, v128.shuffle<i64>(high, high2, 0, 2));
  column += next;
  v128.store(target + column, v128.shuffle<i64>(high, high2, 1, 3));
}

/** Up to BAND turned rows to straight ones of RGBX, `stride` apart. `stepY` is 4 or -4. */
function turnBand(start: usize, stepX: usize, stepY: usize, width: i32, rows: i32, target: usize, stride: usize): void {
  const backwards = <isize>stepY < 0;
  const whole = rows & ~3;
  let x = 0;
  for (; x + 4 <= width; x += 4) {
    let at = start + <usize>x * stepX;
    if (backwards) at -= 12;
    let to = target + (<usize>x << 2);
    for (let y = 0; y < whole; y += 4, at += 4 * stepY, to += 4 * stride) turnFour(at, stepX, backwards, to, stride);
  }
  for (let y = 0; y < rows; y++) {
    for (let i = y < whole ? x : 0; i < width; i++) {
      store<i32>(target + <usize>y * stride + (<usize>i << 2), load<i32>(start + <usize>i * stepX + <usize>y * stepY));
    }
  }
}

/** Turned rows to straight ones of RGBX, without gaps. */
export function turnRgbx(start: usize, stepX: usize, stepY: usize, width: i32, height: i32, target: usize): void {
  const stride = <usize>width << 2;
  for (let y = 0; y < height; y += BAND) {
    turnBand(start + <usize>y * stepY, stepX, stepY, width, min(BAND, height - y), target + <usize>y * stride, stride);
  }
}

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

/** Bytes of RGB, each by its channel's 256 entries. */
function lookUp(target: usize, count: i32, tables: usize): void {
  const green = tables + 256, blue = tables + 512;
  const end = target + <usize>count;
  for (; target + 12 <= end; target += 12) {
    const a = load<u32>(target), b = load<u32>(target, 4), c = load<u32>(target, 8);
    store<u32>(
      target,
      <u32>load<u8>(tables + (a & 255)) | (<u32>load<u8>(green + ((a >> 8) & 255)) << 8) |
        (<u32>load<u8>(blue + ((a >> 16) & 255)) << 16) | (<u32>load<u8>(tables + (a >> 24)) << 24),
    );
    store<u32>(
      target,
      <u32>load<u8>(green + (b & 255)) | (<u32>load<u8>(blue + ((b >> 8) & 255)) << 8) |
        (<u32>load<u8>(tables + ((b >> 16) & 255)) << 16) | (<u32>load<u8>(green + (b >> 24)) << 24),
      4,
    );
    store<u32>(
      target,
      <u32>load<u8>(blue + (c & 255)) | (<u32>load<u8>(tables + ((c >> 8) & 255)) << 8) |
        (<u32>load<u8>(green + ((c >> 16) & 255)) << 16) | (<u32>load<u8>(blue + (c >> 24)) << 24),
      8,
    );
  }
  for (; target < end; target += 3) {
    store<u8>(target, load<u8>(tables + load<u8>(target)));
    store<u8>(target, load<u8>(green + load<u8>(target, 1)), 1);
    store<u8>(target, load<u8>(blue + load<u8>(target, 2)), 2);
  }
}

/**
 * Rows, straight or turned, to bytes of RGB, first by `form` (see `formed`: five times 16 bytes, of which 12 are four
 * pixels'; its order counts pixels as they lie in memory), and then, where `tables` is not 0, by three of 256 entries.
 * `scratch` holds BAND rows of RGBX where rows are turned.
 */
export function rowsToRgb(
  start: usize, stepX: usize, stepY: usize, width: i32, height: i32,
  kind: i32, form: usize, tables: usize, scratch: usize, target: usize,
): void {
  const turned = stepX != 4 && <isize>stepX != -4;
  const stride = <usize>(width * 3);
  const next: usize = <isize>stepX == -4 ? <usize>-16 : 16;
  for (let y = 0; y < height; y += BAND) {
    const rows = min(BAND, height - y);
    let row = start + <usize>y * stepY;
    let step = stepY;
    if (turned) {
      turnBand(row, stepX, stepY, width, rows, scratch, <usize>width << 2);
      row = scratch;
      step = <usize>width << 2;
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

/** Sums of red, green and blue over `height` rows of RGBX, as three doubles at `sums`. */
export function byteSums(start: usize, stride: usize, width: i32, height: i32, sums: usize): void {
  let red: u64 = 0, green: u64 = 0, blue: u64 = 0;
  const low = i32x4.splat(0x00ff00ff);
  for (let y = 0; y < height; y++, start += stride) {
    let at = start;
    let i = 0;
    if (width >= 4) {
      // 32 bits hold the sum of more pixels than a row has.
      let reds = i32x4.splat(0), greens = i32x4.splat(0), blues = i32x4.splat(0);
      for (; i + 4 <= width; i += 4, at += 16) {
        const four = v128.load(at);
        const even = v128.and(four, low);
        reds = i32x4.add(reds, v128.and(even, i32x4.splat(0xffff)));
        blues = i32x4.add(blues, i32x4.shr_u(even, 16));
        greens = i32x4.add(greens, v128.and(i32x4.shr_u(four, 8), i32x4.splat(0xff)));
      }
      red += totalOf(reds);
      green += totalOf(greens);
      blue += totalOf(blues);
    }
    for (; i < width; i++, at += 4) {
      red += load<u8>(at);
      green += load<u8>(at, 1);
      blue += load<u8>(at, 2);
    }
  }
  store<f64>(sums, <f64>red);
  store<f64>(sums, <f64>green, 8);
  store<f64>(sums, <f64>blue, 16);
}

// @ts-ignore: decorator
@inline
function totalOf(x: v128): u64 {
  return <u64>i32x4.extract_lane(x, 0) + <u64>i32x4.extract_lane(x, 1) + <u64>i32x4.extract_lane(x, 2) + <u64>i32x4.extract_lane(x, 3);
}
