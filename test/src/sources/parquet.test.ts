import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dataset, fromJSON, parquet } from '../../../src/index.ts';
import { FileBytes } from '../../../src/sources/file-bytes.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import { labelText } from '../../../src/sources/labels.ts';
import type { ParquetOptions } from '../../../src/sources/parquet.ts';
import type { SourceRecord } from '../../../src/sources/source.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { resize } from '../../../vision/index.ts';
import { folderOf } from '../pictures.ts';
import { expected, fileBytes, hashOf, openParquet, parquetFolder, pictureHash } from './parquet-files.ts';

/** The options that a fixture needs. */
const optionsOf = (file: string): ParquetOptions =>
  file.startsWith('plain') ? { image: 'picture', label: 'kind' } : { image: 'image' };

describe('parquet', () => {
  for (const [file, { pictures, labels }] of Object.entries(expected)) {
    it(`reads every row of ${file}, in order and in any order, whatever is kept`, async () => {
      for (const decodedBytes of [0, 700, 2 ** 28]) {
        const source = await openParquet(file, { ...optionsOf(file), decodedBytes });
        assert.equal(source.length, pictures.length);
        for (const [id, hash] of pictures.entries()) {
          assert.equal(await pictureHash(source, id), hash, `row ${id}`);
          assert.equal(source.nameOf(id), `${file}: row ${id}`);
        }
        const shown = labels.map((label) => (typeof label === 'string' ? label : (source.classNames[label] ?? label)));
        assert.deepEqual(
          labels.map((_, id) => labelText(source, id)),
          shown,
        );
        const fresh = await openParquet(file, { ...optionsOf(file), decodedBytes });
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(pictures.length - 1), { maxLength: 60 }), async (ids) => {
            for (const id of ids) assert.equal(await pictureHash(fresh, id), pictures[id]);
          }),
          { numRuns: 10 },
        );
      }
    });
  }

  it('takes the class names that the files say, or those of the spec', async () => {
    for (const file of ['hub.parquet', 'snappy.parquet']) {
      const source = await openParquet(file);
      assert.deepEqual(source.classNames, ['bird', 'cat', 'dog']);
      assert.deepEqual([source.labels.dtype, ...source.labels.values.subarray(0, 4)], ['int32', 0, 1, 2, 0]);
      assert.deepEqual((await openParquet(file, { classNames: ['x', 'y', 'z'] })).classNames, ['x', 'y', 'z']);
    }
    const named = await openParquet('plain-zstd.parquet', {
      image: 'picture',
      label: 'kind',
      classNames: ['cat', 'bird', 'dog', 'fish'],
    });
    assert.deepEqual([...named.labels.values.subarray(0, 4)], [1, 0, 0, 1]);
  });

  it('reads labels of every type, and masks', async () => {
    const labels = async (label: string | false) => {
      const source = await openParquet('columns.parquet', { label });
      return [source.labels.dtype, ...source.labels.values];
    };
    assert.deepEqual(await labels('label'), ['float32', 0, 0.25, 0.5, 0.75, 1, 1.25]);
    assert.deepEqual(await labels('good'), ['int32', 1, 0, 1, 0, 1, 0]);
    assert.deepEqual(await labels('delta'), ['int32', 10, 9, 7, 1000, -5, 2]);
    assert.deepEqual(await labels(false), ['int32', 0, 0, 0, 0, 0, 0]);
    const source = await openParquet('columns.parquet', { mask: 'mask' });
    for (const [id, mask] of expected['columns.parquet']!.masks!.entries()) {
      const record = await source.readMask?.(id);
      assert.equal(record ? hashOf(record.bytes) : null, mask);
    }
    assert.equal((await openParquet('columns.parquet')).readMask?.(1), undefined);
  });

  it('puts files one after the other, and is the same in another thread', async () => {
    const index = await scanSource(parquet(['snappy.parquet', 'hub.parquet', 'dictionary.parquet']), parquetFolder);
    const [here, there] = [viewSource(index), viewSource(structuredClone(index))];
    const all = ['snappy.parquet', 'hub.parquet', 'dictionary.parquet'].flatMap((file) => expected[file]!.pictures);
    assert.equal(here.length, 63);
    assert.equal(here.nameOf(25), 'hub.parquet: row 0');
    assert.equal(here.nameOf(62), 'dictionary.parquet: row 24');
    for (let i = 0; i < 63; i++) {
      const id = (i * 26) % 63;
      assert.equal(await pictureHash(here, id), all[id]);
      assert.equal(await pictureHash(there, id), all[id]);
      assert.equal(there.nameOf(id), here.nameOf(id));
    }
    assert.equal(there.identity, here.identity);
    assert.notEqual(here.identity, (await openParquet('hub.parquet')).identity);
    assert.ok(here.labels.values.buffer instanceof SharedArrayBuffer);
  });

  it('reads uncompressed rows alone once their page was gone through, in any thread', async () => {
    const index = await scanSource(parquet('hub.parquet'), parquetFolder);
    const [first, second] = [viewSource(index), viewSource(structuredClone(index))];
    await first.read(0);
    const { image } = index.data as { readonly image: { readonly sizes: Int32Array; readonly places: Float64Array } };
    const bytes = fileBytes('hub.parquet');
    for (let id = 0; id < 5; id++) {
      const [place, size] = [image.places[id]!, image.sizes[id]! - 1];
      assert.equal(hashOf(bytes.subarray(place, place + size)), expected['hub.parquet']!.pictures[id]);
      const into = new FileBytes();
      const record = second.read(id, into) as SourceRecord;
      assert.equal(hashOf(record.bytes), expected['hub.parquet']!.pictures[id]);
    }
    assert.equal(image.sizes[5], 0);
  });

  it('delivers batches, also from configs', async () => {
    const set = dataset(parquet('{hub,snappy}.parquet'), { seed: 1, base: parquetFolder })
      .shuffle()
      .augment(resize({ size: [8, 8] }))
      .batch(38);
    for await (const { image, label, ids } of set) {
      assert.deepEqual(image.shape, [38, 8, 8, 3]);
      assert.deepEqual(
        [...label.data],
        ids.map((id) => (id < 13 ? id : id - 13) % 3),
      );
    }
    const config = { source: { parquet: 'hub.parquet' }, augment: [{ resize: { size: [8, 8] } }], batch: 13 };
    for await (const { ids } of fromJSON(config, { base: parquetFolder })) assert.equal(ids.length, 13);
    assert.deepEqual(fromJSON(set.toJSON(), { base: parquetFolder }).toJSON(), set.toJSON());
  });

  it('has each batch fail alone where a picture is null', async () => {
    const source = await openParquet('plain-none.parquet', { image: 'picture', label: 'kind' });
    await assert.rejects(async () => await source.read(2), {
      code: 'unreadable',
      sampleId: 2,
      message: /plain-none.parquet: row 2: expected a picture in column "picture", got null; are there only paths/,
    });
    assert.equal(hashOf((await source.read(3)).bytes), expected['plain-none.parquet']!.pictures[3]);
  });
});

