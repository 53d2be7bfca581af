import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ArraysSpec, arrays, dataset, fromJSON } from '../../../src/index.ts';
import { scanSource } from '../../../src/sources/kinds.ts';
import type { RawPictures } from '../../../src/sources/raw-pictures.ts';
import { scale } from '../../../vision/index.ts';
import { batches, labelRows, opened, read } from './opened.ts';

const counted = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37) % 251);

describe('arrays', () => {
  it('gives the very pixels, in batches, RGB and grey', async () => {
    const images = counted(5 * 4 * 6 * 3);
    const set = dataset(arrays({ images, shape: [5, 4, 6, 3], labels: [4, 3, 2, 1, 0] }))
      .augment(scale({ dtype: 'uint8' }))
      .batch(2);
    const rows: number[] = [];
    const labels: number[] = [];
    for await (const { image, label, ids } of set) {
      assert.deepEqual(image.shape, [ids.length, 4, 6, 3]);
      rows.push(...image.data);
      labels.push(...label.data);
    }
    assert.deepEqual([Uint8Array.from(rows), labels], [images, [4, 3, 2, 1, 0]]);
    const grey = await batches(arrays({ images: counted(2 * 8 * 8), shape: [2, 8, 8] }), 2);
    const pixels = [...counted(2 * 8 * 8)].flatMap((value) => [value, value, value]);
    assert.deepEqual([...grey[0]!.image.data], pixels);
  });

  it('cuts any array at the right places', async () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(1, 3, 4),
    );
    await fc.assert(
      fc.asyncProperty(shape, async ([count, height, width, channels]) => {
        const each = height * width * channels;
        const images = counted(count * each);
        const source = await opened(arrays({ images, shape: [count, height, width, channels] }));
        assert.equal(source.length, count);
        for (let id = 0; id < count; id++) {
          const { bytes, raw, name } = await read(source, id);
          assert.deepEqual(Uint8Array.from(bytes), images.slice(id * each, (id + 1) * each));
          assert.deepEqual([raw, name], [{ width, height, channels }, `arrays[${id}]`]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('copies once to shared memory, and not at all from there', async () => {
    const pixelsOf = async (spec: ArraysSpec) => ((await scanSource(arrays(spec))).data as RawPictures).pixels;
    const shared = new Uint8Array(new SharedArrayBuffer(20), 4, 12);
    const kept = await pixelsOf({ images: shared, shape: [1, 3, 4] });
    assert.equal(kept.buffer, shared.buffer);
    assert.equal(kept.byteOffset, 4);
    assert.equal(structuredClone(kept).buffer.byteLength, 20);
    const copied = await pixelsOf({ images: new Uint8Array(12), shape: [1, 3, 4] });
    assert.ok(copied.buffer instanceof SharedArrayBuffer);
  });

  it('takes class indices, values, and rows of values', async () => {
    const images = new Uint8Array(3);
    const of = (labels: ArraysSpec['labels'], rest: Partial<ArraysSpec> = {}) =>
      opened(arrays({ images, shape: [3, 1, 1], labels: labels!, ...rest }));
    const classes = await of(Uint8Array.of(2, 0, 1), { classNames: ['a', 'b', 'c'] });
    assert.deepEqual(
      [classes.labels.dtype, labelRows(classes), classes.classNames],
      ['int32', [2, 0, 1], ['a', 'b', 'c']],
    );
    const values = await of(Float32Array.of(0.5, -1, 2));
    assert.deepEqual([values.labels.dtype, values.labels.width, labelRows(values)], ['float32', 0, [0.5, -1, 2]]);
    assert.deepEqual(labelRows(await of([1.5, 2, 3], { labelKind: 'number' })), [1.5, 2, 3]);
    const rows = await of(
      [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      { classNames: ['sea', 'sun'] },
    );
    assert.deepEqual(
      [rows.labels.dtype, rows.labels.width, labelRows(rows)],
      [
        'float32',
        2,
        [
          [1, 0],
          [0, 1],
          [1, 1],
        ],
      ],
    );
    const none = await opened(arrays({ images, shape: [3, 1, 1] }));
    assert.deepEqual([none.labels.dtype, labelRows(none)], ['int32', [0, 0, 0]]);
  });

  it('is JSON both ways, with the same samples, up to a size', async () => {
    const set = dataset(arrays({ images: counted(24), shape: [2, 2, 2, 3], labels: Float32Array.of(1, 2) }));
    const json = set.toJSON();
    const again = fromJSON(json);
    assert.deepEqual(again.toJSON(), json);
    const [one, other] = [await opened(set.spec.source), await opened(again.spec.source)];
    assert.equal(one.identity, other.identity);
    assert.deepEqual([other.labels, (await read(other, 1)).bytes], [one.labels, (await read(one, 1)).bytes]);
    const edge = 16 * 2 ** 20;
    dataset(arrays({ images: new Uint8Array(edge), shape: [1, 4096, 4096] })).toJSON();
    assert.throws(() => dataset(arrays({ images: new Uint8Array(edge + 4096), shape: [1, 4097, 4096] })).toJSON(), {
      code: 'too-large',
      message: /expected at most 16 MiB of pixels in JSON, got 16\.0 MiB; keep large sets in files/,
    });
  });

  it('refuses shapes, labels and fields that do not fit', async () => {
    const images = new Uint8Array(12);
    const good = { images, shape: [2, 2, 3] };
    const faults: readonly (readonly [object, RegExp])[] = [
      [
        { images: [1, 2] },
        /source\.arrays\.images: expected a Uint8Array, Uint16Array or Float32Array of pixels, or base64 of one, got \[1,2\]/,
      ],
      [{ images: new Float64Array(12) }, /images: expected a Uint8Array/],
      [{ shape: [2, 2, 4] }, /arrays\.images: expected 2 x 2 x 4 = 16 bytes, as shape says, got 12/],
      [
        { shape: [1, 1, 1, 17] },
        /arrays\.shape: expected 1 to 16 channels, got 17 in \[1,1,1,17\]; channels come last/,
      ],
      [{ shape: [12] }, /shape: expected \[count, height, width\]/],
      [{ shape: [0, 2, 3] }, /shape: expected/],
      [{ shape: [2.5, 2, 3] }, /shape: expected/],
      [{ shape: [2 ** 40, 2 ** 40, 3] }, /got 12$/],
      [{ labels: [1] }, /labels: expected one for each of 2 pictures, got 1/],
      [{ labels: [1, 'x'] }, /labels\[1\]: expected a class index .* got "x"/],
      [{ labels: [1, 0.5] }, /labels\[1\]: expected a class index .*labelKind: number.* got 0\.5/],
      [{ labels: [1, -1] }, /labels\[1\]: expected a class index/],
      [{ labels: Float32Array.of(1, Number.NaN) }, /labels\[1\]: expected a number, got NaN/],
      [{ labels: [[1, 2], [3]] }, /labels\[1\]: expected a row of 2 numbers, as the first one is, got \[3\]/],
      [{ labels: [[1], 3] }, /labels\[1\]: expected a row of 1 numbers/],
      [{ labels: [[1], [2]], labelKind: 'class' }, /leave labelKind out/],
      [
        { labels: [0, 2], classNames: ['a', 'b'] },
        /expected labels from 0 to 1, one for each of 2 class names, got 2 for sample 1/,
      ],
      [{ classNames: ['a', 'a'] }, /classNames: expected a list of texts, none twice/],
      [{ lables: [0, 1] }, /unknown field "lables"; did you mean "labels"\?/],
    ];
    for (const [change, message] of faults) {
      await assert.rejects(opened(arrays({ ...good, ...change } as ArraysSpec)), { name: 'AugmentError', message });
    }
  });
});
