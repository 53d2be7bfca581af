import { childKey, Draws, type Key } from '../../transforms/index.ts';
import type { Order } from './order.ts';

/** What batches of alike lengths are made from. */
export interface Bucketing {
  readonly batch: number;
  /** How long each sample is, in seconds. */
  readonly durations: Float32Array;
}

/** Durations are taken for so much longer or shorter, at random: else the same samples would meet in every epoch. */
const blur = [0.85, 1.15] as const;

/**
 * Gathers samples of alike duration in a batch: of each window of so many batches, samples are sorted by about their duration, cut into
 * batches, and these are shuffled; so that little is filled up, and the order is random on the whole. A pure function of its
 * arguments; one window is worked out at a time.
 */
export function bucketed(order: Order, windowBatches: number, { batch, durations }: Bucketing, key: Key): Order {
  const window = windowBatches * batch;
  let known = -1;
  let positions: Uint32Array = new Uint32Array();
  return {
    ...order,
    at: (position) => {
      const number = Math.floor(position / window);
      if (number !== known) [known, positions] = [number, windowOf(number)];
      return order.at(positions[position - number * window]!);
    },
  };

  function windowOf(number: number): Uint32Array {
    const first = number * window;
    const count = Math.min(window, order.length - first);
    const draws = new Draws(childKey(key, number));
    const sorted = Array.from({ length: count }, (_, i) => {
      return { position: first + i, duration: durations[order.at(first + i)]! * draws.uniform(blur) };
    }).sort((a, b) => a.duration - b.duration || a.position - b.position);
    const whole = Math.floor(count / batch);
    const turns = draws.permutation(whole);
    const made = new Uint32Array(count);
    // What does not fill a batch stays at the end, where the epoch's last batch is.
    for (const [at, turn] of turns.entries())
      for (let i = 0; i < batch; i++) made[at * batch + i] = sorted[turn * batch + i]!.position;
    for (let i = whole * batch; i < count; i++) made[i] = sorted[i]!.position;
    return made;
  }
}
