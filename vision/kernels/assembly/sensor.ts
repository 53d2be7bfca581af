// Noise of cameras: photons that are counted, and amplifiers.
import { fillWords } from '../../../transforms/kernels/assembly/field';
import { clampLevel, curved, lookedUp, rounded } from './level';
import { normalsOf } from './noise';
import { FEW, photons } from './poisson';
import { bytesOf, MASK, moreWords, NOISE, sourceOf, Step, streamOf, Strip, targetOf, words } from './step';

const normals = memory.data(1024, 16);
const counts = memory.data(1024, 16);

// @ts-ignore: decorator
@unmanaged
export class Shot extends Step {
  /** Photons that make white. */
  white: f32;
  /** 257 entries: levels to light, 0 to 1. */
  light: usize;
  /** 1025 entries and one more: the root of light, 0 to 1, to levels. */
  level: usize;
}

/** Counts every level's photons, and shows as many. */
export function shotStrip(shot: Shot, strip: Strip): void {
  const count = strip.count;
  const end = bytesOf(count);
  const white = f32x4.splat(shot.white);
  const perPhoton = f32x4.splat(<f32>1 / shot.white);
  const one = f32x4.splat(1);
  const cells = f32x4.splat(1024);
  for (let c: i32 = 0; c < strip.channels; c++) {
    fillWords(shot, streamOf(MASK, c), strip.first, count, words);
    if (shot.white > FEW) {
      fillWords(shot, streamOf(NOISE, c), strip.first, count, moreWords);
      normalsOf(moreWords, count, normals);
    }
    const source = sourceOf(strip, c);
    const target = targetOf(c);
    for (let i: usize = 0; i < end; i += 16) {
      v128.store(counts + i, f32x4.mul(white, curved(shot.light, v128.load(source + i))));
    }
    photons(counts, words, normals, count);
    for (let i: usize = 0; i < end; i += 16) {
      const light = f32x4.pmin(one, f32x4.mul(perPhoton, v128.load(counts + i)));
      const place = f32x4.mul(cells, f32x4.sqrt(light));
      const whole = f32x4.floor(place);
      v128.store(target + i, lookedUp(shot.level, i32x4.shl(rounded(whole), 2), f32x4.sub(place, whole)));
    }
  }
}

// @ts-ignore: decorator
@unmanaged
export class Iso extends Step {
  /** Grey levels that a pixel's lightness rises by, on average, were it black. */
  mean: f32;
  /** Standard deviation of the hue, in sixths of a turn. */
  hue: f32;
}

// @ts-ignore: decorator
@inline
function magnitude(x: v128): v128 {
  return f32x4.abs(x);
}

/** A channel's place between the least and the greatest, 0 to 1; `from` is the hue's distance from its own. */
// @ts-ignore: decorator
@inline
function share(from: v128): v128 {
  const three = f32x4.splat(3);
  const t = f32x4.sub(magnitude(f32x4.sub(magnitude(from), three)), f32x4.splat(1));
  return f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), t));
}

