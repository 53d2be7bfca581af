import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, dataset, oneOf, pictures } from '../../../src/index.ts';
import { cellRooms } from '../../../src/preview/contact-sheet.ts';
import { fitTo } from '../../../src/preview/fit.ts';
import { gatherSheet } from '../../../src/preview/gather.ts';
import { preview, writeBeforeAfter } from '../../../src/preview/index.ts';
import { Renderer } from '../../../src/renderer.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { colorShift, gaussianNoise, horizontalFlip, resizedCrop, rotate } from '../../../vision/index.ts';

/** Pictures with a gradient of their own each, so that no two rows look alike. */
const records = Array.from({ length: 9 }, (_, id) => {
  const [width, height] = [40 + 4 * id, 48];
  const bytes = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return [x * 3, y * 4, id * 28][i % 3]!;
  });
  return { bytes, raw: { width, height, channels: 3 as const }, label: id % 3, name: `picture-${id}.png` };
});
const source = pictures(records, ['cat', 'dog', 'owl']);
const chain = [
  resizedCrop({ size: [32, 32] }),
  horizontalFlip({ p: 0.5 }),
  rotate({ angleDegrees: [-20, 20] }),
  gaussianNoise({ sigma: [0, 0.05] }),
];
const small = (seed = 7): Dataset =>
  dataset(source, { seed })
    .shuffle()
    .augment(...chain)
    .batch(3);
const shape = { examples: 3, variants: 2 };

function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'augment-preview-'));
  return work(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}

const failsWith = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AugmentError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, pattern);
  return true;
};

describe('preview', () => {
  it('is a PNG of the stated size that tells what it shows', async () => {
    const { png, width, height, examples, plan } = await preview(small(), shape);
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [width, height]);
    assert.equal(examples.length, 3);
    assert.deepEqual(examples.map(({ label }) => label).sort(), ['cat', 'dog', 'owl']);
    for (const { id, name } of examples) assert.equal(name, `picture-${id}.png`);
    assert.deepEqual(plan, ['resizedCrop', 'horizontalFlip (p 0.5)', 'rotate', 'gaussianNoise']);
  });

  it('gives the same bytes for the same dataset, others for another seed, epoch or plan', async () => {
    const bytes = async (given: Dataset, options: object = shape) =>
      (await preview(given, options)).png.toString('base64');
    const first = await bytes(small());
    assert.equal(await bytes(small()), first);
    const others = [
      await bytes(small(8)),
      await bytes(small(), { ...shape, epoch: 1 }),
      await bytes(small().augment(colorShift({ shift: [20, 40] }))),
    ];
    assert.equal(new Set([first, ...others]).size, 4);
  });

  it('shows all samples where there are fewer than asked for, and only those that the dataset takes', async () => {
    assert.deepEqual(
      (await preview(small(), { examples: 50, variants: 1 })).examples.map(({ id }) => id),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    const taken = dataset(source, { seed: 1 }).take(2);
    assert.deepEqual(
      (await preview(taken, { examples: 5, variants: 1 })).examples.map(({ id }) => id),
      [0, 1],
    );
  });

  it('tells groups and odds in the plan', async () => {
    const grouped = dataset(source).augment(oneOf([rotate(), colorShift()], { p: 0.25 }));
    assert.deepEqual((await preview(grouped, { examples: 1, variants: 1 })).plan, [
      'oneOf(rotate | colorShift; p 0.25)',
    ]);
    assert.deepEqual((await preview(dataset(source), { examples: 1, variants: 1 })).plan, []);
  });

  it('writes the file whole and leaves nothing else behind', () =>
    inFolder(async (folder) => {
      const out = join(folder, 'preview.png');
      writeFileSync(out, 'an older one');
      const { png } = await preview(small(), { ...shape, out });
      assert.deepEqual(readFileSync(out), png);
      assert.deepEqual(readdirSync(folder), ['preview.png']);
    }));

  it('refuses a file that cannot be written, by name', () =>
    inFolder(async (folder) => {
      const missing = join(folder, 'no', 'preview.png');
      await assert.rejects(
        preview(small(), { ...shape, out: missing }),
        failsWith('unwritable', /no.preview\.png: expected a folder .*no to write to, got nothing/),
      );
      mkdirSync(join(folder, 'taken.png'));
      await assert.rejects(
        preview(small(), { ...shape, out: join(folder, 'taken.png') }),
        failsWith('unwritable', /expected a file to write, got a folder/),
      );
      writeFileSync(join(folder, 'file'), '');
      await assert.rejects(
        preview(small(), { ...shape, out: join(folder, 'file', 'a.png') }),
        failsWith('unwritable', /to be a folder, got a file/),
      );
      assert.deepEqual(readdirSync(folder).sort(), ['file', 'taken.png']);
    }));

  it('refuses counts that are not whole numbers in range, by name', async () => {
    for (const [name, values] of Object.entries({
      examples: [0, -1, 1.5, Number.NaN, '3'],
      variants: [0, 2.5],
      epoch: [-1, 0.5],
    })) {
      for (const value of values) {
        const refused = failsWith(
          'bad-parameter',
          new RegExp(`^preview\\.${name}: expected a whole number >= ${name === 'epoch' ? 0 : 1}, got `),
        );
        await assert.rejects(preview(small(), { [name]: value }), refused, `${name} ${value}`);
      }
    }
    await assert.rejects(
      preview(small(), { variants: 1e6 }),
      failsWith('bad-parameter', /at most 100 million pixels, .*; ask for fewer/),
    );
  });

  it('shows the original pixel by pixel, and of each epoch exactly what training gets', async () => {
    const { spec } = dataset(source, { seed: 5 }).augment(...chain);
    const { sheet, examples } = await gatherSheet(spec, { examples: 4, variants: 3, epoch: 2 });
    const rooms = cellRooms(4);
    const renderer = await Renderer.open(spec);
    try {
      for (const [row, { id, name }] of examples.entries()) {
        const { raw, bytes } = records[id]!;
        const shown = sheet.rows[row]!;
        assert.deepEqual(shown.original, fitTo({ width: raw.width, height: raw.height, data: bytes }, rooms.original));
        assert.deepEqual(
          [shown.name, shown.label],
          [name, `${['cat', 'dog', 'owl'][id % 3]} · ${raw.width} × ${raw.height}`],
        );
        for (const [i, variant] of shown.variants.entries()) {
          assert.deepEqual(variant, fitTo(await renderer.pixels(2 + i, id), rooms.variant));
        }
      }
    } finally {
      renderer.close();
    }
    assert.deepEqual(sheet.headings, ['original', 'epoch 2', 'epoch 3', 'epoch 4']);
    assert.equal(sheet.notes[0], '4 of 9 pictures, 3 epochs of each · seed 5');
  });
});

describe('the file of before and after', () => {
  it('is written whole, or refused by name', () =>
    inFolder(async (folder) => {
      const picture = { width: 8, height: 6, data: new Uint8Array(8 * 6 * 3).fill(90) };
      const out = join(folder, 'both.png');
      await writeBeforeAfter(picture, picture, ['a.png', 'rotate  angleDegrees 3'], out);
      assert.equal(readFileSync(out).subarray(1, 4).toString('latin1'), 'PNG');
      assert.deepEqual(readdirSync(folder), ['both.png']);
      await assert.rejects(
        writeBeforeAfter(picture, picture, [], join(folder, 'no', 'both.png')),
        failsWith('unwritable', /got nothing of that name/),
      );
    }));
});
