import assert from 'node:assert/strict';
import fc from 'fast-check';
import { subset } from '../../../src/index.ts';
import { dots, namesOf, numbered, open, refusal, samplesOf } from './combined.ts';

const seeds = fc.oneof(fc.integer(), fc.string());

describe('subset', () => {
  it('is so many different samples, and the beginning of every larger one of its seed', async () => {
    const cases = fc
      .integer({ min: 1, max: 40 })
      .chain((count) =>
        fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count }), fc.integer({ min: 1, max: count })),
      );
    await fc.assert(
      fc.asyncProperty(cases, seeds, fc.boolean(), async ([count, a, b], seed, balanced) => {
        const source = dots(numbered(count), ['x', 'y', 'z']);
        const [small, large] = await Promise.all(
          [Math.min(a, b), Math.max(a, b)].map((n) => open(subset(source, n, { seed, balanced }))),
        );
        const chosen = namesOf(large!);
        assert.equal(new Set(chosen).size, Math.max(a, b));
        assert.deepEqual(namesOf(small!), chosen.slice(0, small!.length));
        for (const [name, label] of samplesOf(large!)) assert.equal(label, 'xyz'[Number(/\d+/.exec(name)![0]) % 3]);
      }),
      { numRuns: 60 },
    );
  });

  it('is another choice for another seed, and each sample is chosen as often', async () => {
    const source = dots(numbered(10));
    const counts = new Map<string, number>();
    const trials = 600;
    for (let seed = 0; seed < trials; seed++) {
      for (const name of namesOf(await open(subset(source, 3, { seed }))))
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const expected = (trials * 3) / 10;
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.equal(counts.size, 10);
    // 99.9 % of 9 degrees of freedom; samples that are drawn without being put back vary less.
    assert.ok(chi < 27.9, `chi-square ${chi}`);
  });

  it('has as many of each class as can be', async () => {
    const classes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(classes, fc.double({ min: 0, max: 1, noNaN: true }), seeds, async (sizes, share, seed) => {
        const samples = sizes.flatMap((size, label) =>
          numbered(size, `${label}-`, 1).map(({ name }) => ({ name, label })),
        );
        const count = Math.max(1, Math.round(share * samples.length));
        const source = await open(subset(dots(samples), count, { seed, balanced: true }));
        const got = sizes.map((_, label) => source.labels.values.filter((value) => value === label).length);
        assert.equal(
          got.reduce((a, b) => a + b),
          count,
        );
        const most = Math.max(...got);
        for (const [label, size] of sizes.entries())
          assert.ok(got[label] === size || got[label]! >= most - 1, `${got} of ${sizes}`);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the choice within a class where other classes come and go', async () => {
    const cats = numbered(8, 'cat', 1);
    const dogs = numbered(8, 'dog', 1);
    const alone = await open(subset(dots(cats, ['cat']), 4, { balanced: true }));
    const both = await open(
      subset(dots([...dogs, ...cats.map(({ name }) => ({ name, label: 1 }))], ['dog', 'cat']), 8, { balanced: true }),
    );
    assert.deepEqual(
      namesOf(both).filter((name) => name.startsWith('cat')),
      namesOf(alone),
    );
  });

  it('refuses more than there are, and what is no count, seed or balance', async () => {
    const source = dots(numbered(5));
    const { code, message } = await refusal(subset(source, 6));
    assert.equal(code, 'too-few-samples');
    assert.match(message, /subset\.count: expected at most 5, which is how many samples there are, got 6/);
    for (const [spec, pattern] of [
      [{ source, count: 0 }, /source\.subset\.count: expected a whole number >= 1, got 0/],
      [{ source, count: '3' }, /got "3"/],
      [{ source, count: 2, seed: 0.5 }, /subset\.seed: expected a whole number or a string, got 0\.5/],
      [{ source, count: 2, balanced: 'yes' }, /balanced: expected true, false or auto, got "yes"/],
      [{ source, n: 2 }, /unknown field "n"/],
      [{ count: 2 }, /source\.subset\.source: expected a source such as/],
      ['x', /source\.subset: expected \{ source, count, seed, balanced \}, got "x"/],
    ] as const)
      assert.match((await refusal({ subset: spec })).message, pattern);
  });
});
