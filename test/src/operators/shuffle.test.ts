import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shuffle, toArray } from '../../../src/operators/index.ts';
import { probe } from './probe.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('shuffle', () => {
  it('gives the same order for the same seed, another for another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 70 }), fc.string(), async (length, window, seed) => {
        const shuffled = shuffle({ window, seed })(numbers(length));
        const order = await toArray(shuffled);
        assert.deepEqual(await toArray(shuffled), order);
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          numbers(length),
        );
        // The window has seen no more than what lies before its end.
        assert.ok(order.every((value, at) => value < at + window));
        const async = shuffle({ window, seed })(probe(numbers(length), 'async iterator', Infinity, [2]).source);
        assert.deepEqual(await toArray(async), order);
      }),
      { numRuns: 60 },
    );
    const orders = await Promise.all(numbers(20).map((seed) => toArray(shuffle({ window: 50, seed })(numbers(50)))));
    assert.equal(new Set(orders.map((order) => order.join())).size, 20);
  });

  it('keeps the order that it once gave: to change it is to change data', async () => {
    assert.deepEqual(
      await toArray(shuffle({ window: 4, seed: 7 })(numbers(12))),
      [0, 4, 2, 1, 7, 3, 9, 6, 10, 8, 11, 5],
    );
  });

  it('gives every order of a window that holds all equally often', async () => {
    const counts = new Map<string, number>();
    const runs = 2400;
    for (let seed = 0; seed < runs; seed++) {
      const order = (await toArray(shuffle({ window: 4, seed })(numbers(4)))).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 24);
    const expected = runs / 24;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 49.7, `chi-square ${chiSquare} over 23 degrees of freedom (p = 0.001 at 49.7)`);
  });
});
