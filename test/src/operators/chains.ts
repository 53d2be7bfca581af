// Any chain of operators, beside what it comes to on an array.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  batch,
  concat,
  filter,
  flatMap,
  map,
  prefetch,
  shuffle,
  skip,
  take,
  unbatch,
  zip,
} from '../../../src/operators/index.ts';
import { type Kind, kinds, type Probe, ticks } from './probe.ts';

export type Values = AsyncIterable<number> | Iterable<number>;

/** An operator on numbers, beside what it does to an array. */
export interface Sample {
  readonly name: string;
  readonly apply: (source: Values) => AsyncIterable<number>;
  readonly model: (values: readonly number[]) => readonly number[];
  /** Whether the order of its values is its own affair. */
  readonly anyOrder?: boolean;
  /** Values pulled at most, when `asked` values have been asked for. */
  readonly pulls: (asked: number) => number;
}

export const userError = new Error('a function of the user failed');
let calls = 0;
let failAtCall = Number.POSITIVE_INFINITY;
let running = 0;

/** Calls of functions of the user's since the chain was made. */
export function callsSoFar(): number {
  return calls;
}

/** A function of the user's: sync, or async with a time of its own; the call number `failAtCall` fails. */
function user<R>(delay: number, f: (value: number) => R): (value: number) => R | Promise<R> {
  return (value) => {
    const fails = calls++ === failAtCall;
    if (delay === 0) {
      if (fails) throw userError;
      return f(value);
    }
    running++;
    return ticks((value * 7 + delay) % 9)
      .finally(() => running--)
      .then(() => {
        if (fails) throw userError;
        return f(value);
      });
  };
}

const delayed = fc.nat(3);
const samples: fc.Arbitrary<Sample> = fc.oneof(
  fc
    .record({
      concurrency: fc.integer({ min: 1, max: 5 }),
      ordered: fc.boolean(),
      delay: delayed,
      abortable: fc.boolean(),
    })
    .map(({ concurrency, ordered, delay, abortable }): Sample => {
      const options = { concurrency, ordered, ...(abortable ? { signal: new AbortController().signal } : {}) };
      return {
        name: `map(${delay}, ${JSON.stringify(options)})`,
        apply: map(
          user(delay, (x) => x + 1),
          options,
        ),
        model: (values) => values.map((x) => x + 1),
        anyOrder: !ordered && concurrency > 1,
        pulls: (asked) => asked + (concurrency > 1 ? concurrency : 0),
      };
    }),
  delayed.map(
    (delay): Sample => ({
      name: `filter(${delay})`,
      apply: filter(user(delay, (x) => x % 3 !== 0)),
      model: (values) => values.filter((x) => x % 3 !== 0),
      pulls: () => Number.POSITIVE_INFINITY,
    }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('keep' as const, 'drop' as const)).map(
    ([size, last]): Sample => ({
      name: `batch(${size}, ${last}), unbatch`,
      apply: (source) => unbatch()(batch(size, { last })(source)),
      model: (values) => values.slice(0, last === 'keep' ? values.length : values.length - (values.length % size)),
      pulls: (asked) => asked + size - 1,
    }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer()).map(
    ([window, seed]): Sample => ({
      name: `shuffle(${window}, ${seed})`,
      apply: shuffle({ window, seed }),
      model: (values) => values,
      anyOrder: window > 1,
      pulls: (asked) => asked + window - 1,
    }),
  ),
  fc.nat(5).map(
    (count): Sample => ({
      name: `prefetch(${count})`,
      apply: prefetch(count),
      model: (values) => values,
      pulls: (asked) => asked + count,
    }),
  ),
  fc.nat(12).map(
    (count): Sample => ({
      name: `take(${count})`,
      apply: take(count),
      model: (values) => values.slice(0, count),
      pulls: (asked) => Math.min(asked, count),
    }),
  ),
  fc.nat(5).map(
    (count): Sample => ({
      name: `skip(${count})`,
      apply: skip(count),
      model: (values) => values.slice(count),
      pulls: (asked) => asked + count,
    }),
  ),
  delayed.map(
    (delay): Sample => ({
      name: `flatMap(${delay})`,
      apply: flatMap(user(delay, (x) => counted(x % 2 === 0 ? [x, x + 1] : []))),
      model: (values) => values.flatMap((x) => (x % 2 === 0 ? [x, x + 1] : [])),
      pulls: () => Number.POSITIVE_INFINITY,
    }),
  ),
  fc.constant<Sample>({
    name: 'concat',
    apply: (source) => concat(source),
    model: (values) => values,
    pulls: (asked) => asked,
  }),
  fc.constant<Sample>({
    name: 'zip',
    apply: (source) => map(([x]: [number, number]) => x)(zip(source, counted(naturals()))),
    model: (values) => values,
    pulls: (asked) => asked,
  }),
);

/** Other sources of a chain than its first, that are open. */
let opened = 0;

function counted(values: Iterable<number>): AsyncIterable<number> {
  return {
    async *[Symbol.asyncIterator]() {
      opened++;
      try {
        yield* values;
      } finally {
        await ticks(1);
        opened--;
      }
    },
  };
}

function naturals(): Iterable<number> {
  return {
    *[Symbol.iterator]() {
      for (let i = 0; ; i++) yield i;
    },
  };
}

export interface Run {
  readonly seen: number[];
  readonly error: unknown;
}

export async function run(chain: AsyncIterable<number>, breakAt: number, how: 'break' | 'throw'): Promise<Run> {
  const seen: number[] = [];
  try {
    for await (const value of chain) {
      seen.push(value);
      await ticks(value % 4);
      if (seen.length === breakAt) {
        if (how === 'throw') throw new Error('the consumer failed');
        break;
      }
    }
  } catch (error) {
    return { seen, error };
  }
  return { seen, error: undefined };
}

export const chains = fc.array(samples, { minLength: 1, maxLength: 5 });
export const inputs = fc.record({
  length: fc.nat(25),
  kind: fc.constantFrom<Kind>(...kinds),
  delays: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
});
export const numbers = (length: number) => Array.from({ length }, (_, i) => i);

export function start(
  chain: readonly Sample[],
  probed: Probe<number>,
  failAt = Number.POSITIVE_INFINITY,
): AsyncIterable<number> {
  calls = 0;
  failAtCall = failAt;
  return chain.reduce<Values>((source, { apply }) => apply(source), probed.source) as AsyncIterable<number>;
}

/** All has been given back: each iteration of the source came to its end, or was returned once, and nothing goes on. */
export async function assertClean(probed: Probe<number>): Promise<void> {
  const state = () => ({
    givenBack: probed.ended + probed.returned,
    returnedAgain: probed.returnedAgain,
    pulled: probed.pulled,
    running,
    othersOpen: opened,
    calls,
  });
  const before = state();
  assert.deepEqual(before, { ...before, givenBack: probed.opened, returnedAgain: 0, running: 0, othersOpen: 0 });
  await ticks(60);
  assert.deepEqual(state(), before, 'something went on after the end');
}

export const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
