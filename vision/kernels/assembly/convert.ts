// To 8-bit RGBX: raw pixels, and working planes where geometry follows an op it cannot pass; and fills laid over planes.

/** RGB to RGBX, four pixels at a time. The pixels may stand at the end of their own target. */
export function rgbToRgbx(source: usize, count: i32, target: usize): void {
  const opaque = i8x16.splat(-1);
  for (let i = 0; i < count; i += 4, source += 12, target += 16) {
    v128.store(target, i8x16.shuffle(v128.load(source), opaque, 0, 1, 2, 16, 3, 4, 5, 16, 6, 7, 8, 16, 9, 10, 11, 16));
  }
}

/** Grey to RGBX, likewise. */
export function greyToRgbx(source: usize, count: i32, target: usize): void {
  const opaque = i8x16.splat(-1);
  for (let i = 0; i < count; i += 4, source += 4, target += 16) {
    v128.store(target, i8x16.shuffle(v128.load(source), opaque, 0, 0, 0, 16, 1, 1, 1, 16, 2, 2, 2, 16, 3, 3, 3, 16));
  }
}

// @ts-ignore: decorator
@inline
function quantize(pointer: usize): v128 {
  const rounded = f32x4.nearest(f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), v128.load(pointer))));
  return i32x4.trunc_sat_f32x4_s(rounded);
}

export function planesToRgbx(planes: usize, count: i32, target: usize): void {
  const green = planes + (<usize>count << 2);
  const blue = green + (<usize>count << 2);
  for (let i = 0; i < count; i += 4) {
    const at = <usize>i << 2;
    let pixels = quantize(planes + at);
    pixels = v128.or(pixels, i32x4.shl(quantize(green + at), 8));
    pixels = v128.or(pixels, i32x4.shl(quantize(blue + at), 16));
    v128.store(target + at, v128.or(pixels, i32x4.splat(0xff000000)));
  }
}

/** A plane, mixed with a level where `cover` (0..255) leaves it bare. */
export function layFill(plane: usize, cover: usize, count: i32, level: f32): void {
  for (let i = 0; i < count; i++, plane += 4, cover += 4) {
    const seen = load<f32>(cover) * <f32>(1.0 / 255);
    if (seen == 1) continue;
    store<f32>(plane, level + (load<f32>(plane) - level) * seen);
  }
}

/** 8-bit RGBX to three planes. */
export function rgbxToPlanes(source: usize, count: i32, planes: usize): void {
  const plane = <usize>count << 2;
  const low = i32x4.splat(255);
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4) {
    const at = planes + (<usize>i << 2);
    const pixels = v128.load(source + (<usize>i << 2));
    v128.store(at, f32x4.convert_i32x4_s(v128.and(pixels, low)));
    v128.store(at + plane, f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 8), low)));
    v128.store(at + 2 * plane, f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 16), low)));
  }
  for (; i < count; i++) {
    const at = planes + (<usize>i << 2);
    const pixel = load<u32>(source + (<usize>i << 2));
    store<f32>(at, <f32>(pixel & 255));
    store<f32>(at + plane, <f32>((pixel >> 8) & 255));
    store<f32>(at + 2 * plane, <f32>((pixel >> 16) & 255));
  }
}