describe('parquet refuses', () => {
  const columns: readonly (readonly [ParquetOptions, string, RegExp])[] = [
    [
      { image: 'imgae' },
      'missing-column',
      /column "imgae", got image, mask, label, .*did you mean "image"\?\); say which column in image/,
    ],
    [{ label: 'klass' }, 'missing-column', /column "klass", got image, mask, .*say which column in label/],
    [{ mask: 'masc' }, 'missing-column', /did you mean "mask".*say which column in mask/],
    [{ image: 'label' }, 'wrong-column', /expected pictures .* in column "label", got FLOAT/],
    [{ image: 'boxes' }, 'wrong-column', /in column "boxes", got a list/],
    [{ label: 'boxes' }, 'wrong-column', /a number or a text for each row in column "boxes", got a list/],
    [{ label: 'mask' }, 'wrong-column', /in column "mask", got a struct with bytes/],
    [{ label: 'day' }, 'wrong-column', /in column "day", got INT32 DATE/],
    [{ label: 'holes' }, 'bad-label', /row 2: expected a label in column "holes", got null/],
    [{ label: 'large' }, 'bad-label', /row 1: expected a label that fits in int32, got 1099511627776/],
  ];
  for (const [options, code, message] of columns) {
    it(`columns: ${JSON.stringify(options)}`, async () => {
      await assert.rejects(openParquet('columns.parquet', options), { code, message });
    });
  }

  it('text where pictures should be, and classes that differ', async () => {
    await assert.rejects(openParquet('plain-none.parquet', { image: 'kind' }), /in column "kind", got text/);
    await assert.rejects(openParquet(['hub.parquet', 'columns.parquet']), {
      code: 'bad-label',
      message: /columns.parquet: expected the classes of the files before it/,
    });
  });

  /** The error of opening a file made of these bytes, and of reading all of its rows. */
  async function outcome(bytes: Uint8Array): Promise<AugmentError | undefined> {
    const folder = folderOf({ 'x.parquet': bytes });
    try {
      const source = await openParquet(join(folder.path, 'x.parquet'));
      let first: unknown;
      for (let id = 0; id < source.length; id++) {
        try {
          await source.read(id);
        } catch (cause) {
          first ??= cause;
        }
      }
      if (first !== undefined) throw first;
      return undefined;
    } catch (cause) {
      assert.ok(cause instanceof AugmentError, (cause as Error).stack);
      return cause;
    } finally {
      folder.remove();
    }
  }

  it('what is no Parquet file, not a whole one, or encrypted', async () => {
    const bytes = fileBytes('hub.parquet');
    const message = async (changed: Uint8Array) => (await outcome(changed))?.message ?? '';
    assert.match(
      await message(Buffer.from('not parquet at all')),
      /expected a Parquet file, got one that begins with "not "/,
    );
    assert.match(await message(Buffer.alloc(3)), /got 3 bytes/);
    assert.match(await message(bytes.subarray(0, 5000)), /one without its end; it is cut off/);
    assert.match(
      await message(Buffer.concat([bytes.subarray(0, -4), Buffer.from('PARE')])),
      /an encrypted one; decrypt it/,
    );
    const long = Buffer.from(bytes);
    long.writeUInt32LE(2 ** 31, long.length - 8);
    assert.match(await message(long), /a footer of 2147483648 bytes/);
    assert.match(
      await message(Buffer.concat([bytes.subarray(0, 4), bytes.subarray(5000)])),
      /expected (a Parquet file|row)/,
    );
  });

  for (const file of ['hub.parquet', 'snappy.parquet', 'dictionary.parquet']) {
    it(`damage anywhere in ${file}, or reads on`, async () => {
      const whole = fileBytes(file);
      const place = fc.oneof(fc.nat(whole.length - 1), fc.integer({ min: whole.length - 2500, max: whole.length - 1 }));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
          async (damage) => {
            const bytes = Buffer.from(whole);
            for (const [at, change] of damage) bytes[at]! ^= change;
            await outcome(bytes);
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  it('a file that was changed since', async () => {
    const folder = folderOf({ 'x.parquet': fileBytes('hub.parquet') });
    try {
      const source = await openParquet(join(folder.path, 'x.parquet'));
      await source.read(0);
      writeFileSync(join(folder.path, 'x.parquet'), fileBytes('snappy.parquet'));
      await assert.rejects(async () => await source.read(1), { code: 'source-changed' });
    } finally {
      folder.remove();
    }
    await assert.rejects(openParquet(join(folder.path, 'x.parquet')), { code: 'missing-file' });
  });

  it('specs that say nothing sensible, by the name of the field', () => {
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [3, /source.parquet: expected \{ files \}, got 3/],
      [{ files: [''] }, /files: expected a path/],
      [{ files: 'a', imgae: 'x' }, /unknown field "imgae"; did you mean "image"/],
      [{ files: 'a', image: 3 }, /image: expected the name of a column, got 3/],
      [{ files: 'a', label: true }, /label: expected the name of a column, got true/],
      [{ files: 'a', classNames: [] }, /classNames: expected a list of names/],
      [{ files: 'a', decodedBytes: -1 }, /decodedBytes: expected a number of bytes/],
    ];
    for (const [spec, message] of cases)
      assert.throws(() => fromJSON({ source: { parquet: spec } }), message, JSON.stringify(spec));
  });
});
