import { childKey, type Key } from './key.ts';
import { philox4x32, type Words4 } from './philox.ts';

// Intervals are read by index, never taken apart as `[low, high]`: frozen lists go through an iterator's slow way.

/** An interval, both ends included; equal ends fix the value. */
export type Interval = readonly [number, number];

/**
 * The random values of one key, in a fixed sequence: each call takes the next. Made anew for each transform of each
 * sample, so that what one transform draws never moves what another draws.
 */
export class Draws {
  readonly key: Key;
  #counter = 0;
  #block: Words4 | undefined;
  #used = 4;

  constructor(key: Key) {
    this.key = key;
  }

  /** Uniform over all 32-bit words. */
  word(): number {
    if (this.#used === 4) {
      const words = this.key.words;
      this.#block = philox4x32([this.#counter++, 0, words[2], words[3]], words[0], words[1]);
      this.#used = 0;
    }
    return this.#block![this.#used++]!;
  }

  /** Uniform in [0, 1), 53 bits. */
  unit(): number {
    return ((this.word() >>> 5) * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /** Uniform in [low, high]. */
  uniform(interval: Interval): number {
    return this.#between(interval[0], interval[1]);
  }

  #between(low: number, high: number): number {
    return Math.min(high, low + (high - low) * this.unit());
  }

  /** exp(uniform(log low, log high)); both ends positive. */
  logUniform(interval: Interval): number {
    const low = interval[0];
    const high = interval[1];
    const value = Math.exp(this.#between(Math.log(low), Math.log(high)));
    return Math.min(high, Math.max(low, value));
  }

  /** Uniform integer in [low, high], both included; unbiased by rejection. */
  integer(interval: Interval): number {
    return this.#whole(interval[0], interval[1]);
  }

  #whole(low: number, high: number): number {
    const span = high - low + 1;
    if (span <= 1) return low;
    if (span > 4294967296) return low + Math.floor(this.unit() * span);
    const limit = 4294967296 - (4294967296 % span);
    for (;;) {
      const word = this.word();
      if (word < limit) return low + (word % span);
    }
  }

  /** True with probability `p`. */
  bernoulli(p: number): boolean {
    return this.unit() < p;
  }

  /** Normal by Box-Muller, both of whose uniforms are always taken, so that the sequence does not depend on values. */
  normal(mean = 0, sigma = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return mean + sigma * radius * Math.cos(2 * Math.PI * this.unit());
  }

  /** Beta(a, b), both above 0: the first part of two gammas. How many words it takes hangs on their values: draw it last. */
  beta(a: number, b: number): number {
    const first = this.#logGamma(a);
    return 1 / (1 + Math.exp(this.#logGamma(b) - first));
  }

  /** The logarithm of a gamma of shape `a` (Marsaglia and Tsang 2000), since those of small shapes are too small for a number. */
  #logGamma(a: number): number {
    if (a < 1) return this.#logGamma(a + 1) + Math.log(1 - this.unit()) / a;
    const d = a - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.unit()) < x * x * 0.5 + d * (1 - v + Math.log(v))) return Math.log(d * v);
    }
  }

  /** One of the items, uniformly or by weight. */
  choice<T>(items: readonly T[], weights?: readonly number[]): T {
    if (weights === undefined) return items[this.#whole(0, items.length - 1)]!;
    let mark = this.unit() * weights.reduce((sum, weight) => sum + weight, 0);
    let last = 0;
    for (let i = 0; i < items.length; i++) {
      const weight = weights[i]!;
      if (weight <= 0) continue;
      last = i;
      if (mark < weight) break;
      mark -= weight;
    }
    return items[last]!;
  }

  /** 0 .. n-1 in random order (Fisher-Yates). */
  permutation(n: number): number[] {
    const order: number[] = [];
    for (let i = 0; i < n; i++) order.push(i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#whole(0, i);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    return order;
  }

  /** Four words that name a field of numbers, one for each pixel, that a kernel expands. */
  field(name: string): Words4 {
    return childKey(this.key, name).words;
  }
}
