import assert from 'node:assert/strict';
import fc from 'fast-check';
import { epochOrder, idsOf } from '../../../src/order/order.ts';
import { rootKey } from '../../../transforms/index.ts';

describe('the order of an epoch', () => {
  it('is a permutation of all sample ids, for any length, seed and epoch', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.integer(), fc.nat(100), (length, seed, epoch) => {
        const order = idsOf(epochOrder(length, ['shuffle'], rootKey(seed), epoch));
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          Array.from({ length }, (_, i) => i),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('differs between epochs and seeds, and is the same for the same ones', () => {
    const order = (seed: number, epoch: number) => idsOf(epochOrder(200, ['shuffle'], rootKey(seed), epoch)).join();
    assert.equal(order(1, 0), order(1, 0));
    assert.notEqual(order(1, 0), order(1, 1));
    assert.notEqual(order(1, 1), order(2, 0));
  });

  it('reaches every order of a small set equally often', () => {
    const counts = new Map<string, number>();
    const epochs = 6000;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = idsOf(epochOrder(4, ['shuffle'], rootKey('small'), epoch)).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 24);
    const expected = epochs / 24;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 49.7, `chi-square ${chiSquare} over 23 degrees of freedom (p = 0.001 at 49.7)`);
  });

  it('takes from the source before shuffle, and from the epoch after it', () => {
    const before = new Set<number>();
    const after = new Set<number>();
    for (let epoch = 0; epoch < 50; epoch++) {
      for (const id of idsOf(epochOrder(30, [{ take: 5 }, 'shuffle'], rootKey(1), epoch))) before.add(id);
      for (const id of idsOf(epochOrder(30, ['shuffle', { take: 5 }], rootKey(1), epoch))) after.add(id);
    }
    assert.deepEqual(
      [...before].sort((a, b) => a - b),
      [0, 1, 2, 3, 4],
    );
    assert.equal(after.size, 30);
  });
});
