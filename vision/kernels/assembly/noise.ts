// Fields of noise on grey levels.
import {
  angleOf,
  cosineOf,
  fillWords,
  radiusOf,
  sineOf,
  squaredRadius,
  unit24,
} from '../../../transforms/kernels/assembly/field';
import { clampLevel } from './level';
import { bytesOf, moreWords, NOISE, sourceOf, Step, streamOf, Strip, targetOf, words } from './step';

// @ts-ignore: decorator
@unmanaged
export class Noise extends Step {
  /** Normal: the standard deviation. Else what the distribution's own unit is multiplied by. */
  sigma: f32;
  mean: f32;
  perChannel: i32;
  distribution: i32;
}

const UNIFORM: i32 = 1;
const LAPLACE: i32 = 2;

/** Adds the normals of eight words to two vectors of levels. */
// @ts-ignore: decorator
@inline
function addEight(words: usize, source: usize, target: usize, noise: usize): void {
  // Box and Muller. The turn's lower 31 bits are an angle within a quarter turn either way, the top one turns it about.
  const sigma = v128.load32_splat(noise, offsetof<Noise>('sigma'));
  const radius = f32x4.mul(radiusOf(v128.load(words)), sigma);
  const turn = v128.load(words, 16);
  const t = angleOf(turn);
  const s = sineOf(t);
  const c = cosineOf(t, turn);
  const mean = v128.load32_splat(noise, offsetof<Noise>('mean'));
  v128.store(target, f32x4.add(clampLevel(v128.load(source)), f32x4.add(f32x4.mul(radius, c), mean)));
  v128.store(target, f32x4.add(clampLevel(v128.load(source, 16)), f32x4.add(f32x4.mul(radius, s), mean)), 16);
}

/**
 * target = clamp(source) + sigma * n + mean, not clamped again. Two vectors of words make the normals of two vectors of
 * pixels. Rounds `count` up to 16.
 */
function addNormals(noise: Noise, words: usize, count: i32, source: usize, target: usize): void {
  const end = words + bytesOf(count);
  for (; words < end; words += 64) {
    addEight(words, source, target, changetype<usize>(noise));
    addEight(words + 32, source + 32, target + 32, changetype<usize>(noise));
    source += 64;
    target += 64;
  }
}

/** sigma * (u - 1/2) + mean. */
function addUniforms(noise: Noise, words: usize, count: i32, source: usize, target: usize): void {
  const sigma = f32x4.splat(noise.sigma);
  const mean = f32x4.splat(noise.mean);
  const half = f32x4.splat(0.5);
  const end = bytesOf(count);
  for (let i: usize = 0; i < end; i += 16) {
    const n = f32x4.mul(sigma, f32x4.sub(unit24(v128.load(words + i)), half));
    v128.store(target + i, f32x4.add(clampLevel(v128.load(source + i)), f32x4.add(n, mean)));
  }
}

/** sigma * -2 ln(u) + mean, either way of it by the word's sign. */
function addLaplace(noise: Noise, words: usize, count: i32, source: usize, target: usize): void {
  const sigma = f32x4.splat(noise.sigma);
  const mean = f32x4.splat(noise.mean);
  const sign = i32x4.splat(0x80000000);
  const end = bytesOf(count);
  for (let i: usize = 0; i < end; i += 16) {
    const word = v128.load(words + i);
    const n = v128.xor(f32x4.mul(sigma, squaredRadius(word)), v128.and(word, sign));
    v128.store(target + i, f32x4.add(clampLevel(v128.load(source + i)), f32x4.add(n, mean)));
  }
}

/** Channels that share a field come in order, and find the first one's words. */
export function noiseStrip(noise: Noise, strip: Strip): void {
  const count = strip.count;
  for (let c: i32 = 0; c < strip.channels; c++) {
    if (c == 0 || noise.perChannel) fillWords(noise, streamOf(NOISE, c), strip.first, count, words);
    const source = sourceOf(strip, c);
    const target = targetOf(c);
    if (noise.distribution == UNIFORM) addUniforms(noise, words, count, source, target);
    else if (noise.distribution == LAPLACE) addLaplace(noise, words, count, source, target);
    else addNormals(noise, words, count, source, target);
  }
}

const unit = memory.data(64, 16);
const zeros = memory.data(1024, 16);

/** The standard normals of `words`, at most 256. */
export function normalsOf(words: usize, count: i32, target: usize): void {
  const standard = changetype<Noise>(unit);
  standard.sigma = 1;
  addNormals(standard, words, count, zeros, target);
}

// @ts-ignore: decorator
@unmanaged
export class Multiply extends Step {
  low: f32;
  span: f32;
  perChannel: i32;
  normal: i32;
}

/** Every level times a factor of its own, uniform from `low` to `low + span`, or normal about their middle by half of that. */
export function multiplyStrip(multiply: Multiply, strip: Strip): void {
  const low = f32x4.splat(multiply.low);
  const span = f32x4.splat(multiply.span);
  const end = bytesOf(strip.count);
  for (let c: i32 = 0; c < strip.channels; c++) {
    if (c == 0 || multiply.perChannel) fillWords(multiply, streamOf(NOISE, c), strip.first, strip.count, words);
    const source = sourceOf(strip, c);
    const target = targetOf(c);
    if (multiply.normal) {
      const half = f32x4.mul(span, f32x4.splat(0.5));
      normalsOf(words, strip.count, moreWords);
      for (let i: usize = 0; i < end; i += 16) {
        const factor = f32x4.add(f32x4.add(low, half), f32x4.mul(half, v128.load(moreWords + i)));
        v128.store(target + i, f32x4.mul(clampLevel(v128.load(source + i)), factor));
      }
      continue;
    }
    for (let i: usize = 0; i < end; i += 16) {
      const factor = f32x4.add(low, f32x4.mul(span, unit24(v128.load(words + i))));
      v128.store(target + i, f32x4.mul(clampLevel(v128.load(source + i)), factor));
    }
  }
}
