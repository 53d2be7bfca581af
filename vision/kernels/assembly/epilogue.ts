// The last steps of a picture: any number of noises and droppings, then scale, strip by strip, so that nothing of full size lies
// between them. Each step reads one strip and writes another; on its own it does the same to the planes in place, to the same bits.
import { Field, fillWords, unit16, unit24 } from '../../../transforms/kernels/assembly/field';
import { clampLevel, rounded } from './level';
import { DITHER, sourceOf, Step, streamOf, STRIP, Strip, targetOf } from './step';
import { inStrips, NOISES, stripAt, take } from './steps';

// @ts-ignore: decorator
@unmanaged
class Scale extends Field {
  dither: i32;
  planar: i32;
  /** 0 float32, 1 uint8, 2 uint16. */
  bytes: i32;
}
/** Behind it a factor for each of 16 channels, and a summand for each. */
const FACTORS: usize = 32;
const SUMMANDS: usize = 96;

// @ts-ignore: decorator
@inline
function factorOf(scale: Scale, channel: i32): v128 {
  return v128.load32_splat(changetype<usize>(scale) + FACTORS + (<usize>channel << 2));
}

// @ts-ignore: decorator
@inline
function summandOf(scale: Scale, channel: i32): v128 {
  return v128.load32_splat(changetype<usize>(scale) + SUMMANDS + (<usize>channel << 2));
}

const ditherWords = memory.data(STRIP * 4, 64);
/** Where the last, partial vectors of a strip go first, so that nothing is written behind the end. */
const spill = memory.data(STRIP * 12, 64);

/**
 * For floats, levels that are still to be scaled; for bytes, the scaled values, rounded at random; for words, levels that
 * scale to whole numbers: only levels are clamped to 255 when they are stored.
 */
function ditherStrip(scale: Scale, channel: i32, first: i32, count: i32, source: usize, target: usize): void {
  fillWords(scale, streamOf(DITHER, channel), first, count, ditherWords);
  const m = factorOf(scale, channel);
  const a = summandOf(scale, channel);
  const end = <usize>((count + 3) >> 2) << 4;
  for (let i: usize = 0; i < end; i += 16) {
    const x = clampLevel(v128.load(source + i));
    const word = v128.load(ditherWords + i);
    if (scale.bytes == 2) {
      const word16 = f32x4.floor(f32x4.add(f32x4.add(f32x4.mul(x, m), a), unit16(word)));
      v128.store(target + i, f32x4.mul(word16, f32x4.splat(1 / <f32>257)));
    } else if (scale.bytes) {
      v128.store(target + i, f32x4.floor(f32x4.add(f32x4.add(f32x4.mul(x, m), a), unit16(word))));
    } else {
      v128.store(target + i, f32x4.mul(f32x4.add(x, unit24(word)), f32x4.splat(0.99609375)));
    }
  }
}

// @ts-ignore: decorator
@inline
function scaled(source: usize, m: v128, a: v128): v128 {
  return f32x4.add(f32x4.mul(clampLevel(v128.load(source)), m), a);
}

/** One plane's floats, in their order. */
function storeFloats(source: usize, count: i32, m: v128, a: v128, target: usize): void {
  const end = target + (<usize>count << 2);
  for (; target + 16 <= end; target += 16, source += 16) v128.store(target, scaled(source, m, a));
  if (target < end) {
    v128.store(spill, scaled(source, m, a));
    memory.copy(target, spill, end - target);
  }
}

// @ts-ignore: decorator
@inline
function bytesOf16(source: usize, m: v128, a: v128): v128 {
  const low = i16x8.narrow_i32x4_s(rounded(clampLevel(scaled(source, m, a))), rounded(clampLevel(scaled(source + 16, m, a))));
  const high = i16x8.narrow_i32x4_s(rounded(clampLevel(scaled(source + 32, m, a))), rounded(clampLevel(scaled(source + 48, m, a))));
  return i8x16.narrow_i16x8_u(low, high);
}

function storeBytes(source: usize, count: i32, m: v128, a: v128, target: usize): void {
  const end = target + <usize>count;
  for (; target + 16 <= end; target += 16, source += 64) v128.store(target, bytesOf16(source, m, a));
  if (target < end) {
    v128.store(spill, bytesOf16(source, m, a));
    memory.copy(target, spill, end - target);
  }
}

// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_u(rounded(low), rounded(high));
}

function storeWords(source: usize, count: i32, m: v128, a: v128, target: usize): void {
  const end = target + (<usize>count << 1);
  for (; target + 16 <= end; target += 16, source += 32) {
    v128.store(target, narrowed(scaled(source, m, a), scaled(source + 16, m, a)));
  }
  if (target < end) {
    v128.store(spill, narrowed(scaled(source, m, a), scaled(source + 16, m, a)));
    memory.copy(target, spill, end - target);
  }
}

/** Three planes' words, a pixel's three side by side, by way of floats. */
function interleaveWords(r: usize, g: usize, b: usize, count: i32, scale: Scale, target: usize): void {
  for (let first: i32 = 0; first < count; first += STRIP) {
    const pixels = min(STRIP, count - first);
    const from = <usize>first << 2;
    interleaveFloats(r + from, g + from, b + from, pixels, scale, spill);
    const end = target + <usize>(pixels * 6);
    let at = spill;
    for (; target + 16 <= end; target += 16, at += 32) v128.store(target, narrowed(v128.load(at), v128.load(at, 16)));
    if (target < end) {
      v128.store(spill, narrowed(v128.load(at), v128.load(at, 16)));
      memory.copy(target, spill, end - target);
      target = end;
    }
  }
}

/** Three planes' floats, a pixel's three side by side. Rounds `count` up to 4. */
function interleaveFloats(r: usize, g: usize, b: usize, count: i32, scale: Scale, target: usize): void {
  const mr = factorOf(scale, 0);
  const mg = factorOf(scale, 1);
  const mb = factorOf(scale, 2);
  const ar = summandOf(scale, 0);
  const ag = summandOf(scale, 1);
  const ab = summandOf(scale, 2);
  const end = <usize>((count + 3) >> 2) << 4;
  for (let i: usize = 0; i < end; i += 16) {
    const red = scaled(r + i, mr, ar);
    const green = scaled(g + i, mg, ag);
    const blue = scaled(b + i, mb, ab);
    const rg = v128.shuffle<f32>(red, green, 0, 2, 4, 6);
    const gb = v128.shuffle<f32>(green, blue, 1, 3, 5, 7);
    const br = v128.shuffle<f32>(blue, red, 0, 2, 5, 7);
    v128.store(target, v128.shuffle<f32>(rg, br, 0, 2, 4, 6));
    v128.store(target, v128.shuffle<f32>(gb, rg, 0, 2, 5, 7), 16);
    v128.store(target, v128.shuffle<f32>(br, gb, 1, 3, 5, 7), 32);
    target += 48;
  }
}

