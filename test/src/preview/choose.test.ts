import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseExamples } from '../../../src/preview/choose.ts';
import { rootKey } from '../../../transforms/index.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, id) => id);
const tally = (labels: readonly number[]) =>
  labels.reduce((counts, label) => counts.set(label, (counts.get(label) ?? 0) + 1), new Map<number, number>());

describe('the choice of examples', () => {
  it('takes as many as asked for, none twice, in ascending order, and all where there are too few', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 9 }),
        (ids, count, classes) => {
          const chosen = chooseExamples(ids, (id) => id % classes, count, rootKey(3));
          assert.equal(chosen.length, Math.min(count, ids.length));
          assert.deepEqual(
            chosen,
            [...new Set(chosen)].sort((a, b) => a - b),
          );
          assert.ok(chosen.every((id) => ids.includes(id)));
        },
      ),
    );
  });

  it('shows every class, however rare, before it shows one twice', () => {
    const labelOf = (id: number) => (id < 990 ? 0 : id < 995 ? 1 : 2);
    for (const seed of upTo(20)) {
      const counts = tally(chooseExamples(upTo(1000), labelOf, 6, rootKey(seed)).map(labelOf));
      assert.deepEqual([...counts].sort(), [
        [0, 2],
        [1, 2],
        [2, 2],
      ]);
      const many = chooseExamples(upTo(1000), (id) => Math.floor(id / 10), 6, rootKey(seed));
      assert.equal(new Set(many.map((id) => Math.floor(id / 10))).size, 6);
    }
  });

  it('spreads over the samples of a class', () => {
    for (const seed of upTo(20)) {
      const chosen = chooseExamples(upTo(600), () => 0, 6, rootKey(seed));
      assert.deepEqual(
        chosen.map((id) => Math.floor(id / 100)),
        [0, 1, 2, 3, 4, 5],
      );
    }
  });

  it('follows the seed, not the order of the ids', () => {
    const choose = (ids: readonly number[], seed: number) =>
      chooseExamples(ids, (id) => id % 3, 6, rootKey(seed)).join();
    assert.equal(choose(upTo(200), 1), choose(upTo(200).reverse(), 1));
    assert.ok(new Set(upTo(20).map((seed) => choose(upTo(200), seed))).size >= 19);
  });
});
