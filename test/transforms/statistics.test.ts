import assert from 'node:assert/strict';
import { Draws, rootKey } from '../../transforms/index.ts';
import { chiSquareP, countsOf, kolmogorovSmirnovP, leastP, normalCdf } from './statistics.ts';

const many = 20_000;

/** `count` values, all from one key. */
function sequence<T>(name: string, draw: (draws: Draws) => T, count = many): T[] {
  const draws = new Draws(rootKey(name));
  return Array.from({ length: count }, () => draw(draws));
}

describe('the gates of these tests', () => {
  const units = sequence('gates', (draws) => draws.unit());

  it('refuse a distribution that is 3 % off', () => {
    assert.ok(
      kolmogorovSmirnovP(
        units.map((u) => u ** 1.06),
        (x) => x,
      ) < leastP,
    );
    assert.ok(kolmogorovSmirnovP(units, (x) => x) > leastP);
  });

  it('refuse the bias that a plain remainder has', () => {
    const span = 3 * 2 ** 30;
    const biased = sequence('gates', (draws) => draws.word() % span);
    assert.ok(
      chiSquareP(
        countsOf(
          biased.map((value) => Math.floor((value / span) * 32)),
          32,
        ),
      ) < leastP,
    );
  });

  it('refuse a shuffle that is not full', () => {
    const orders = sequence('gates', (draws) => {
      const order = [0, 1, 2, 3];
      for (let i = 0; i < 4; i++) {
        const j = draws.integer([0, 3]);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order.join('');
    });
    const names = [...new Set(orders)];
    assert.ok(
      chiSquareP(
        countsOf(
          orders.map((order) => names.indexOf(order)),
          24,
        ),
      ) < leastP,
    );
  });

  it('know tabled values', () => {
    assert.ok(Math.abs(chiSquareP([60, 40]) - 0.0455) < 1e-4);
    assert.ok(Math.abs(normalCdf(1.959964) - 0.975) < 1e-6);
    const [counts, shares] = [
      [10, 20, 30, 40],
      [1, 1, 1, 1],
    ];
    assert.ok(Math.abs(chiSquareP(counts, shares) - 0.00016974) < 1e-7);
  });
});