/** Rounds `count` up to 16. */
function interleaveBytes(r: usize, g: usize, b: usize, count: i32, scale: Scale, target: usize): void {
  const mr = factorOf(scale, 0);
  const mg = factorOf(scale, 1);
  const mb = factorOf(scale, 2);
  const ar = summandOf(scale, 0);
  const ag = summandOf(scale, 1);
  const ab = summandOf(scale, 2);
  const end = <usize>((count + 15) >> 4) << 6;
  for (let i: usize = 0; i < end; i += 64) {
    const red = bytesOf16(r + i, mr, ar);
    const green = bytesOf16(g + i, mg, ag);
    const blue = bytesOf16(b + i, mb, ab);
    const low = i8x16.shuffle(red, green, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    const middle = i8x16.shuffle(red, green, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    const high = i8x16.shuffle(red, green, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    v128.store(target, i8x16.shuffle(low, blue, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
    v128.store(target, i8x16.shuffle(middle, blue, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), 16);
    v128.store(target, i8x16.shuffle(high, blue, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), 32);
    target += 48;
  }
}

/** One strip, or without strips all of the picture, to the batch. `first` is the strip's first pixel, `size` the picture's pixels. */
function storePixels(r: usize, g: usize, b: usize, first: i32, count: i32, size: i32, scale: Scale, target: usize): void {
  if (scale.planar) {
    const mr = factorOf(scale, 0);
    const mg = factorOf(scale, 1);
    const mb = factorOf(scale, 2);
    const ar = summandOf(scale, 0);
    const ag = summandOf(scale, 1);
    const ab = summandOf(scale, 2);
    if (scale.bytes == 2) {
      storeWords(r, count, mr, ar, target + (<usize>first << 1));
      storeWords(g, count, mg, ag, target + (<usize>(size + first) << 1));
      storeWords(b, count, mb, ab, target + (<usize>(2 * size + first) << 1));
    } else if (scale.bytes) {
      storeBytes(r, count, mr, ar, target + <usize>first);
      storeBytes(g, count, mg, ag, target + <usize>(size + first));
      storeBytes(b, count, mb, ab, target + <usize>(2 * size + first));
    } else {
      storeFloats(r, count, mr, ar, target + (<usize>first << 2));
      storeFloats(g, count, mg, ag, target + (<usize>(size + first) << 2));
      storeFloats(b, count, mb, ab, target + (<usize>(2 * size + first) << 2));
    }
    return;
  }
  if (scale.bytes == 2) {
    interleaveWords(r, g, b, count, scale, target + <usize>(first * 6));
    return;
  }
  const shift: usize = scale.bytes ? 0 : 2;
  const whole = scale.bytes ? count & ~15 : count & ~3;
  const done = <usize>whole << 2;
  const at = target + (<usize>(first * 3) << shift);
  if (scale.bytes) interleaveBytes(r, g, b, whole, scale, at);
  else interleaveFloats(r, g, b, whole, scale, at);
  if (whole == count) return;
  if (scale.bytes) interleaveBytes(r + done, g + done, b + done, count - whole, scale, spill);
  else interleaveFloats(r + done, g + done, b + done, count - whole, scale, spill);
  memory.copy(at + (<usize>(whole * 3) << shift), spill, <usize>((count - whole) * 3) << shift);
}

const spread = memory.data(STRIP * 4, 64);

/** One strip of any number of channels. */
function storeChannels(strip: Strip, size: i32, scale: Scale, target: usize): void {
  const channels = strip.channels, count = strip.count;
  const shift: usize = scale.bytes == 2 ? 1 : scale.bytes ? 0 : 2;
  const isPlanar = scale.planar || channels == 1;
  for (let c: i32 = 0; c < channels; c++) {
    const source = sourceOf(strip, c), m = factorOf(scale, c), a = summandOf(scale, c);
    const to = isPlanar ? target + (<usize>(c * size + strip.first) << shift) : spread;
    if (shift == 1) storeWords(source, count, m, a, to);
    else if (shift == 0) storeBytes(source, count, m, a, to);
    else storeFloats(source, count, m, a, to);
    if (isPlanar) continue;
    let at = target + (<usize>(strip.first * channels + c) << shift);
    const step = <usize>channels << shift;
    const end = spread + (<usize>count << shift);
    if (shift == 1) for (let from = spread; from < end; from += 2, at += step) store<u16>(at, load<u16>(from));
    else if (shift == 0) for (let from = spread; from < end; from++, at += step) store<u8>(at, load<u8>(from));
    else for (let from = spread; from < end; from += 4, at += step) store<u32>(at, load<u32>(from));
  }
}

/** The same for those who have strips of their own. */
export function storeStrip(strip: usize, plane: usize, first: i32, count: i32, size: i32, scaling: usize, target: usize): void {
  storePixels(strip, strip + plane, strip + 2 * plane, first, count, size, changetype<Scale>(scaling), target);
}

function areAlike(three: usize): bool {
  return load<f32>(three) == load<f32>(three, 4) && load<f32>(three) == load<f32>(three, 8);
}

/** Whether all channels of the same level become the same byte, side by side. */
export function storesGrey(scaling: usize): bool {
  const scale = changetype<Scale>(scaling);
  return (
    scale.bytes != 0 && !scale.planar && areAlike(changetype<usize>(scale) + FACTORS) &&
    areAlike(changetype<usize>(scale) + SUMMANDS)
  );
}

/** One strip for all three channels, where `storesGrey`. */
export function storeGreyStrip(strip: usize, first: i32, count: i32, scaling: usize, target: usize): void {
  const scale = changetype<Scale>(scaling);
  const m = factorOf(scale, 0), a = summandOf(scale, 0);
  target += <usize>(first * 3);
  for (let i = 0; i < count; i += 16, strip += 64, target += 48) {
    const grey = bytesOf16(strip, m, a);
    const to = i + 16 <= count ? target : spill;
    v128.store(to, i8x16.shuffle(grey, grey, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
    v128.store(to, i8x16.shuffle(grey, grey, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10), 16);
    v128.store(to, i8x16.shuffle(grey, grey, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15), 32);
    if (i + 16 > count) memory.copy(target, spill, (count - i) * 3);
  }
}

const plain = memory.data(160, 16);

/** The scale of what is scaled already. */
function unscaled(scale: Scale): Scale {
  memory.copy(plain, changetype<usize>(scale), FACTORS);
  for (let c: usize = 0; c < 64; c += 4) {
    store<f32>(plain + FACTORS + c, 1);
    store<f32>(plain + SUMMANDS + c, 0);
  }
  return changetype<Scale>(plain);
}

/** `steps` is the first one's record, 0 where there is none. */
export function epilogue(planes: usize, size: i32, width: i32, channels: i32, steps: usize, scaling: usize, target: usize): void {
  const scale = changetype<Scale>(scaling);
  const plane = <usize>size << 2;
  if (steps == 0 && !scale.dither && channels == 3) {
    storePixels(planes, planes + plane, planes + 2 * plane, 0, size, size, scale, target);
    return;
  }
  const last = scale.dither && scale.bytes == 1 ? unscaled(scale) : scale;
  for (let first: i32 = 0; first < size; first += STRIP) {
    const strip = stripAt(planes, first, size, width, channels);
    for (let at = steps; at != 0; at = changetype<Step>(at).next) {
      if (take(changetype<Step>(at), strip)) inStrips(strip);
    }
    if (scale.dither) {
      for (let c: i32 = 0; c < channels; c++) ditherStrip(scale, c, first, strip.count, sourceOf(strip, c), targetOf(c));
      inStrips(strip);
    }
    if (channels == 3) storePixels(sourceOf(strip, 0), sourceOf(strip, 1), sourceOf(strip, 2), first, strip.count, size, last, target);
    else storeChannels(strip, size, last, target);
  }
}

/** A level of one channel as `scale` makes a byte of it. */
export function byteOf(level: f32, channel: i32, scaling: usize): u8 {
  const scale = changetype<Scale>(scaling);
  const m = factorOf(scale, channel);
  const a = summandOf(scale, channel);
  for (let i: usize = 0; i < 64; i += 4) store<f32>(spill + i, level);
  return <u8>i8x16.extract_lane_u(bytesOf16(spill, m, a), 0);
}

/** Takes strips of somebody else's through all steps, and stores them; `source` and `plane` are as in `storeStrip`. */
export function stepsToRow(
  source: usize, plane: usize, first: i32, count: i32, size: i32, width: i32, steps: usize, scaling: usize, target: usize,
): void {
  for (let done: i32 = 0; done < count; done += STRIP) {
    const strip = stripAt(source, first + done, first + count, width, 3);
    strip.source = source + (<usize>done << 2);
    strip.stride = plane;
    for (let at = steps; at != 0; at = changetype<Step>(at).next) {
      if (take(changetype<Step>(at), strip)) inStrips(strip);
    }
    storeStrip(strip.source, strip.stride, strip.first, strip.count, size, scaling, target);
  }
}

/** One step on its own. */
export function stepInPlace(planes: usize, size: i32, width: i32, channels: i32, step: usize): void {
  const isNoise = changetype<Step>(step).kind >= NOISES;
  for (let first: i32 = 0; first < size; first += STRIP) {
    const strip = stripAt(planes, first, size, width, channels);
    if (!take(changetype<Step>(step), strip)) continue;
    const bytes = <usize>strip.count << 2;
    for (let c: i32 = 0; c < channels; c++) {
      const made = targetOf(c);
      if (isNoise) for (let i: usize = 0; i < bytes; i += 16) v128.store(made + i, clampLevel(v128.load(made + i)));
      memory.copy(sourceOf(strip, c), made, bytes);
    }
  }
}
