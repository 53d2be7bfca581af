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
import { type Kind, kinds, type Probe, probe, sourceError, ticks, unhandled } from './probe.ts';

type Values = AsyncIterable<number> | Iterable<number>;

/** An operator on numbers, beside what it does to an array. */
interface Sample {
  readonly name: string;
  readonly apply: (source: Values) => AsyncIterable<number>;
  /** Undefined where only the set of values is known. */
  readonly model: (values: readonly number[]) => readonly number[];
  readonly anyOrder?: boolean;
  /** Values pulled at most, when `asked` values have been asked for. */
  readonly pulls: (asked: number) => number;
}

const userError = new Error('a function of the user failed');
let calls = 0;
let failAtCall = Number.POSITIVE_INFINITY;
let running = 0;

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
      apply: flatMap(user(delay, (x) => (x % 2 === 0 ? [x, x + 1] : []))),
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
    apply: (source) => map(([x]: [number, number]) => x)(zip(source, { [Symbol.asyncIterator]: naturals })),
    model: (values) => values,
    pulls: (asked) => asked,
  }),
);

const open = { naturals: 0 };
async function* naturals(): AsyncGenerator<number, void, void> {
  open.naturals++;
  try {
    for (let i = 0; ; i++) yield i;
  } finally {
    await ticks(1);
    open.naturals--;
  }
}

interface Run {
  readonly seen: number[];
  readonly error: unknown;
}

async function run(chain: AsyncIterable<number>, breakAt: number, how: 'break' | 'throw'): Promise<Run> {
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

const chains = fc.array(samples, { minLength: 1, maxLength: 5 });
const inputs = fc.record({
  length: fc.nat(25),
  kind: fc.constantFrom<Kind>(...kinds),
  delays: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
});
const numbers = (length: number) => Array.from({ length }, (_, i) => i);

function start(
  chain: readonly Sample[],
  probed: Probe<number>,
  failAt = Number.POSITIVE_INFINITY,
): AsyncIterable<number> {
  calls = 0;
  failAtCall = failAt;
  return chain.reduce<Values>((source, { apply }) => apply(source), probed.source) as AsyncIterable<number>;
}

/** All has been given back: each iteration of the source came to its end, or was returned once, and nothing runs. */
function assertClean(probed: Probe<number>): void {
  assert.equal(probed.ended + probed.returned, probed.opened, 'ends and returns for each opening');
  assert.equal(probed.returnedAgain, 0);
  assert.equal(running, 0, 'calls of functions still running');
  assert.equal(open.naturals, 0, 'other sources still open');
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe('operators, in any chain', () => {
  it('give what they would make of an array, each value once, and again when iterated again', async () => {
    await fc.assert(
      fc.asyncProperty(chains, inputs, async (chain, { length, kind, delays }) => {
        const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
        const iterable = start(chain, probed);
        await ticks(5);
        assert.deepEqual([probed.opened, probed.pulled], [0, 0], 'lazy');
        for (const opened of [1, 2]) {
          const { seen, error } = await run(iterable, Number.POSITIVE_INFINITY, 'break');
          assert.equal(error, undefined);
          // Which values a filter or a take keeps depends on an order that is not known.
          const until = chain.findIndex(({ anyOrder }) => anyOrder);
          const expected = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(length));
          if (until < 0) assert.deepEqual(seen, expected);
          else if (!chain.some(({ name }) => /take|skip|batch/.test(name)))
            assert.deepEqual(sorted(seen), sorted(expected));
          else if (!chain.some(({ name }) => /filter|flatMap/.test(name))) assert.equal(seen.length, expected.length);
          assert.ok(probed.opened <= opened);
          assertClean(probed);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('pull no more than they say ahead of what was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(chains, inputs, async (chain, { length, kind, delays }) => {
        const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
        const iterator = start(chain, probed)[Symbol.asyncIterator]();
        for (let asked = 1; ; asked++) {
          const { done } = await iterator.next();
          await ticks(40);
          const most = chain.reduceRight((count, { pulls }) => pulls(count), asked);
          assert.ok(probed.pulled <= most, `${probed.pulled} pulled, ${asked} asked for, at most ${most} expected`);
          if (done) break;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('give back every source once and wait for it, wherever the consumer stops', async () => {
    const left = await unhandled(() =>
      fc.assert(
        fc.asyncProperty(
          chains,
          inputs,
          fc.integer({ min: 1, max: 15 }),
          fc.constantFrom('break' as const, 'throw' as const),
          async (chain, { length, kind, delays }, breakAt, how) => {
            const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
            const { seen, error } = await run(start(chain, probed), breakAt, how);
            assertClean(probed);
            if (how === 'throw' && seen.length === breakAt) assert.match(String(error), /the consumer failed/);
            else assert.equal(error, undefined);
          },
        ),
        { numRuns: 300 },
      ),
    );
    assert.deepEqual(left, []);
  });

  it('pass errors of the source or of functions on in their place, once all is given back', async () => {
    const left = await unhandled(() =>
      fc.assert(
        fc.asyncProperty(
          chains,
          inputs,
          fc.constantFrom('source', 'user'),
          fc.nat(20),
          async (chain, { length, kind, delays }, where, at) => {
            const failing =
              where === 'source'
                ? probe(numbers(length), kind, at, delays)
                : probe(numbers(length), kind, Infinity, delays);
            const { seen, error } = await run(
              start(chain, failing, where === 'user' ? at : Number.POSITIVE_INFINITY),
              Number.POSITIVE_INFINITY,
              'break',
            );
            assertClean(failing);
            if (error !== undefined) assert.equal(error, where === 'source' ? sourceError : userError);
            if (chain.some(({ anyOrder }) => anyOrder)) return;
            const all = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(length));
            // What was given before the error is the beginning of what there would have been.
            assert.deepEqual(seen, all.slice(0, seen.length));
            if (error === undefined) assert.equal(seen.length, all.length);
            if (where === 'source' && error !== undefined && !chain.some(({ name }) => /batch/.test(name))) {
              const before = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(at));
              assert.deepEqual(seen, before);
            }
          },
        ),
        { numRuns: 400 },
      ),
    );
    assert.deepEqual(left, []);
  });

  it('hold for calls of next() and return() that do not wait for one another', async () => {
    const left = await unhandled(() =>
      fc.assert(
        fc.asyncProperty(
          chains,
          inputs,
          fc.nat(10),
          fc.nat(30),
          async (chain, { length, kind, delays }, nexts, pause) => {
            const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
            const iterator = start(chain, probed)[Symbol.asyncIterator]();
            const steps = Array.from({ length: nexts }, () => iterator.next());
            await ticks(pause);
            const returned = await Promise.all([iterator.return!(), iterator.return!(), iterator.next()]);
            for (const step of returned) assert.deepEqual(step, { done: true, value: undefined });
            const given = await Promise.all(steps);
            const first = given.findIndex(({ done }) => done);
            if (first >= 0) assert.ok(given.slice(first).every(({ done }) => done));
            assertClean(probed);
            if (chain.some(({ anyOrder }) => anyOrder)) return;
            const all = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(length));
            const seen = given.filter(({ done }) => !done).map(({ value }) => value as number);
            assert.deepEqual(seen, all.slice(0, seen.length));
          },
        ),
        { numRuns: 300 },
      ),
    );
    assert.deepEqual(left, []);
  });
});
