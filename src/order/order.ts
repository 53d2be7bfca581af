import { AugmentError, childKey, descend, type Key } from '../../transforms/index.ts';
import { type Bucketing, bucketed } from './buckets.ts';
import { type Mixed, mixOrder } from './mix.ts';
import { permutation } from './permutation.ts';
import type { OrderStep } from './steps.ts';

/** The sample ids of one epoch, in order. */
export interface Order {
  readonly length: number;
  readonly at: (position: number) => number;
  /** The epoch that the sample is drawn in, where that is not the stream's. */
  readonly passAt?: (position: number) => number;
}

/** Ids travel between threads as 32 bits. */
const mostSamples = 2 ** 32;

/**
 * The order of one epoch: a pure function of (seed, epoch, attempt, steps, length). Every shuffle is full. `attempt` draws the
 * epoch's order anew. Steps that gather by duration need `bucketing`, and are left out without it. Throws AugmentError above
 * 2^32 samples.
 */
export function epochOrder(
  length: number,
  steps: readonly OrderStep[],
  seed: Key,
  epoch: number,
  attempt = 0,
  bucketing?: Bucketing,
): Order {
  if (length > mostSamples) {
    throw new AugmentError(
      'too-many-samples',
      `expected at most ${mostSamples} samples, got ${length}; split the source`,
    );
  }
  const drawn = descend(seed, 'order', epoch);
  const key = attempt === 0 ? drawn : descend(drawn, 'again', attempt);
  let order: Order = { length, at: (position) => position };
  for (const [i, step] of steps.entries()) {
    if (step === 'shuffle') order = shuffled(order, childKey(key, i));
    else if ('take' in step) order = taken(order, step.take);
    else if ('window' in step) throw windowed();
    else if (bucketing !== undefined) order = bucketed(order, step.bucket, bucketing, childKey(key, i));
  }
  return order;
}

function windowed(): AugmentError {
  return new AugmentError(
    'bad-parameter',
    'shuffle: expected no window over a source with random access, which is shuffled fully; say shuffle()',
    { parameter: 'window' },
  );
}

function shuffled(order: Order, key: Key): Order {
  const { at } = permutation(order.length, key);
  return { length: order.length, at: (position) => order.at(at(position)) };
}

const taken = (order: Order, count: number): Order => ({ ...order, length: Math.min(order.length, count) });

/** The order of an epoch of a source, mixed or not. */
export function sourceOrder(
  { length, mix, bucketing }: { readonly length: number; readonly mix?: Mixed; readonly bucketing?: Bucketing },
  steps: readonly OrderStep[],
  seed: Key,
  epoch: number,
  attempt = 0,
): Order {
  if (mix === undefined) return epochOrder(length, steps, seed, epoch, attempt, bucketing);
  let order: Order = mixOrder(mix, steps.includes('shuffle'), descend(seed, 'order'), epoch, attempt);
  for (const [i, step] of steps.entries()) {
    if (step === 'shuffle') continue;
    if ('window' in step) throw windowed();
    if ('take' in step) order = taken(order, step.take);
    else if (bucketing !== undefined)
      order = bucketed(order, step.bucket, bucketing, descend(seed, 'bucket', epoch, i));
  }
  return order;
}

/** Ids of an order as a list: the first `count`, or all. */
export function idsOf({ length, at }: Order, count = length): number[] {
  return Array.from({ length: Math.min(count, length) }, (_, position) => at(position));
}