/** Noise in lightness, by photons, and in hue, by normals. Channels other than three are greys of their own. */
export function isoStrip(iso: Iso, strip: Strip): void {
  const count = strip.count;
  const end = bytesOf(count);
  fillWords(iso, streamOf(NOISE, 0), strip.first, count, moreWords);
  normalsOf(moreWords, count, normals);
  for (let i: usize = 0; i < end; i += 16) v128.store(counts + i, f32x4.splat(iso.mean));
  if (iso.mean <= FEW) {
    fillWords(iso, streamOf(MASK, 0), strip.first, count, words);
    photons(counts, words, words, count);
  } else {
    fillWords(iso, streamOf(NOISE, 1), strip.first, count, words);
    normalsOf(words, count, words);
    photons(counts, words, words, count);
  }
  if (strip.channels != 3) {
    for (let c: i32 = 0; c < strip.channels; c++) {
      const source = sourceOf(strip, c);
      for (let i: usize = 0; i < end; i += 16) {
        v128.store(targetOf(c) + i, raised(clampLevel(v128.load(source + i)), v128.load(counts + i)));
      }
    }
    return;
  }
  const red = sourceOf(strip, 0);
  const green = sourceOf(strip, 1);
  const blue = sourceOf(strip, 2);
  const half = f32x4.splat(0.5);
  const two = f32x4.splat(2);
  const three = f32x4.splat(3);
  const six = f32x4.splat(6);
  const full = f32x4.splat(255);
  const tiny = f32x4.splat(1e-6);
  const hueSigma = f32x4.splat(iso.hue);
  for (let i: usize = 0; i < end; i += 16) {
    const r = clampLevel(v128.load(red + i));
    const g = clampLevel(v128.load(green + i));
    const b = clampLevel(v128.load(blue + i));
    const most = f32x4.pmax(f32x4.pmax(r, g), b);
    const least = f32x4.pmin(f32x4.pmin(r, g), b);
    const chroma = f32x4.sub(most, least);
    // In sixths of a turn from green: -3 to 3.
    const past = f32x4.mul(two, chroma);
    const other = v128.bitselect(f32x4.sub(b, r), f32x4.add(f32x4.sub(r, g), past), f32x4.eq(g, most));
    const angle = v128.bitselect(f32x4.sub(f32x4.sub(g, b), past), other, f32x4.eq(r, most));
    let hue = f32x4.div(angle, f32x4.pmax(chroma, tiny));
    hue = f32x4.add(hue, f32x4.mul(hueSigma, v128.load(normals + i)));
    hue = f32x4.sub(hue, f32x4.mul(six, f32x4.floor(f32x4.div(f32x4.add(hue, three), six))));
    const lightness = f32x4.mul(half, f32x4.add(most, least));
    const raisedTo = raised(lightness, v128.load(counts + i));
    // Saturation stays: chroma goes with the room between lightness and black, or white.
    const before = f32x4.sub(full, magnitude(f32x4.sub(f32x4.mul(two, lightness), full)));
    const after = f32x4.sub(full, magnitude(f32x4.sub(f32x4.mul(two, raisedTo), full)));
    const wide = f32x4.mul(chroma, f32x4.div(after, f32x4.pmax(before, tiny)));
    const low = f32x4.sub(raisedTo, f32x4.mul(half, wide));
    v128.store(targetOf(0) + i, f32x4.add(low, f32x4.mul(wide, share(f32x4.add(hue, two)))));
    v128.store(targetOf(1) + i, f32x4.add(low, f32x4.mul(wide, share(hue))));
    v128.store(targetOf(2) + i, f32x4.add(low, f32x4.mul(wide, share(f32x4.sub(hue, two)))));
  }
}

/** So many grey levels towards white, as far as there is room. */
// @ts-ignore: decorator
@inline
function raised(level: v128, levels: v128): v128 {
  const room = f32x4.sub(f32x4.splat(1), f32x4.mul(level, f32x4.splat(1 / <f32>255)));
  return f32x4.pmin(f32x4.splat(255), f32x4.add(level, f32x4.mul(levels, room)));
}

/** Standard deviation of HLS's lightness over a picture, in grey levels. */
export function lightnessDeviation(planes: usize, size: i32, channels: i32): f64 {
  let sum: f64 = 0;
  let squares: f64 = 0;
  const plane = <usize>size << 2;
  const whole = <usize>(size >> 2) << 4;
  let sums = f64x2.splat(0);
  let sumsOfSquares = f64x2.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    let most = clampLevel(v128.load(planes + i));
    let least = most;
    for (let c: i32 = 1; c < channels; c++) {
      const x = clampLevel(v128.load(planes + <usize>c * plane + i));
      most = f32x4.pmax(most, x);
      least = f32x4.pmin(least, x);
    }
    const doubled = f32x4.add(most, least);
    const low = f64x2.promote_low_f32x4(doubled);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(doubled, doubled, 2, 3, 2, 3));
    sums = f64x2.add(sums, f64x2.add(low, high));
    sumsOfSquares = f64x2.add(sumsOfSquares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  squares = f64x2.extract_lane(sumsOfSquares, 0) + f64x2.extract_lane(sumsOfSquares, 1);
  for (let i = whole; i < plane; i += 4) {
    let most: f32 = 0;
    let least: f32 = 255;
    for (let c: i32 = 0; c < channels; c++) {
      const x = min<f32>(255, max<f32>(0, load<f32>(planes + <usize>c * plane + i)));
      most = max(most, x);
      least = min(least, x);
    }
    const doubled = <f64>most + <f64>least;
    sum += doubled;
    squares += doubled * doubled;
  }
  const mean = sum / <f64>size;
  return Math.sqrt(max<f64>(0, squares / <f64>size - mean * mean)) / 2;
}
