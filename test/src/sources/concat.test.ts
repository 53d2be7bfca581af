import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { concat, filter, imageFolder, mix, type SourceSpec, subset } from '../../../src/index.ts';
import { mergeLabels } from '../../../src/sources/merged-labels.ts';
import type { Labels, Source } from '../../../src/sources/source.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { folderOf } from '../pictures.ts';
import { dots, namesOf, numbered, open, refusal, samplesOf } from './combined.ts';

describe('concat', () => {
  it('is one source after the other', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lengths, async (counts) => {
        const parts = counts.map((count, i) => numbered(count, `${i}/`));
        const source = await open(concat(parts.map((part) => dots(part))));
        assert.deepEqual(
          samplesOf(source),
          parts.flat().map(({ name, label }) => [name, label]),
        );
        assert.equal(source.mix, undefined);
      }),
      { numRuns: 30 },
    );
  });

  it('takes classes of one name for one, in order of first appearance', async () => {
    const left = dots(numbered(4), ['cat', 'dog', 'ant']);
    const right = dots(numbered(3, 'b'), ['dog', 'eel', 'cat']);
    const source = await open(concat([left, right]));
    assert.deepEqual(source.classNames, ['cat', 'dog', 'ant', 'eel']);
    assert.deepEqual([...source.labels.values], [0, 1, 2, 0, 1, 3, 0]);
    assert.deepEqual(samplesOf(source)[4], ['b0.png', 'dog']);
  });

  it('keeps what stands for no class, and refuses a class that has no name', async () => {
    const unlabelled = dots([{ name: 'x', label: -1 }], ['cat']);
    const source = await open(concat([unlabelled, dots(numbered(2), ['dog', 'cat', 'eel'])]));
    assert.deepEqual([...source.labels.values], [-1, 1, 0]);
    const error = await refusal(concat([dots(numbered(3), ['cat', 'dog'])]));
    assert.equal(error.code, 'bad-label');
    assert.match(error.message, /concat\[0\]: expected labels from 0 to 1, one for each class name, got 2 for a2\.png/);
  });

  it('says which source has what where labels differ', async () => {
    const named = dots(numbered(2), ['a', 'b', 'c']);
    const error = await refusal(concat([named, named, dots(numbered(2, 'z'))]));
    assert.equal(error.code, 'labels-differ');
    assert.match(error.message, /one int32 a sample with 3 class names in concat\[0\] \(a0\.png and so on\)/);
    assert.match(error.message, /without class names in concat\[2\] \(z0\.png/);
  });

  it('merges one 0 or 1 for each class by name, and numbers only where they are alike', () => {
    const held = (labels: Labels, classNames: readonly string[], length: number) =>
      ({ length, classNames, labels, nameOf: (id: number) => `s${id}` }) as unknown as Source;
    const bits = (width: number, ...values: number[]): Labels => ({
      dtype: 'int32',
      width,
      values: Int32Array.from(values),
    });
    const merged = mergeLabels(
      [held(bits(2, 1, 0, 1, 1), ['cat', 'dog'], 2), held(bits(2, 1, 0), ['dog', 'eel'], 1)],
      'concat',
    );
    assert.deepEqual(merged.classNames, ['cat', 'dog', 'eel']);
    assert.equal(merged.labels.width, 3);
    assert.deepEqual([...merged.labels.values], [1, 0, 0, 1, 1, 0, 0, 1, 0]);
    const numbers: Labels = { dtype: 'float32', width: 2, values: Float32Array.of(0.5, 2, 3, 4) };
    assert.deepEqual(
      [...mergeLabels([held(numbers, [], 2), held(numbers, [], 2)], 'concat').labels.values],
      [0.5, 2, 3, 4, 0.5, 2, 3, 4],
    );
    for (const other of [bits(2, 1, 2), bits(3, 1, 2, 3), { ...numbers, width: 1 }]) {
      assert.throws(
        () => mergeLabels([held(numbers, [], 2), held(other, [], 1)], 'concat'),
        /expected labels of one kind/,
      );
    }
  });

  it('takes another identity where a source changes, or their order', async () => {
    const [a, b] = [dots(numbered(3)), dots(numbered(3, 'b'))];
    const identities = await Promise.all(
      [concat([a, b]), concat([b, a]), concat([a]), concat([concat([a]), b]), a].map(
        async (spec) => (await open(spec)).identity,
      ),
    );
    assert.equal(new Set(identities).size, 5);
  });

  it('tells the id of the whole where a file cannot be read, and when a folder has gone', async () => {
    const files = Object.fromEntries(['a/0.png', 'a/1.png', 'b/0.png'].map((name) => [name, 'no picture']));
    const folder = folderOf(files);
    try {
      const source = await open(concat([imageFolder(join(folder.path, 'a')), imageFolder(join(folder.path, 'b'))]));
      assert.equal(source.stampOf!(2), source.stampOf!(2));
      assert.notEqual(source.stampOf!(2), 0);
      source.assertPresent!();
      renameSync(join(folder.path, 'b'), join(folder.path, 'gone'));
      assert.throws(
        () => source.read(2),
        (error: unknown) => error instanceof AugmentError && error.code === 'unreadable' && error.sampleId === 2,
      );
      assert.throws(() => source.assertPresent!(), /is its disk still mounted/);
      mkdirSync(join(folder.path, 'b'));
    } finally {
      folder.remove();
    }
  });

  it('nests, as deep as any spec needs and no deeper', async () => {
    const nested = subset(filter(concat([dots(numbered(6)), concat([dots(numbered(6, 'b'))])]), { label: [0, 2] }), 5);
    assert.equal((await open(nested)).length, 5);
    let deep: SourceSpec = dots(numbered(2));
    for (let i = 0; i < 30; i++) deep = concat([deep]);
    assert.deepEqual(namesOf(await open(deep)), ['a0.png', 'a1.png']);
    let deeper: object = {};
    for (let i = 0; i < 100_000; i++) deeper = { concat: [deeper] };
    assert.match((await refusal(deeper)).message, /at most 32 sources within each other/);
  });

  it('refuses what is no list of sources, by name', async () => {
    for (const [spec, pattern] of [
      [{ concat: [] }, /source\.concat: expected a list of at least one source, got \[\]/],
      [{ concat: {} }, /expected a list/],
      [
        { concat: [{ imageFolder: 'x' }, { imageFolde: 'x' }] },
        /source\.concat\[1\]: unknown source "imageFolde"; did you mean "imageFolder"/,
      ],
      [{ concat: [null] }, /source\.concat\[0\]: expected a source/],
      [
        { concat: [{ filter: { source: { concat: [7] }, where: { label: 1 } } }] },
        /source\.concat\[0\]\.filter\.source\.concat\[0\]/,
      ],
    ] as const) {
      const error = await refusal(spec);
      assert.equal(error.code, 'bad-config');
      assert.match(error.message, pattern);
    }
  });
});

