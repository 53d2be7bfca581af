import { Draws, type Key } from '../../transforms/index.ts';
import { feistel } from './feistel.ts';

/** A full keyed shuffle: which of 0 .. length-1 stands at a position. */
export interface Permutation {
  readonly length: number;
  readonly at: (position: number) => number;
}

/** Up to here a shuffle is a table, exactly uniform; above it is computed, so that a seek is immediate and takes no memory. */
export const largestTable = 2 ** 20;

export function permutation(length: number, key: Key): Permutation {
  if (length > largestTable) return { length, at: feistel(length, key) };
  const table = fisherYates(length, key);
  return { length, at: (position) => table[position]! };
}

/**
 * Every order is equally likely. Sources: Durstenfeld, "Algorithm 235: Random permutation" (1964); Lemire, "Fast Random Integer
 * Generation in an Interval" (2019), whose products of 32 and at most 21 bits are exact in a double.
 */
export function fisherYates(length: number, key: Key): Uint32Array {
  const table = new Uint32Array(length);
  for (let i = 0; i < length; i++) table[i] = i;
  const draws = new Draws(key);
  for (let i = length - 1; i > 0; i--) {
    const span = i + 1;
    let product = draws.word() * span;
    let low = product % 0x100000000;
    if (low < span) {
      const biased = 0x100000000 % span;
      while (low < biased) {
        product = draws.word() * span;
        low = product % 0x100000000;
      }
    }
    const j = Math.floor(product / 0x100000000);
    const swapped = table[i]!;
    table[i] = table[j]!;
    table[j] = swapped;
  }
  return table;
}
