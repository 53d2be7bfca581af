// Fields of noise on grey levels. A stream is purpose + channel (see transforms/kernels/assembly/field.ts).
import { angleOf, cosineOf, Field, radiusOf, sineOf } from '../../../transforms/kernels/assembly/field';
import { clampLevel } from './level';

export const NOISE: u32 = 0;
export const MASK: u32 = 4;
export const FILL: u32 = 8;
export const DITHER: u32 = 12;

// @ts-ignore: decorator
@unmanaged
export class Noise extends Field {
  sigma: f32; mean: f32;
  perChannel: i32;
}

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
export function addNormals(noise: Noise, words: usize, count: i32, source: usize, target: usize): void {
  const end = words + (<usize>((count + 15) >> 4) << 6);
  for (; words < end; words += 64) {
    addEight(words, source, target, changetype<usize>(noise));
    addEight(words + 32, source + 32, target + 32, changetype<usize>(noise));
    source += 64;
    target += 64;
  }
}
