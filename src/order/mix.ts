import { Draws, descend, type Key } from '../../transforms/index.ts';
import type { Order } from './order.ts';
import { type Permutation, permutation } from './permutation.ts';

/** Parts that lie one after the other, and each one's share of the samples relative to the others'. */
export interface Mixed {
  readonly lengths: readonly number[];
  readonly weights: readonly number[];
  /** Samples of an epoch over all parts (the sum of their lengths). */
  readonly length?: number;
}

/** An order whose samples are drawn as in another epoch than the stream's: that of their own part. */
export interface MixedOrder extends Order {
  readonly passAt: (position: number) => number;
}

/**
 * An epoch of a mixture: every part has the same whole number of samples in each epoch, by its weight, spread evenly with keyed
 * jitter. A part that is used up before the epoch is goes around, one that is not goes on where it was: nothing is cut off, and
 * each pass through a part has a shuffle and draws of its own, so that no sample repeats.
 */
export function mixOrder(mixed: Mixed, isShuffled: boolean, seed: Key, epoch: number, attempt = 0): MixedOrder {
  const { lengths } = mixed;
  const quotas = quotasOf(mixed);
  const length = quotas.reduce((sum, quota) => sum + quota, 0);
  const { parts, ranks } = interleave(quotas, length, descend(seed, 'mix', epoch, attempt), isShuffled);
  const offsets = lengths.map((_, k) => lengths.slice(0, k).reduce((sum, n) => sum + n, 0));
  const shuffles = new Map<string, Permutation>();
  const shuffleOf = (part: number, pass: number): Permutation => {
    const name = `${part}:${pass}`;
    let found = shuffles.get(name);
    if (found === undefined) {
      found = permutation(lengths[part]!, descend(seed, 'part', part, 'pass', pass));
      // Few passes are in use at once: a part goes through them one after the other.
      if (shuffles.size > 4 * lengths.length) shuffles.clear();
      shuffles.set(name, found);
    }
    return found;
  };
  const visit = (position: number) => epoch * quotas[parts[position]!]! + ranks[position]!;
  const passAt = (position: number) => Math.floor(visit(position) / lengths[parts[position]!]!);
  return {
    length,
    passAt,
    at: (position) => {
      const part = parts[position]!;
      const place = visit(position) % lengths[part]!;
      return offsets[part]! + (isShuffled ? shuffleOf(part, passAt(position)).at(place) : place);
    },
  };
}

/** How many samples of each part an epoch has: whole numbers next to the shares, by the largest remainder. */
export function quotasOf({ lengths, weights, length }: Mixed): readonly number[] {
  const total = length ?? lengths.reduce((sum, n) => sum + n, 0);
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => (total * weight) / sum);
  const quotas = shares.map(Math.floor);
  const byRemainder = shares
    .map((share, k) => [share - Math.floor(share), k] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  let left = total - quotas.reduce((a, b) => a + b, 0);
  for (const [, k] of byRemainder) {
    if (left === 0) break;
    quotas[k]!++;
    left--;
  }
  return quotas;
}

/** Which part stands at each position, and how many of it stand before: each sample of a part anywhere in its own equal slice. */
function interleave(quotas: readonly number[], length: number, key: Key, isShuffled: boolean) {
  const parts = new Uint16Array(length);
  const ranks = new Uint32Array(length);
  const draws = quotas.map((_, k) => new Draws(descend(key, k)));
  const counts = quotas.map(() => 0);
  const timeOf = (k: number) =>
    counts[k] === quotas[k]
      ? Number.POSITIVE_INFINITY
      : (counts[k]! + (isShuffled ? draws[k]!.unit() : 0.5)) / quotas[k]!;
  const times = quotas.map((_, k) => timeOf(k));
  for (let position = 0; position < length; position++) {
    let next = 0;
    for (let k = 1; k < times.length; k++) if (times[k]! < times[next]!) next = k;
    parts[position] = next;
    ranks[position] = counts[next]!;
    counts[next]!++;
    times[next] = timeOf(next);
  }
  return { parts, ranks };
}
