import type { Batch } from '../../../src/index.ts';

/** Numbers that repeat for the same seed, whole ones from 0 below `below`. */
export function numbers(count: number, below: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, i) => {
    const word = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
    return (Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) >>> 0) % below;
  });
}

/** All rows of the only batch. */
export async function only(batches: AsyncIterable<Batch>): Promise<Batch> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  if (all.length !== 1) throw new Error(`expected one batch, got ${all.length}`);
  return all[0]!;
}
