import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataset, type FilteredSample, filter, fromJSON, imageFolder, type Where } from '../../../src/index.ts';
import { labelOf } from '../../../src/sources/labels.ts';
import type { Source } from '../../../src/sources/source.ts';
import { conditionOf } from '../../../src/sources/where.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { folderOf } from '../pictures.ts';
import { dots, namesOf, numbered, open, refusal, type Sample, samplesOf } from './combined.ts';

const classes = ['cat', 'dog', 'ant'];

/** What a condition means, told once more in the plainest way. */
function holds(where: Where, { name, label }: Sample): boolean {
  const wanted = where.label === undefined ? undefined : [where.label].flat();
  return (
    (wanted === undefined || wanted.includes(label) || wanted.includes(classes[label]!)) &&
    (where.name === undefined || new RegExp(where.name).test(name)) &&
    (where.not === undefined || !holds(where.not, { name, label })) &&
    (where.any === undefined || where.any.some((part) => holds(part, { name, label })))
  );
}

const label = fc.oneof(fc.constantFrom(...classes), fc.integer({ min: 0, max: 2 }));
const conditions = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3 },
    fc.record({ label: fc.oneof(label, fc.array(label, { minLength: 1, maxLength: 3 })) }),
    fc.record({ name: fc.constantFrom('1', '^a', '[02468]\\.png$', 'a(3|4)') }),
    fc.record({ label, name: fc.constantFrom('1', '2') }),
    fc.record({ not: tie('where') }),
    fc.record({ any: fc.array(tie('where'), { minLength: 1, maxLength: 3 }) }),
  ) as fc.Arbitrary<Where>,
})).where;

