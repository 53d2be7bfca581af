import assert from 'node:assert/strict';
import { AugmentError, type Node, oneOf, someOf, sometimes } from '../../transforms/index.ts';
import { chiSquareP, countsOf, kolmogorovSmirnovP, leastP } from './statistics.ts';
import { crop, gain, paths, shift, steps } from './toys.ts';

const many = 6000;

/** How often each of the outcomes occurs over many samples; fails on any other. */
function tally(nodes: readonly Node[], outcomes: readonly string[]): number[] {
  const found = Array.from({ length: many }, (_, seed) => paths(nodes, seed).join(' '));
  for (const outcome of found) assert.ok(outcomes.includes(outcome), `unexpected outcome "${outcome}"`);
  return countsOf(
    found.map((outcome) => outcomes.indexOf(outcome)),
    outcomes.length,
  );
}

const abc = [shift({ name: 'a' }), shift({ name: 'b' }), shift({ name: 'c' })];

describe('composition', () => {
  it('oneOf applies exactly one child, each alike', () => {
    assert.ok(chiSquareP(tally([oneOf(abc)], ['oneOf/a', 'oneOf/b', 'oneOf/c'])) > leastP);
  });

  it('oneOf goes by weight; what weighs 0 never comes', () => {
    const counts = tally([oneOf(abc, { weights: [1, 0, 3] })], ['oneOf/a', 'oneOf/b', 'oneOf/c']);
    assert.equal(counts[1], 0);
    assert.ok(chiSquareP(counts, [1, 0, 3]) > leastP);
  });

  it('oneOf with p applies none in the other cases', () => {
    const counts = tally([oneOf(abc, { p: 0.4 })], ['', 'oneOf/a', 'oneOf/b', 'oneOf/c']);
    assert.ok(chiSquareP(counts, [0.6, 0.4 / 3, 0.4 / 3, 0.4 / 3]) > leastP);
  });

  it('someOf applies different children, every number and every choice alike, in the order of the list', () => {
    const [a, b, c] = ['someOf/a', 'someOf/b', 'someOf/c'];
    const outcomes = [a, b, c, `${a} ${b}`, `${a} ${c}`, `${b} ${c}`, `${a} ${b} ${c}`];
    const counts = tally([someOf(abc, { count: [1, 3] })], outcomes as string[]);
    assert.ok(chiSquareP(counts, [1, 1, 1, 1, 1, 1, 3]) > leastP, String(counts));
  });

  it('someOf may apply none', () => {
    assert.ok(chiSquareP(tally([someOf(abc.slice(0, 1), { count: [0, 1] })], ['', 'someOf/a'])) > leastP);
  });

  it('someOf in random order gives every order alike', () => {
    const [a, b, c] = ['someOf/a', 'someOf/b', 'someOf/c'];
    const pairs = [`${a} ${b}`, `${b} ${a}`, `${a} ${c}`, `${c} ${a}`, `${b} ${c}`, `${c} ${b}`];
    assert.ok(chiSquareP(tally([someOf(abc, { count: [2, 2], order: 'random' })], pairs)) > leastP);
  });

  it('sometimes applies all of its children or none', () => {
    const counts = tally([sometimes(abc, { p: 0.3 })], ['', 'sometimes/a sometimes/b sometimes/c']);
    assert.ok(chiSquareP(counts, [0.7, 0.3]) > leastP);
  });

  it('p of a transform is its odds, and independent of its neighbours', () => {
    const counts = tally([shift({ p: 0.5, name: 'a' }), shift({ p: 0.25, name: 'b' })], ['', 'a', 'b', 'a b']);
    assert.ok(chiSquareP(counts, [3, 3, 1, 1]) > leastP, String(counts));
  });

  it('nests', () => {
    const nested = oneOf([sometimes([shift()], { p: 0.5 }), someOf([gain(), shift()], { count: [1, 1] })]);
    const outcomes = ['', 'oneOf/sometimes/shift', 'oneOf/someOf/gain', 'oneOf/someOf/shift'];
    assert.ok(chiSquareP(tally([nested], outcomes)) > leastP);
  });

  const unit = (name: string, p = 1) => shift({ name, p, by: [0, 1] });
  const coins: readonly (readonly [string, (name: string) => Node])[] = [
    ['its own odds', (name) => unit(name, 0.5)],
    ['the odds of its group', (name) => sometimes([unit(name)], { p: 0.5 })],
    ['the choice of its group', (name) => oneOf([unit(name), gain()])],
    [
      'the number and choice of its group',
      (name) => someOf([unit(name), gain(), crop({ size: [1, 1] })], { count: [1, 2], order: 'random' }),
    ],
  ];
  for (const [what, build] of coins) {
    it(`draws values apart from ${what}, whatever the names`, () => {
      for (const name of ['p', 'choose', '0', '1', 'x']) {
        const values: number[] = [];
        for (let seed = 0; seed < 3000; seed++) {
          const step = steps([build(name)], seed).find(({ transform }) => transform === 'shift');
          if (step !== undefined) values.push((step.drawn as { by: number }).by);
        }
        assert.ok(values.length > 1000 && values.length < 2500, `${values.length}`);
        assert.ok(kolmogorovSmirnovP(values, (x) => x) > leastP, `a transform named "${name}" is drawn as ${what}`);
      }
    });
  }

  it('makes frozen values that do not follow what the caller does with the lists', () => {
    const children: Node[] = [shift(), gain()];
    const weights = [1, 2];
    const count: [number, number] = [1, 1];
    const groups = [oneOf(children, { weights }), someOf(children, { count })];
    const before = JSON.stringify(groups);
    children.pop();
    weights[0] = 9;
    count[1] = 2;
    assert.equal(JSON.stringify(groups), before);
    for (const { children: kept, weights: shares = [1], count: many } of groups) {
      assert.ok(
        Object.isFrozen(kept) &&
          (shares.length === 1 || Object.isFrozen(shares)) &&
          (many === undefined || Object.isFrozen(many)),
      );
    }
    assert.ok(groups.every((group) => Object.isFrozen(group)));
    assert.deepEqual(groups[0]?.weights, [1, 2]);
    assert.deepEqual(groups[1]?.count, [1, 1]);
  });
});

