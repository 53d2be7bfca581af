import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { concat, imageFolder, type SplitOptions, split, splitTrainValidation } from '../../../src/index.ts';
import { folderOf } from '../pictures.ts';
import { dots, names, namesOf, numbered, open, refusal } from './combined.ts';

const parts = { train: 0.7, validation: 0.2, test: 0.1 };
const labelled = (list: readonly string[]) => list.map((name) => ({ name, label: 0 }));

/** Names by part; nothing for a part that is empty. */
async function partsOf(
  list: readonly string[],
  options: Partial<SplitOptions> = {},
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const part of Object.keys(options.parts ?? parts)) {
    found[part] = await open(split(dots(labelled(list)), { parts, ...options, part })).then(namesOf, (error) => {
      assert.equal(error.code, 'no-samples');
      return [];
    });
  }
  return found;
}

describe('split', () => {
  it('puts each sample into one part, in the order of the source', async () => {
    await fc.assert(
      fc.asyncProperty(names({ minLength: 1, maxLength: 40 }), fc.integer(), async (list, seed) => {
        const found = await partsOf(list, { seed });
        assert.deepEqual(Object.values(found).flat().sort(), [...list].sort());
        for (const part of Object.values(found))
          assert.deepEqual(
            part,
            list.filter((name) => part.includes(name)),
          );
      }),
      { numRuns: 60 },
    );
  });

  it('never moves a sample where others come, go or change places, nor where parts are listed otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(names({ minLength: 2, maxLength: 30 }), fc.integer(), async (list, cut) => {
        const all = await partsOf(list);
        const at = 1 + (Math.abs(cut) % (list.length - 1));
        const fewer = await partsOf([...list].reverse().slice(0, at), {
          parts: { test: 0.1, validation: 0.2, train: 0.7 },
        });
        for (const [part, kept] of Object.entries(fewer)) for (const name of kept) assert.ok(all[part]!.includes(name));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same wherever the folder lies, and part by part of a concat', async () => {
    const files = Object.fromEntries(numbered(40).map(({ name }) => [`one/${name}`, '']));
    const others = Object.fromEntries(numbered(40, 'b').map(({ name }) => [`two/${name}`, '']));
    const [here, there] = [folderOf({ ...files, ...others }), folderOf({ ...files, ...others })];
    try {
      const keys = async (spec: Parameters<typeof open>[0]) => {
        const source = await open(spec);
        return Array.from({ length: source.length }, (_, id) => source.keyOf!(id));
      };
      const [one, two] = ['one', 'two'].map((name) => imageFolder(join(here.path, name)));
      const train = { part: 'train', parts };
      assert.deepEqual(
        await keys(split(imageFolder(here.path), train)),
        await keys(split(imageFolder(there.path), train)),
      );
      assert.deepEqual(
        await keys(split(concat([one!, two!]), train)),
        await keys(concat([split(one!, train), split(two!, train)])),
      );
    } finally {
      here.remove();
      there.remove();
    }
  });

  it('gives parts of the asked size, for any seed', async () => {
    const list = numbered(20_000).map(({ name }) => name);
    const chis = [];
    for (const seed of [0, 1, 'two']) {
      const source = dots(labelled(list));
      let chi = 0;
      for (const [part, fraction] of Object.entries(parts)) {
        const { length } = await open(split(source, { part, parts, seed }));
        chi += (length - fraction * list.length) ** 2 / (fraction * list.length);
      }
      chis.push(chi);
    }
    // 99.9 % of 2 degrees of freedom.
    assert.ok(Math.max(...chis) < 13.8, `chi-square ${chis}`);
    assert.equal(new Set(chis).size, 3);
  });

  it('keeps together what has one stem, or one group', async () => {
    const list = Array.from({ length: 300 }, (_, i) => `speaker-${i % 30}/take.${i}.${i % 2 === 0 ? 'png' : 'jpg'}`);
    const bySpeaker = await partsOf(list, { by: '^speaker-([0-9]+)/' });
    const partOf = new Map<string, string>();
    for (const [part, kept] of Object.entries(bySpeaker)) {
      for (const name of kept) {
        const speaker = name.split('/')[0]!;
        assert.equal(partOf.get(speaker) ?? part, part);
        partOf.set(speaker, part);
      }
    }
    assert.equal(new Set(partOf.values()).size, 3);
    const twins = numbered(50).flatMap(({ name }) => [name, name.replace('.png', '.jpg')]);
    for (const kept of Object.values(await partsOf(twins, { by: 'stem' }))) {
      const stems = kept.map((name) => name.slice(0, -4));
      assert.equal(new Set(stems).size, kept.length / 2);
    }
  });

  it('says which name has no group', async () => {
    const source = dots(labelled(['speaker-1', 'nobody']));
    const error = await refusal(split(source, { part: 'train', parts, by: 'speaker-(\\d)' }));
    assert.match(error.message, /split\.by: expected "speaker-\(\\\\d\)" to find a group in every name, got "nobody"/);
    assert.equal(error.sampleId, 1);
  });

  it('makes two of one', async () => {
    const source = dots(numbered(2000));
    const two = splitTrainValidation(source, { validation: 0.1, seed: 3 });
    const [train, validation] = await Promise.all([open(two.train), open(two.validation)]);
    assert.equal(train.length + validation.length, 2000);
    assert.equal(new Set([...namesOf(train), ...namesOf(validation)]).size, 2000);
    assert.ok(validation.length > 150 && validation.length < 250);
    assert.deepEqual(two.validation.split.parts, { train: 0.9, validation: 0.1 });
    for (const validation of [0, 1, Number.NaN, -1])
      assert.throws(() => splitTrainValidation(source, { validation }), /expected a fraction between 0 and 1/);
  });

  it('refuses parts that are none, by name', async () => {
    const source = dots(numbered(3));
    for (const [spec, pattern] of [
      [
        { part: 'train', parts: { train: 0.9, validation: 0.2 } },
        /source\.split\.parts: expected fractions that add up to 1, such as/,
      ],
      [{ part: 'train', parts: { train: 1.5, validation: -0.5 } }, /add up to 1/],
      [{ part: 'train', parts: { train: '1' } }, /add up to 1/],
      [{ part: 'train', parts: {} }, /add up to 1/],
      [{ part: 'train' }, /add up to 1, such as .*, got nothing/],
      [{ part: 'trian', parts }, /split\.part: expected one of the parts, got "trian"; did you mean "train"/],
      [{ part: 'constructor', parts }, /expected one of the parts/],
      [{ parts }, /got nothing; known: train, validation, test/],
      [
        { part: 'train', parts, by: 'nmae' },
        /split\.by: expected name, stem, or a regular expression with one group, such as .* with 0/,
      ],
      [{ part: 'train', parts, by: '(a)(b)' }, /with 2/],
      [{ part: 'train', parts, by: '(' }, /expected a regular expression/],
      [{ part: 'train', parts, seed: null }, /split\.seed/],
    ] as const)
      assert.match((await refusal({ split: { source, ...spec } })).message, pattern);
    const none = await refusal(split(source, { part: 'b', parts: { a: 1, b: 0 } }));
    assert.match(none.message, /expected samples in part "b" \(0 of 3\), got none; give it a larger fraction/);
    const proto = JSON.parse('{"part":"__proto__","parts":{"__proto__":1}}');
    assert.equal((await open({ split: { source, ...proto } })).length, 3);
  });
});
