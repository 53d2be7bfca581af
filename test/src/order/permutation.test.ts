import assert from 'node:assert/strict';
import { feistel } from '../../../src/order/feistel.ts';
import { epochOrder } from '../../../src/order/order.ts';
import { fisherYates, largestTable, permutation } from '../../../src/order/permutation.ts';
import { childKey, rootKey } from '../../../transforms/index.ts';

type Maker = (length: number, seed: number) => (position: number) => number;
const byFeistel: Maker = (length, seed) => feistel(length, rootKey(seed));
const byTable: Maker = (length, seed) => {
  const table = fisherYates(length, rootKey(seed));
  return (position) => table[position]!;
};

/** Chi-square over its degrees of freedom of pairs (x, y) in a grid, of which each row and column holds as many. */
function gridChiSquare(pairs: Iterable<readonly [number, number]>, length: number, side = 32): number {
  const counts = new Float64Array(side * side);
  let total = 0;
  for (const [x, y] of pairs) {
    counts[Math.floor((x * side) / length) * side + Math.floor((y * side) / length)]! += 1;
    total++;
  }
  const expected = total / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) / (side - 1) ** 2;
}

const tests: Readonly<
  Record<string, (make: Maker, length: number, seed: number) => Iterable<readonly [number, number]>>
> = {
  *'position and value'(make, length, seed) {
    const at = make(length, seed);
    for (let i = 0; i < length; i++) yield [i, at(i)];
  },
  *'one value and the next'(make, length, seed) {
    const at = make(length, seed);
    for (let i = 1; i < length; i++) yield [at(i - 1), at(i)];
  },
  *'one key and another'(make, length, seed) {
    const [a, b] = [make(length, seed), make(length, seed + 1)];
    for (let i = 0; i < length; i++) yield [a(i), b(i)];
  },
};

describe('a permutation', () => {
  it('is bijective around every power of two, by network and by table', function () {
    this.timeout(60_000);
    for (let bits = 0; bits <= 18; bits++) {
      for (const length of new Set([2 ** bits - 1, 2 ** bits, 2 ** bits + 1].filter((n) => n >= 1))) {
        for (const make of [byFeistel, byTable]) {
          const at = make(length, bits);
          const seen = new Uint8Array(length);
          for (let i = 0; i < length; i++) seen[at(i)]! += 1;
          assert.ok(
            seen.every((count) => count === 1),
            `${length}`,
          );
        }
      }
    }
  });

  it('stays within a length of ten million and more, and is its own inverse nowhere in particular', () => {
    for (const length of [10_000_000, 2 ** 24 + 1, 2 ** 31 - 1, 2 ** 32]) {
      const { at } = permutation(length, rootKey(1));
      const values = Array.from({ length: 2000 }, (_, i) => at(Math.floor((i * length) / 2000)));
      assert.ok(values.every((value) => Number.isInteger(value) && value >= 0 && value < length));
      assert.equal(new Set(values).size, 2000);
      const above = values.filter((value) => value >= length / 2).length;
      assert.ok(Math.abs(above - 1000) < 150, `${above} of 2000 in the upper half`);
    }
  });

  for (const [name, pairs] of Object.entries(tests)) {
    it(`by network is as random as by table: ${name}`, function () {
      this.timeout(60_000);
      for (const length of [50_000, 65_537]) {
        for (const make of [byFeistel, byTable]) {
          const ratios = [1, 2, 3].map((seed) => gridChiSquare(pairs(make, length, seed * 10), length));
          const mean = ratios.reduce((a, b) => a + b) / 3;
          // Three draws of 961 degrees of freedom: a standard deviation of 0.026.
          assert.ok(Math.abs(mean - 1) < 0.11, `${make === byFeistel ? 'network' : 'table'}, ${length}: ${mean}`);
        }
      }
    });
  }

  it('takes the table up to its limit and the network above, each with every id once', () => {
    for (const length of [largestTable, largestTable + 1]) {
      const { at } = permutation(length, rootKey(5));
      const seen = new Uint8Array(length);
      for (let i = 0; i < length; i++) seen[at(i)]! += 1;
      assert.ok(seen.every((count) => count === 1));
    }
  });

  it('has another order for each epoch, seed and attempt', () => {
    const orders = new Set<string>();
    for (const seed of [1, 2]) {
      for (const epoch of [0, 1, 2]) {
        for (const attempt of [0, 1, 2]) {
          const order = epochOrder(50, ['shuffle'], childKey(rootKey(0), seed), epoch, attempt);
          orders.add(Array.from({ length: 50 }, (_, i) => order.at(i)).join());
        }
      }
    }
    assert.equal(orders.size, 18);
  });

  it('of more ids than 32 bits hold is refused', () => {
    assert.throws(() => epochOrder(2 ** 32 + 1, ['shuffle'], rootKey(1), 0), { code: 'too-many-samples' });
  });
});
