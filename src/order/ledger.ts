import { AugmentError } from '../../transforms/index.ts';
import type { Order } from './order.ts';
import type { Tail } from './steps.ts';

export interface LedgerOptions {
  /** The order of an epoch at an attempt. All epochs are equally long. */
  readonly order: (epoch: number, attempt: number) => Order;
  readonly length: number;
  readonly batch: number;
  readonly tail: Tail;
  /** False where the order is the same in each epoch, by the user's wish. */
  readonly isShuffled: boolean;
  /** From a state: how often an epoch's order was drawn again; -1 where nothing helped. */
  readonly known?: { readonly [epoch: string]: number };
}

/** With more bits than this to spare, no minibatch repeats by chance (the birthday bound: below 2^-64). */
const spareBits = 64;
const mostAttempts = 1000;
/** Samples that may be looked at to find an order without a repeat. */
const mostWork = 4e6;

/**
 * Sees to it that no minibatch is seen twice, whatever the order of its rows. The minibatches of one rank alone are compared,
 * so that the answer is the same in any world. Where log2 C(N, B) - 2 log2(minibatches so far) > 64 the numbers themselves
 * prove it, and no ledger is kept; nor where a minibatch is one sample or all of them, which every epoch must see.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #attempts = new Map<number, number>();
  readonly #seen = new Set<bigint>();
  /** Epochs below this one are in the ledger. */
  #noted = 0;
  #exhausted: number | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
    for (const [epoch, attempt] of Object.entries(options.known ?? {})) {
      if (attempt < 0) this.#exhausted = Number(epoch);
      else this.#attempts.set(Number(epoch), attempt);
    }
  }

  /** How often an epoch's order is drawn again. Asked for in any order of epochs; each looks at those before it. */
  attempt(epoch: number): number {
    const known = this.#attempts.get(epoch);
    if (known !== undefined) return known;
    if (!this.isKept(epoch) || this.isExhausted(epoch)) return 0;
    for (; this.#noted < epoch; this.#noted++) {
      const before = this.attempt(this.#noted);
      if (!this.isExhausted(this.#noted)) this.#note(this.#hashes(this.#noted, before));
    }
    if (this.isExhausted(epoch)) return 0;
    const found = this.#search(epoch);
    if (found === undefined) {
      this.#exhausted = epoch;
      return 0;
    }
    this.#attempts.set(epoch, found);
    return found;
  }

  /** Whether minibatches have to be compared by this epoch. */
  isKept(epoch: number): boolean {
    const { length, batch, isShuffled } = this.#options;
    if (!isShuffled || batch === 1 || batch >= length) return false;
    return this.#sizes().some(({ size, perEpoch }) => {
      const bits = log2Combinations(length, Math.min(size, length));
      return batch > 0 && bits - 2 * Math.log2(Math.max(1, perEpoch * (epoch + 1))) <= spareBits;
    });
  }

  /** Whether no order without a repeat was found for this epoch or one before. */
  isExhausted(epoch: number): boolean {
    return this.#exhausted !== undefined && epoch >= this.#exhausted;
  }

  /** What a state must carry. */
  state(): { readonly [epoch: string]: number } {
    const again = [...this.#attempts].filter(([, attempt]) => attempt > 0);
    return Object.fromEntries(this.#exhausted === undefined ? again : [...again, [this.#exhausted, -1]]);
  }

  #search(epoch: number): number | undefined {
    const { length } = this.#options;
    const perEpoch = this.#batchesOf(epoch).length;
    const room = this.#sizes().reduce((sum, { size }) => sum + 2 ** Math.min(60, log2Combinations(length, size)), 0);
    if (this.#seen.size + perEpoch > Math.round(room)) return undefined;
    const attempts = Math.max(16, Math.min(mostAttempts, Math.floor(mostWork / length)));
    for (let attempt = 0; attempt < attempts; attempt++) {
      const hashes = this.#hashes(epoch, attempt);
      if (new Set(hashes).size === hashes.length && hashes.every((hash) => !this.#seen.has(hash))) return attempt;
    }
    return undefined;
  }

  #note(hashes: readonly bigint[]): void {
    for (const hash of hashes) this.#seen.add(hash);
  }

  #hashes(epoch: number, attempt: number): bigint[] {
    const { length, order } = this.#options;
    const orders = new Map<number, Order>([[epoch, order(epoch, attempt)]]);
    const at = (place: number) => {
      const cycle = Math.floor(place / length);
      if (!orders.has(cycle)) orders.set(cycle, order(cycle, this.attempt(cycle)));
      return orders.get(cycle)!.at(place % length);
    };
    return this.#batchesOf(epoch).map((places) => hashOf(places.map(at)));
  }

  /** The minibatches that end in an epoch, as places counted on through all epochs. */
  #batchesOf(epoch: number): number[][] {
    const { length, batch, tail } = this.#options;
    const [first, end] = [epoch * length, (epoch + 1) * length];
    const batches: number[][] = [];
    const span = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    let from = tail === 'wrap' ? Math.floor(first / batch) * batch : first;
    for (; from + batch <= end; from += batch) if (from + batch > first) batches.push(span(from, from + batch));
    if (from < end && tail === 'keep') batches.push(span(from, end));
    if (from < end && tail === 'pad')
      batches.push(span(from, from + batch).map((place) => first + ((place - first) % length)));
    return batches;
  }

  #sizes(): { size: number; perEpoch: number }[] {
    const { length, batch, tail } = this.#options;
    const rest = length % batch;
    const whole = { size: Math.min(batch, length), perEpoch: Math.max(1, Math.floor(length / batch)) };
    if (batch > length && tail === 'keep') return [{ size: length, perEpoch: 1 }];
    return rest > 0 && tail === 'keep' ? [whole, { size: rest, perEpoch: 1 }] : [whole];
  }
}

/** What a user is told where minibatches must repeat. */
export function repeatError(epoch: number, { length, batch }: Pick<LedgerOptions, 'length' | 'batch'>): AugmentError {
  const combinations = 2 ** log2Combinations(length, Math.min(batch, length));
  const count = combinations < 2 ** 53 ? ` (there are ${Math.round(combinations)} of ${batch} out of ${length})` : '';
  return new AugmentError(
    'minibatch-repeats',
    `epoch ${epoch}: expected minibatches that were not seen before, found none any more${count}; take more samples or another batch size, or stream with onRepeat: "allow" (augmented pixels differ all the same)`,
    { epoch },
  );
}

/** log2 of how many sets of `size` there are. */
function log2Combinations(length: number, size: number): number {
  const k = Math.min(size, length - size);
  let bits = 0;
  for (let i = 1; i <= k && bits < 2 ** 20; i++) bits += Math.log2((length - k + i) / i);
  return bits;
}

/** A hash of ids that does not depend on their order: the sum of 64 bits each. */
function hashOf(ids: readonly number[]): bigint {
  let [high, low] = [0, 0];
  for (const id of ids) {
    high = (high + mixed(id, 0x9e3779b9)) | 0;
    low = (low + mixed(id, 0x7f4a7c15)) | 0;
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function mixed(id: number, salt: number): number {
  let h = Math.imul((id >>> 0) + salt, 0x85ebca6b) ^ salt;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}
