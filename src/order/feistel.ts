import { Draws, type Key } from '../../transforms/index.ts';

const rounds = 8;

/**
 * A keyed permutation of 0 .. length-1 that takes no memory: a balanced Feistel network of eight rounds on the smallest domain
 * of an even number of bits, walked along its cycle until it is back below `length`. Bijective for every length, because
 * the network is, and the walk leaves out only what is not a position. Source: Black and Rogaway, "Ciphers with Arbitrary
 * Finite Domains" (2002); four rounds, as Grain has, showed correlations (docs/decisions/003-shuffle.md).
 */
export function feistel(length: number, key: Key): (position: number) => number {
  const half = Math.max(1, Math.ceil(Math.log2(Math.max(2, length)) / 2));
  const mask = 2 ** half - 1;
  const size = 2 ** half;
  const draws = new Draws(key);
  const keys = Int32Array.from({ length: rounds }, () => draws.word() | 0);
  return (position) => {
    let value = position;
    do {
      let left = Math.floor(value / size);
      let right = value & mask;
      for (let round = 0; round < rounds; round++) {
        const mixed = left ^ (mix(right ^ keys[round]!) & mask);
        left = right;
        right = mixed;
      }
      value = left * size + right;
    } while (value >= length);
    return value;
  };
}

/** MurmurHash3's finaliser. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
