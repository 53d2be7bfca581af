import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  drawSample,
  type Node,
  oneOf,
  type PairRule,
  planner,
  rewrite,
  rootKey,
  sampleKey,
  sampleKeys,
  siblingNames,
  someOf,
  sometimes,
} from '../../transforms/index.ts';
import { crop, gain, paths, shift, steps, type ToyFacts, type ToyOp, toyRules } from './toys.ts';

/** Nodes whose draws do not hang on the sample's size, each of a name of its own. */
const named = fc
  .uniqueArray(
    fc.record({
      name: fc.stringMatching(/^[a-z]{1,3}$/),
      kind: fc.constantFrom('shift', 'gain', 'oneOf', 'someOf', 'sometimes'),
      p: fc.constantFrom(0.3, 0.7, 1),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 8 },
  )
  .map((list) =>
    list.map(({ name, kind, p }): Node => {
      if (kind === 'shift') return shift({ name, p });
      if (kind === 'gain') return gain({ name, p });
      const children = [shift(), gain({ p: 0.5 }), shift()];
      if (kind === 'oneOf') return oneOf(children, { name, p });
      return kind === 'someOf'
        ? someOf(children, { name, p, count: [1, 3], order: 'random' })
        : sometimes(children, { name, p });
    }),
  );
const first = (path: string) => path.split('/')[0]!;

describe('the plan of a sample', () => {
  it('is a pure function of its key', () => {
    fc.assert(
      fc.property(named, fc.integer(), (nodes, seed) => {
        assert.deepEqual(steps(nodes, seed), steps([...nodes], seed));
      }),
    );
  });

  it('differs from sample to sample, epoch to epoch and seed to seed', () => {
    const nodes = [shift(), gain()];
    const seen = new Set<string>();
    for (let seed = 0; seed < 5; seed++) {
      for (let epoch = 0; epoch < 5; epoch++) {
        for (let id = 0; id < 5; id++) seen.add(JSON.stringify(steps(nodes, seed, epoch, id)));
      }
    }
    assert.equal(seen.size, 125);
  });

  it('of the other transforms does not change when one is added or removed, anywhere', () => {
    fc.assert(
      fc.property(named, fc.nat(), fc.integer(), (nodes, at, seed) => {
        const without = nodes.filter((_, i) => i !== at % nodes.length);
        const removed = nodes[at % nodes.length]!.name;
        assert.deepEqual(
          steps(nodes, seed).filter(({ path }) => first(path) !== removed),
          steps(without, seed),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('of unnamed transforms does not change when one of another kind is added before, or of the same kind after', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const alone = steps([shift(), shift()], seed);
        const more = steps([gain(), shift(), gain(), shift(), shift(), oneOf([shift()])], seed);
        for (const step of alone)
          assert.deepEqual(
            more.find(({ path }) => path === step.path),
            step,
          );
      }),
    );
  });

  it('of a transform does not change with the values or odds of the others', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [before] = steps([shift(), gain()], seed).filter(({ path }) => path === 'gain');
        const [after] = steps([shift({ by: [-9, 50], p: 0.5 }), gain()], seed).filter(({ path }) => path === 'gain');
        assert.deepEqual(after, before);
      }),
    );
  });

  it('follows names, not places: named transforms draw the same in any order', () => {
    fc.assert(
      fc.property(
        named.chain((nodes) =>
          fc.tuple(fc.constant(nodes), fc.shuffledSubarray([...nodes], { minLength: nodes.length })),
        ),
        fc.integer(),
        ([nodes, shuffled], seed) => {
          // Within a path the order of the steps stays; between paths it follows the list.
          const byName = (list: readonly Node[]) =>
            nodes.flatMap(({ name }) => steps(list, seed).filter(({ path }) => first(path) === name));
          assert.deepEqual(byName(shuffled), byName(nodes));
        },
      ),
    );
  });

  it('applies the steps in the order of the list', () => {
    assert.deepEqual(paths([gain(), shift(), gain()]), ['gain', 'shift', 'gain#2']);
  });

  it('has nothing of a transform with p 0, and all of one with p 1', () => {
    fc.assert(
      fc.property(named, fc.nat(), fc.integer(), (nodes, at, seed) => {
        const place = at % (nodes.length + 1);
        const never = [...nodes.slice(0, place), shift({ name: 'never', p: 0 }), ...nodes.slice(place)];
        assert.deepEqual(steps(never, seed), steps(nodes, seed));
        assert.deepEqual(paths([oneOf([shift()], { p: 0 }), sometimes([gain()], { p: 0 })], seed), []);
        assert.deepEqual(steps([shift({ p: 1 })], seed), steps([shift()], seed));
      }),
    );
  });

  it('draws the same values with odds as without, where the transform is applied', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [step] = steps([shift({ p: 0.5 })], seed);
        if (step !== undefined) assert.deepEqual(step, steps([shift()], seed)[0]);
      }),
    );
  });

  it('tells each transform the size that the ones before it leave', () => {
    const [, second] = steps([crop({ size: [1, 1] }), crop({ size: [7, 7], tries: 9 })]);
    assert.ok((second!.drawn as { lefts: number[] }).lefts.every((left) => left <= 1));
  });

  it('holds frozen ops', () => {
    for (const { ops } of steps([shift(), oneOf([gain(), crop({ size: [2, 2] })])])) {
      assert.ok(Object.isFrozen(ops) && ops.every((op) => Object.isFrozen(op)));
    }
  });
});

