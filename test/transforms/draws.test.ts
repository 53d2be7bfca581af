import assert from 'node:assert/strict';
import fc from 'fast-check';
import { childKey, Draws, type Interval, rootKey, sampleKey } from '../../transforms/index.ts';
import { chiSquareP, correlation, countsOf, kolmogorovSmirnovP, leastP, normalCdf } from './statistics.ts';

const many = 20_000;

/** `count` values, all from one key. */
function sequence<T>(name: string, draw: (draws: Draws) => T, count = many): T[] {
  const draws = new Draws(rootKey(name));
  return Array.from({ length: count }, () => draw(draws));
}

/** The first value of `count` samples' keys: what a transform gets. */
function acrossSamples<T>(name: string, draw: (draws: Draws) => T, count = many): T[] {
  return Array.from({ length: count }, (_, id) => draw(new Draws(childKey(sampleKey(rootKey(name), 0, id), 'rotate'))));
}

describe('draws', () => {
  const ways = [
    ['in one sequence', sequence],
    ['across samples', acrossSamples],
  ] as const;

  for (const [way, take] of ways) {
    it(`uniform is uniform ${way}`, () => {
      const values = take('uniform', (draws) => draws.uniform([-3, 5]));
      assert.ok(values.every((x) => x >= -3 && x <= 5));
      assert.ok(kolmogorovSmirnovP(values, (x) => (x + 3) / 8) > leastP);
    });

    it(`logUniform has a uniform logarithm ${way}`, () => {
      const values = take('logUniform', (draws) => draws.logUniform([0.01, 100]));
      assert.ok(values.every((x) => x >= 0.01 && x <= 100));
      assert.ok(kolmogorovSmirnovP(values, (x) => Math.log(x / 0.01) / Math.log(1e4)) > leastP);
    });

    it(`normal is normal ${way}`, () => {
      const values = take('normal', (draws) => draws.normal(10, 2), 100_000).map((x) => (x - 10) / 2);
      assert.ok(kolmogorovSmirnovP(values, normalCdf) > leastP);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
      assert.ok(Math.abs(mean) < 4 / Math.sqrt(values.length), `mean ${mean}`);
      assert.ok(Math.abs(variance - 1) < 4 * Math.sqrt(2 / values.length), `variance ${variance}`);
      const edges = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
      const cells = edges.map((edge, i) => normalCdf(edge) - (i === 0 ? 0 : normalCdf(edges[i - 1]!)));
      const counts = countsOf(
        values.map((x) => edges.filter((edge) => x > edge).length),
        edges.length + 1,
      );
      assert.ok(chiSquareP(counts, [...cells, 1 - normalCdf(4)]) > leastP, 'tails');
    });

    it(`bernoulli has its odds ${way}`, () => {
      for (const p of [0.003, 0.5, 0.9]) {
        const counts = countsOf(
          take(`bernoulli ${p}`, (draws) => Number(draws.bernoulli(p))),
          2,
        );
        assert.ok(chiSquareP(counts, [1 - p, p]) > leastP, `p ${p}: ${counts}`);
      }
      assert.ok(take('never', (draws) => draws.bernoulli(0)).every((drawn) => !drawn));
      assert.ok(take('always', (draws) => draws.bernoulli(1)).every((drawn) => drawn));
    });

    for (const span of [3, 7, 10, 100]) {
      it(`integer is uniform over ${span} values ${way}`, () => {
        const values = take(`integer ${span}`, (draws) => draws.integer([-2, span - 3]));
        assert.ok(
          chiSquareP(
            countsOf(
              values.map((value) => value + 2),
              span,
            ),
          ) > leastP,
        );
      });
    }

    for (const span of [2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40]) {
      it(`integer is unbiased over ${span} values ${way}`, () => {
        const values = take(`integer ${span}`, (draws) => draws.integer([5, span + 4]));
        assert.ok(values.every((value) => Number.isSafeInteger(value) && value >= 5 && value <= span + 4));
        assert.ok(
          chiSquareP(
            countsOf(
              values.map((value) => Math.floor(((value - 5) / span) * 32)),
              32,
            ),
          ) > leastP,
        );
      });
    }

    it(`permutation gives all 24 orders of four alike ${way}`, () => {
      const orders = take('permutation', (draws) => draws.permutation(4).join(''), 12_000);
      const names = [...new Set(orders)];
      assert.equal(names.length, 24);
      assert.ok(
        chiSquareP(
          countsOf(
            orders.map((order) => names.indexOf(order)),
            24,
          ),
        ) > leastP,
      );
    });

    it(`choice is even, or goes by weight ${way}`, () => {
      const items = [0, 1, 2, 3];
      assert.ok(
        chiSquareP(
          countsOf(
            take('choice', (draws) => draws.choice(items)),
            4,
          ),
        ) > leastP,
      );
      for (const weights of [
        [1, 2, 3, 4],
        [0, 1, 0, 3],
        [5, 0, 0, 0],
        [0.1, 0.2, 0.3, 0],
      ]) {
        const counts = countsOf(
          take(`choice ${weights}`, (draws) => draws.choice(items, weights)),
          4,
        );
        assert.ok(chiSquareP(counts, weights) > leastP, `weights ${weights}: ${counts}`);
      }
    });
  }

  it('are not correlated from one value, sample, epoch or transform to the next', () => {
    const at = (epoch: number, id: number, name: string) =>
      new Draws(childKey(sampleKey(rootKey('pairs'), epoch, id), name)).unit();
    const ids = Array.from({ length: many }, (_, id) => id);
    const first = ids.map((id) => at(0, id, 'rotate'));
    const others: Record<string, number[]> = {
      sample: ids.map((id) => at(0, id + 1, 'rotate')),
      epoch: ids.map((id) => at(1, id, 'rotate')),
      transform: ids.map((id) => at(0, id, 'rotate#2')),
      value: sequence('value', (draws) => draws.unit()),
    };
    others.next = others.value!.slice(1).concat(0.5);
    for (const name of ['sample', 'epoch', 'transform']) {
      assert.ok(Math.abs(correlation(first, others[name]!)) < 4 / Math.sqrt(many), `next ${name}`);
    }
    assert.ok(Math.abs(correlation(others.value!, others.next)) < 4 / Math.sqrt(many), 'next value');
  });

  it('use every bit of a word alike', () => {
    const words = sequence('bits', (draws) => draws.word());
    for (let bit = 0; bit < 32; bit++) {
      assert.ok(
        chiSquareP(
          countsOf(
            words.map((word) => (word >>> bit) & 1),
            2,
          ),
        ) > leastP,
        `bit ${bit}`,
      );
    }
  });

  it('keep the values that released versions gave, or every replay breaks', () => {
    const draws = new Draws(rootKey(7));
    const values = [
      draws.word(),
      draws.word(),
      draws.unit(),
      draws.uniform([-1, 1]),
      draws.integer([0, 999]),
      draws.field('noise'),
    ];
    assert.deepEqual(values, [
      360437328,
      242294660,
      0.43398495524903846,
      -0.5763472838017161,
      389,
      [72838889, 2173945596, 836474583, 2753216255],
    ]);
  });

  it('start anew with each Draws, and go on in blocks of four without repeating', () => {
    assert.deepEqual(
      sequence('again', (draws) => draws.word(), 9),
      sequence('again', (draws) => draws.word(), 9),
    );
    assert.equal(new Set(sequence('distinct', (draws) => draws.word(), 2000)).size, 2000);
  });

  it('take the same number of words for a uniform or a normal, whatever comes out', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = [new Draws(rootKey(seed)), new Draws(rootKey(seed))];
        a.uniform([0, 1]);
        b.uniform([5, 5]);
        a.normal();
        b.normal(0, 0);
        assert.equal(a.word(), b.word());
      }),
    );
  });

  it('stay within the interval, both ends included, and are fixed by equal ends', () => {
    const end = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x + 0);
    const interval = fc.tuple(end, end).map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(fc.integer(), interval, (seed, [low, high]) => {
        const draws = new Draws(rootKey(seed));
        const value = draws.uniform([low, high]);
        assert.ok(value >= low && value <= high);
        assert.equal(draws.uniform([low, low]), low);
        const [first, last] = [Math.round(low), Math.round(high)];
        const whole = draws.integer([first, last]);
        assert.ok(Number.isInteger(whole) && whole >= first && whole <= last);
        assert.equal(draws.integer([first, first]), first);
        const [small, large] = [Math.abs(low) + 1e-3, Math.abs(low) + Math.abs(high) + 1e-3];
        const positive = draws.logUniform([small, large]);
        assert.ok(positive >= small && positive <= large);
        assert.equal(draws.logUniform([small, small]), small);
      }),
    );
  });

  it('name a field of its own for each name, which values drawn before do not move', () => {
    const draws = new Draws(rootKey('field'));
    const before = draws.field('noise');
    draws.normal();
    assert.deepEqual(draws.field('noise'), before);
    assert.notDeepEqual(draws.field('mask'), before);
    assert.notDeepEqual(new Draws(rootKey('other')).field('noise'), before);
  });
});
