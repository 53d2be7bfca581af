// Pixels by chance. One byte decides; where it is the one that the odds end in, a word of the pixel's own decides within it. So a
// quarter of the random words do, and the odds are still met to 2^-40.
import { Field, fillWords } from '../../../transforms/kernels/assembly/field';
import { words } from './step';

/** 255 for each pixel of a strip that is chosen, else 0. */
export const chosen = memory.data(256 + 16, 16);
const ties = memory.data(64, 16);

/** Bytes of 16 words: 255 where a word, as signed, is below or at the limit. */
// @ts-ignore: decorator
@inline
function upTo(words: usize, limit: v128): v128 {
  const low = i16x8.narrow_i32x4_s(i32x4.le_s(v128.load(words), limit), i32x4.le_s(v128.load(words, 16), limit));
  const high = i16x8.narrow_i32x4_s(i32x4.le_s(v128.load(words, 32), limit), i32x4.le_s(v128.load(words, 48), limit));
  return i8x16.narrow_i16x8_s(low, high);
}

/** Chooses where bytes are below `low`, and of those that are `low` where the word, as signed, is up to `tie`; at -1 none. */
export function chance(field: Field, stream: u32, first: i32, count: i32, low: i32, tie: i32, target: usize): void {
  fillWords(field, stream, first >> 2, (count + 3) >> 2, words);
  const limit = i8x16.splat(<i8>low);
  const within = i32x4.splat(tie);
  const some = i8x16.splat(low < 0 ? 0 : -1);
  for (let i: i32 = 0; i < count; i += 16) {
    const byte = v128.load(words + <usize>i);
    let isChosen = i8x16.lt_u(byte, limit);
    const isTie = i8x16.eq(byte, limit);
    if (v128.any_true(isTie)) {
      fillWords(field, stream ^ TIES, first + i, 16, ties);
      isChosen = v128.or(isChosen, v128.and(isTie, upTo(ties, within)));
    }
    v128.store(target + <usize>i, v128.and(some, isChosen));
  }
}

/** Streams of words that decide ties. */
const TIES: u32 = 1 << 16;

/**
 * Chooses at both ends: `chosen` as above, and `opposite` where bytes are above `high`, or `high` and the word above
 * `highTie`; at -1 all.
 */
export function chances(
  field: Field, stream: u32, first: i32, count: i32, low: i32, tie: i32, high: i32, highTie: i32, opposite: usize,
): void {
  chance(field, stream, first, count, low, tie, chosen);
  const limit = i8x16.splat(<i8>high);
  const within = i32x4.splat(highTie);
  const every = i8x16.splat(high < 0 ? -1 : 0);
  for (let i: i32 = 0; i < count; i += 16) {
    const byte = v128.load(words + <usize>i);
    let isChosen = i8x16.gt_u(byte, limit);
    const isTie = i8x16.eq(byte, limit);
    if (v128.any_true(isTie)) {
      fillWords(field, stream ^ TIES, first + i, 16, ties);
      isChosen = v128.or(isChosen, v128.andnot(isTie, upTo(ties, within)));
    }
    v128.store(opposite + <usize>i, v128.or(every, isChosen));
  }
}