describe('a planner', () => {
  it('draws what drawSample draws, sample after sample', () => {
    fc.assert(
      fc.property(named, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (nodes, ids) => {
        const plan = planner<ToyFacts, ToyOp>([...nodes, crop({ size: [9, 9] })], toyRules);
        for (const id of ids) {
          const key = sampleKey(rootKey('planner'), 1, id);
          const once = drawSample<ToyFacts, ToyOp>([...nodes, crop({ size: [9, 9] })], key, { width: 100 }, toyRules);
          assert.deepEqual(plan(key, { width: 100 }), once);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is not led astray by what happens to the list of nodes afterwards', () => {
    const nodes: Node[] = [shift(), gain()];
    const plan = planner<ToyFacts, ToyOp>(nodes, toyRules);
    const key = rootKey(1);
    const before = plan(key, { width: 100 });
    nodes.reverse();
    assert.deepEqual(plan(key, { width: 100 }), before);
  });
});

describe('sample keys', () => {
  it('are those of each sample, in whatever order epochs come', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.nat(3), fc.nat()), { maxLength: 20 }), (seed, asked) => {
        const keyOf = sampleKeys(rootKey(seed));
        for (const [epoch, id] of asked) assert.deepEqual(keyOf(epoch, id), sampleKey(rootKey(seed), epoch, id));
      }),
    );
  });
});

describe('sibling names', () => {
  it('number those of one kind, and take the names that were given', () => {
    const nodes = [shift(), gain(), shift(), shift({ name: 'third' }), oneOf([shift()]), oneOf([gain()]), shift()];
    assert.deepEqual(siblingNames(nodes), ['shift', 'gain', 'shift#2', 'third', 'oneOf', 'oneOf#2', 'shift#3']);
  });

  it('are all different', () => {
    const name = fc.option(fc.constantFrom('shift', 'gain', 'oneOf', 'a'), { nil: undefined });
    const node = fc.tuple(name, fc.boolean()).map(([given, kind]): Node => {
      const common = given === undefined ? {} : { name: given };
      return kind ? shift(common) : gain(common);
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 12 }), (nodes) => {
        assert.equal(new Set(siblingNames(nodes)).size, nodes.length);
      }),
    );
  });
});

describe('rewrite', () => {
  interface Add {
    readonly kind: 'add' | 'scale' | 'stop';
    readonly by: number;
  }
  const merge: PairRule<Add> = (a, b) =>
    a.kind === 'add' && b.kind === 'add' ? [{ kind: 'add', by: a.by + b.by }] : undefined;
  const drop: PairRule<Add> = (a, b) => (a.kind === 'scale' && b.kind === 'scale' ? [] : undefined);
  const addsFirst: PairRule<Add> = (a, b) => (a.kind === 'scale' && b.kind === 'add' ? [b, a] : undefined);
  const ops = fc.array(
    fc.record({ kind: fc.constantFrom('add', 'scale', 'stop'), by: fc.integer({ min: -9, max: 9 }) }),
    { maxLength: 30 },
  );
  const sum = (list: readonly Add[]) => list.reduce((total, { kind, by }) => total + (kind === 'add' ? by : 0), 0);

  it('leaves no pair that a rule fits, loses nothing, and ends', () => {
    const rules = [merge, drop, addsFirst];
    fc.assert(
      fc.property(ops, (list) => {
        const frozen = Object.freeze(list.map((op) => Object.freeze(op as Add)));
        const out = rewrite(frozen, rules);
        out.forEach((op, i) => {
          if (i > 0) for (const rule of rules) assert.equal(rule(out[i - 1]!, op), undefined);
        });
        assert.equal(sum(out), sum(frozen));
        assert.deepEqual(rewrite(out, rules), out);
        assert.equal(
          out.filter(({ kind }) => kind === 'stop').length,
          list.filter(({ kind }) => kind === 'stop').length,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the ops as they are where there is no rule', () => {
    fc.assert(
      fc.property(ops, (list) => {
        const out = rewrite(list as Add[], []);
        assert.deepEqual(out, list);
        assert.notEqual(out, list);
      }),
    );
  });

  it('asks the rules in their order', () => {
    const one: PairRule<Add> = () => [{ kind: 'stop', by: 1 }];
    const other: PairRule<Add> = () => [{ kind: 'stop', by: 2 }];
    const pair: Add[] = [
      { kind: 'add', by: 0 },
      { kind: 'add', by: 0 },
    ];
    assert.deepEqual(rewrite(pair, [one, other]), [{ kind: 'stop', by: 1 }]);
    assert.deepEqual(rewrite(pair, [other, one]), [{ kind: 'stop', by: 2 }]);
  });
});