describe('what composition refuses', () => {
  const loose = { oneOf, someOf, sometimes } as unknown as Record<
    string,
    (children?: unknown, options?: unknown) => unknown
  >;
  const cases: readonly (readonly [string, unknown, unknown, RegExp])[] = [
    ['oneOf', [], {}, /^oneOf: expected a list of at least one transform, got \[\]$/],
    ['oneOf', shift(), {}, /^oneOf: expected a list/],
    ['oneOf', undefined, undefined, /^oneOf: expected a list .* got nothing$/],
    ['oneOf', abc, { weights: [1, 2] }, /^oneOf\.weights: expected 3 numbers >= 0, .* got \[1,2\]$/],
    ['oneOf', abc, { weights: [1, 2, -1] }, /^oneOf\.weights: /],
    ['oneOf', abc, { weights: [0, 0, 0] }, /^oneOf\.weights: .*not all 0/],
    ['oneOf', abc, { weights: [1, Number.NaN, 1] }, /^oneOf\.weights: /],
    ['oneOf', abc, { weights: 3 }, /^oneOf\.weights: /],
    ['oneOf', abc, { weight: [1, 2, 3] }, /^oneOf: unknown option "weight"; did you mean "weights"\?$/],
    ['oneOf', abc, { count: [1, 1] }, /^oneOf: unknown option "count"/],
    ['oneOf', abc, { p: 2 }, /^oneOf\.p: expected a number >= 0 and <= 1, got 2$/],
    ['oneOf', abc, { p: null }, /^oneOf\.p: /],
    ['oneOf', abc, { name: 'a/b' }, /^oneOf\.name: expected letters/],
    ['oneOf', abc, { name: 3 }, /^oneOf\.name: /],
    [
      'someOf',
      abc,
      undefined,
      /^someOf\.count: expected \[low, high\] of whole numbers with 0 <= low <= high, got nothing$/,
    ],
    ['someOf', abc, { count: 2 }, /^someOf\.count: .* write \[2, 2\]$/],
    ['someOf', abc, { count: [2, 1] }, /^someOf\.count: .* write \[1, 2\]$/],
    ['someOf', abc, { count: [1, 4] }, /^someOf\.count: expected at most 3, the number of children, got \[1,4\]$/],
    ['someOf', abc, { count: [0.5, 1] }, /^someOf\.count: /],
    [
      'someOf',
      abc,
      { count: [1, 1], order: 'shuffled' },
      /^someOf\.order: expected one of "listed", "random", got "shuffled"$/,
    ],
    ['someOf', abc, { count: [1, 1], order: null }, /^someOf\.order: /],
    ['sometimes', abc, {}, /^sometimes\.p: expected a number >= 0 and <= 1, got nothing$/],
    ['sometimes', abc, { p: -1 }, /^sometimes\.p: /],
    ['sometimes', abc, { p: null }, /^sometimes\.p: /],
  ];
  for (const [kind, children, options, message] of cases) {
    it(`${kind} with ${JSON.stringify(options)}: ${message.source}`, () => {
      assert.throws(
        () => loose[kind]!(children, options),
        (error) => {
          assert.ok(error instanceof AugmentError, String(error));
          assert.match(error.message, message);
          assert.equal(error.transform, kind);
          return true;
        },
      );
    });
  }
});
