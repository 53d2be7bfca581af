// Quarter turns of RGBX bytes. Rows of the target should not lie a power of two apart: they would share lines of the cache.

/** Rows that are turned at a time: as many pixels as one line of the cache holds. */
export const BAND: i32 = 16;

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
export function turnBand(start: usize, stepX: usize, stepY: usize, width: i32, rows: i32, target: usize, stride: usize): void {
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

/** Turned rows to straight ones of RGBX, `stride` bytes apart. */
export function turnRgbx(start: usize, stepX: usize, stepY: usize, width: i32, height: i32, target: usize, stride: usize): void {
  for (let y = 0; y < height; y += BAND) {
    turnBand(start + <usize>y * stepY, stepX, stepY, width, min(BAND, height - y), target + <usize>y * stride, stride);
  }
}
