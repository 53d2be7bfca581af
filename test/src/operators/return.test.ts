import assert from 'node:assert/strict';
import {
  batch,
  concat,
  filter,
  map,
  pipe,
  prefetch,
  shuffle,
  take,
  toArray,
  unbatch,
  zip,
} from '../../../src/operators/index.ts';
import { probe, sourceError, ticks, unhandled } from './probe.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('return()', () => {
  /** Never gives its second value, but can be returned. */
  const hanging = () => {
    const counts = { returned: 0 };
    let i = 0;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => (i++ === 0 ? Promise.resolve({ done: false, value: 0 }) : new Promise(() => {})),
        return: async () => {
          counts.returned++;
          return { done: true, value: undefined };
        },
      }),
    };
    return { source, counts };
  };
  const operators: Record<string, (source: AsyncIterable<number>) => AsyncIterable<unknown>> = {
    map: map((x) => x),
    'map, several at a time': map((x) => x, { concurrency: 3 }),
    'map, as they come': map((x) => x, { concurrency: 3, ordered: false }),
    filter: filter(() => true),
    batch: (source) => concat([1], batch(2)(source)),
    shuffle: shuffle({ window: 1, seed: 0 }),
    prefetch: prefetch(3),
    take: take(5),
    zip: (source) => zip(numbers(5), source),
    concat: (source) => concat(source, [1]),
    unbatch: (source) => unbatch()(batch(1)(source)),
    'all of them': (source) =>
      pipe(
        source,
        map((x) => x, { concurrency: 2 }),
        filter(() => true),
        prefetch(2),
        concat,
        take(9),
        batch(1),
      ),
  };
  for (const [name, operator] of Object.entries(operators)) {
    it(`does not wait for a source that hangs, where it can be returned: ${name}`, async () => {
      const { source, counts } = hanging();
      const iterator = operator(source)[Symbol.asyncIterator]();
      assert.equal((await iterator.next()).done, false);
      const pending = iterator.next();
      await ticks(20);
      assert.deepEqual(await iterator.return!(), { done: true, value: undefined });
      assert.deepEqual(await pending, { done: true, value: undefined });
      assert.equal(counts.returned, 1);
    });
  }

  it('tells of an error in closing, unless there was one before', async () => {
    const failing = (failAt: number): AsyncIterable<number> => ({
      [Symbol.asyncIterator]: () => {
        let i = 0;
        return {
          next: async () => {
            if (i === failAt) throw sourceError;
            return { done: false, value: i++ };
          },
          return: async () => {
            throw new Error('cannot close');
          },
        };
      },
    });
    const left = await unhandled(async () => {
      const chain = (failAt: number) =>
        pipe(
          failing(failAt),
          map((x) => x, { concurrency: 2 }),
          batch(1),
          prefetch(2),
        );
      await assert.rejects(async () => {
        for await (const _ of chain(9)) break;
      }, /cannot close/);
      await assert.rejects(toArray(chain(3)), (error) => error === sourceError);
      await assert.rejects(async () => {
        for await (const _ of chain(9)) throw new Error('mine');
      }, /mine/);
      await assert.rejects(toArray(take(2)(chain(9))), /cannot close/);
    });
    assert.deepEqual(left, []);
  });

  it('and next() may be called by a function in the chain', async () => {
    for (const [concurrency, kind, later] of [
      [1, 'iterator', false],
      [1, 'generator', true],
      [1, 'async iterator', false],
      [3, 'generator', false],
      [3, 'generator', true],
    ] as const) {
      const probed = probe(numbers(20), kind);
      let again: Promise<IteratorResult<number>> | undefined;
      let returned: Promise<IteratorResult<number>> | undefined;
      const chain = pipe(
        probed.source,
        map(
          (x: number) => {
            if (x === 0) again = iterator.next();
            if (x === 7) returned = iterator.return!();
            return later ? Promise.resolve(x) : x;
          },
          { concurrency },
        ),
      );
      const iterator: AsyncIterator<number> = chain[Symbol.asyncIterator]();
      assert.deepEqual(await iterator.next(), { done: false, value: 0 });
      assert.deepEqual(await again, { done: false, value: 1 });
      const seen: number[] = [];
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) seen.push(step.value);
      assert.deepEqual(seen, [2, 3, 4, 5, 6].slice(0, seen.length));
      assert.deepEqual(await returned, { done: true, value: undefined });
      assert.equal(probed.returned, 1, kind);
    }
  });

  it('may be called before anything was asked for: nothing is opened', async () => {
    const probed = probe(numbers(3), 'async generator');
    const iterator = pipe(probed.source, batch(2))[Symbol.asyncIterator]();
    await iterator.return!();
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    assert.equal(probed.opened, 0);
  });
});