describe('mix', () => {
  it('is its parts one after the other, with their lengths and weights', async () => {
    const source = await open(
      mix(
        [
          { source: dots(numbered(4), ['cat', 'dog', 'ant']), weight: 3 },
          { source: dots(numbered(2, 'b'), ['ant', 'bee', 'cow']), weight: 0.5 },
        ],
        { length: 100 },
      ),
    );
    assert.deepEqual(source.mix, { lengths: [4, 2], weights: [3, 0.5], length: 100 });
    assert.deepEqual([...source.labels.values], [0, 1, 2, 0, 2, 3]);
    assert.deepEqual((await open(mix([{ source: dots(numbered(1)), weight: 1 }]))).mix, { lengths: [1], weights: [1] });
  });

  it('does not lose its weights in another source', async () => {
    const mixed = mix([{ source: dots(numbered(3)), weight: 1 }]);
    for (const outer of [
      concat([mixed]),
      subset(mixed, 1),
      filter(mixed, { label: 0 }),
      mix([{ source: mixed, weight: 1 }]),
    ])
      assert.match(
        (await refusal(outer)).message,
        /expected a source without weights, got a mix; make mix the outermost/,
      );
  });

  it('refuses weights and lengths that are none', async () => {
    const source = dots(numbered(1));
    for (const [spec, pattern] of [
      [{ sources: [] }, /source\.mix\.sources: expected a list of at least one/],
      [{ sources: [{ source }] }, /sources\[0\]\.weight: expected a number above 0, got nothing/],
      [{ sources: [{ source, weight: 0 }] }, /above 0, got 0/],
      [{ sources: [{ source, weight: Number.NaN }] }, /above 0, got NaN/],
      [{ sources: [{ source, weight: 1 }], length: 1.5 }, /mix\.length: expected a whole number >= 1, got 1\.5/],
      [{ sources: [{ source, wait: 1 }] }, /unknown field "wait"/],
    ] as const)
      assert.match((await refusal({ mix: spec })).message, pattern);
  });
});
