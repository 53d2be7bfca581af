import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mixOrder, quotasOf } from '../../../src/order/mix.ts';
import { rootKey } from '../../../transforms/index.ts';

const arbitrary = fc
  .array(
    fc.record({ length: fc.integer({ min: 1, max: 60 }), weight: fc.double({ min: 0.05, max: 5, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => ({ lengths: parts.map(({ length }) => length), weights: parts.map(({ weight }) => weight) }));

describe('a mixture', () => {
  it('has as many samples of each part as its weight says, in every epoch and nearly in every beginning of one', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer(), fc.nat(20), fc.boolean(), (mixed, seed, epoch, isShuffled) => {
        const order = mixOrder(mixed, isShuffled, rootKey(seed), epoch);
        const total = mixed.lengths.reduce((a, b) => a + b, 0);
        assert.equal(order.length, total);
        const quotas = quotasOf(mixed);
        const sum = mixed.weights.reduce((a, b) => a + b, 0);
        for (const [k, quota] of quotas.entries()) assert.ok(Math.abs(quota - (total * mixed.weights[k]!) / sum) < 1);
        const ends = mixed.lengths.map((_, k) => mixed.lengths.slice(0, k + 1).reduce((a, b) => a + b, 0));
        const counts = quotas.map(() => 0);
        for (let position = 0; position < total; position++) {
          counts[ends.findIndex((end) => order.at(position) < end)]!++;
          for (const [k, count] of counts.entries()) {
            const due = ((position + 1) * quotas[k]!) / total;
            assert.ok(Math.abs(count - due) <= quotas.length, `part ${k}: ${count} of ${due} at ${position}`);
          }
        }
        assert.deepEqual(counts, quotas);
      }),
    );
  });

  it('visits each part evenly, over all epochs, and never the same sample twice in one pass', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer(), fc.boolean(), (mixed, seed, isShuffled) => {
        const seen = new Set<string>();
        const visits = new Map<number, number>();
        for (let epoch = 0; epoch < 6; epoch++) {
          const order = mixOrder(mixed, isShuffled, rootKey(seed), epoch);
          for (let position = 0; position < order.length; position++) {
            const id = order.at(position);
            const key = `${order.passAt(position)}:${id}`;
            assert.ok(!seen.has(key), `${key} twice`);
            seen.add(key);
            visits.set(id, (visits.get(id) ?? 0) + 1);
          }
        }
        let from = 0;
        for (const length of mixed.lengths) {
          const counts = Array.from({ length }, (_, i) => visits.get(from + i) ?? 0);
          assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
          from += length;
        }
      }),
    );
  });

  it('is another one for another epoch, seed or attempt, and takes the length that it is given', () => {
    const mixed = { lengths: [30, 10], weights: [1, 1], length: 50 };
    const ids = (seed: number, epoch: number, attempt = 0) => {
      const order = mixOrder(mixed, true, rootKey(seed), epoch, attempt);
      return Array.from({ length: order.length }, (_, i) => order.at(i)).join();
    };
    assert.equal(new Set([ids(1, 0), ids(1, 1), ids(2, 0), ids(1, 0, 1)]).size, 4);
    assert.equal(ids(1, 0).split(',').length, 50);
    assert.equal(ids(1, 0), ids(1, 0));
  });
});