describe('filter', () => {
  it('keeps what a list filtered in the plainest way keeps, and changes nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, fc.integer({ min: 1, max: 30 }), async (where, count) => {
        const samples = numbered(count);
        const kept = samples.filter((sample) => holds(where, sample));
        const spec = filter(dots(samples, classes), where);
        if (kept.length === 0) {
          assert.equal((await refusal(spec)).code, 'no-samples');
          return;
        }
        const source = await open(spec);
        assert.deepEqual(
          samplesOf(source),
          kept.map(({ name, label }) => [name, classes[label]]),
        );
        assert.deepEqual(source.classNames, classes);
      }),
      { numRuns: 150 },
    );
  });

  it('asks a function once for each sample, in this thread', async () => {
    const asked: FilteredSample[] = [];
    const spec = filter(dots(numbered(7), classes), (sample) => {
      asked.push(sample);
      return sample.label === 'dog' || sample.id === 6;
    });
    assert.deepEqual(namesOf(await open(spec)), ['a1.png', 'a4.png', 'a6.png']);
    assert.equal(asked.length, 7);
    assert.deepEqual(asked[2], { id: 2, name: 'a2.png', label: 'ant' });
  });

  it('has JSON as a condition, and says so where it is a function', async () => {
    const whole = dataset(filter(dots(numbered(9), classes), { label: ['cat', 2], not: { name: '0' } })).batch(2);
    const again = fromJSON(JSON.parse(JSON.stringify(whole)));
    assert.deepEqual(again.toJSON(), whole.toJSON());
    assert.deepEqual(namesOf(await open(again.spec.source)), namesOf(await open(whole.spec.source)));
    const asked = dataset(filter(dots(numbered(9)), () => true));
    assert.throws(
      () => asked.toJSON(),
      (error: unknown) =>
        error instanceof AugmentError && error.code === 'not-json' && /write it as \{ label/.test(error.message),
    );
    assert.equal((await open(fromJSON({ source: asked.spec.source }).spec.source)).length, 9);
  });

  it('goes by the path within the folder, wherever the folder lies', async () => {
    const folder = folderOf({ 'night/0.png': '', 'day/0.png': '', 'day/night.png': '' });
    try {
      const source = await open(filter(imageFolder(folder.path), { name: '^night/' }));
      assert.equal(source.length, 1);
      assert.equal(source.keyOf!(0), 'night/0.png');
      assert.deepEqual(source.classNames, ['day', 'night']);
      assert.deepEqual([...source.labels.values], [1]);
    } finally {
      folder.remove();
    }
  });

  it('knows samples of several classes, and of several numbers', () => {
    const several = (width: number, classNames: readonly string[]) =>
      ({
        length: 3,
        classNames,
        labels: { dtype: 'int32', width, values: Int32Array.of(1, 0, 0, 1, 1, 1) },
        nameOf: (id: number) => `s${id}`,
      }) as unknown as Source;
    const kept = (where: Where) => [0, 1, 2].filter(conditionOf(where, several(2, ['cat', 'dog']), 'where'));
    assert.deepEqual(kept({ label: 'cat' }), [0, 2]);
    assert.deepEqual(kept({ label: [0, 'dog'] }), [0, 1, 2]);
    assert.deepEqual(kept({ label: 'cat', not: { label: 'dog' } }), [0]);
    assert.deepEqual(labelOf(several(2, ['cat', 'dog']), 2), ['cat', 'dog']);
    assert.deepEqual(labelOf(several(2, []), 1), [0, 1]);
    assert.throws(
      () => conditionOf({ label: 1 }, several(2, []), 'where'),
      /where\.label: expected samples with classes, got 2 numbers/,
    );
    const real = {
      ...several(0, []),
      labels: { dtype: 'float32', width: 0, values: Float32Array.of(0.1, 0.2, 3) },
    } as Source;
    assert.deepEqual([0, 1, 2].filter(conditionOf({ label: [0.1, 3] }, real, 'where')), [0, 2]);
  });

  it('tells what there was where nothing is left', async () => {
    const { code, message } = await refusal(filter(dots(numbered(5), classes), { name: 'z' }));
    assert.equal(code, 'no-samples');
    assert.match(
      message,
      /filter\.where: expected samples that fit \{"name":"z"\}, got none of 5; there is a0\.png \(cat\), a2\.png/,
    );
  });

  it('gives up a regular expression that takes for ever', async function () {
    this.timeout(60_000);
    const { code, message } = await refusal(filter(dots([{ name: 'a'.repeat(60), label: 0 }]), { name: '^(a+)+$b' }));
    assert.equal(code, 'slow-pattern');
    assert.match(message, /filter\.where\.name: expected a regular expression that is quick/);
  });

  it('refuses conditions that are none, by name', async () => {
    const source = dots(numbered(5), classes);
    let deep: object = { label: 'cat' };
    for (let i = 0; i < 50_000; i++) deep = { not: deep };
    for (const [where, pattern] of [
      [undefined, /source\.filter\.where: expected \{ label, name, not, any \}, got nothing/],
      [{}, /expected label, name, not or any/],
      [{ lable: 'cat' }, /unknown field "lable"; did you mean "label"/],
      [{ label: 'cats' }, /filter\.where\.label: expected the name of a class, got "cats"; did you mean "cat"/],
      [{ label: 3 }, /filter\.where\.label: expected a class from 0 to 2, got 3/],
      [{ label: [] }, /expected a class's name or number/],
      [{ label: null }, /expected a class's name or number/],
      [{ name: '(' }, /where\.name: expected a regular expression, got "\(":/],
      [{ name: '' }, /expected a regular expression as a string/],
      [{ name: 'a'.repeat(1001) }, /1 to 1000 characters/],
      [{ name: /a/ }, /expected a regular expression as a string/],
      [{ any: [] }, /where\.any: expected a list/],
      [{ any: [{ label: 0 }, { not: { label: 'x' } }] }, /filter\.where\.any\[1\]\.not\.label: expected the name/],
      [deep, /at most 16 conditions within each other/],
      [() => 'yes', /expected true or false, got "yes" \(at a0\.png\)/],
      [async () => true, /got a promise; it must answer at once/],
      [
        () => {
          throw new Error('no');
        },
        /filter\.where: no \(at a0\.png\)/,
      ],
    ] as const)
      assert.match((await refusal({ filter: { source, where } })).message, pattern);
    assert.match((await refusal(filter(dots(numbered(2)), { label: 'cat' }))).message, /the source has no class names/);
    assert.match(
      (await refusal({ filter: { source, where: { label: 0 }, relabel: true } })).message,
      /unknown field "relabel"/,
    );
  });
});
