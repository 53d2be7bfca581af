// Fields of noise. A stream is the channel; a frame has the word of its index (transforms/kernels/assembly/field.ts).
import { angleOf, cosineOf, Field, fillWords, radiusOf, sineOf } from '../../../transforms/kernels/assembly/field';

/** Frames that are worked on at a time, so that the words stay in the first cache. */
const STRIP: i32 = 1024;
const words = memory.data(STRIP * 4, 64);

// @ts-ignore: decorator
@inline
function addEight(source: usize, target: usize, sigma: v128): void {
  const radius = f32x4.mul(radiusOf(v128.load(source)), sigma);
  const turn = v128.load(source, 16);
  const t = angleOf(turn);
  v128.store(target, f32x4.add(v128.load(target), f32x4.mul(radius, cosineOf(t, turn))));
  v128.store(target, f32x4.add(v128.load(target, 16), f32x4.mul(radius, sineOf(t))), 16);
}

/** Adds sigma * n to a plane; rounds `frames` up to 16. */
export function addNormals(field: Field, stream: i32, plane: usize, frames: i32, sigma: f32): void {
  const s = f32x4.splat(sigma);
  for (let first = 0; first < frames; first += STRIP) {
    const count = min(STRIP, frames - first);
    fillWords(field, stream, first, count, words);
    const end = words + (<usize>((count + 15) >> 4) << 6);
    for (let at = words; at < end; at += 32, plane += 32) addEight(at, plane, s);
  }
}
