import assert from 'node:assert/strict';
import sharp from 'sharp';
import { dataset, imageFolder, pictures } from '../../../src/index.ts';
import { resizedCrop, scale } from '../../../vision/index.ts';
import { folderOf, jpeg, scene } from '../pictures.ts';
import { collect, digestOf, train, varied } from './varied.ts';

describe('a stream', () => {
  it('gives the same bytes over two epochs for 0, 1, 2 and 7 workers and any run-ahead', async () => {
    const set = train(23, 4);
    const expected = await digestOf(set, { epochs: 2, workers: 0, ahead: 1 });
    for (const workers of [0, 1, 2, 7]) {
      for (const ahead of [1, 8]) {
        assert.equal(
          await digestOf(set, { epochs: 2, workers, ahead }),
          expected,
          `${workers} workers, ${ahead} ahead`,
        );
      }
    }
    assert.equal(await digestOf(set, { epochs: 2 }), expected, 'tuned');
    assert.notEqual(await digestOf(train(23, 4, 2), { epochs: 2, workers: 0 }), expected, 'another seed');
  });

  it('gives the same bytes whatever the batch size', async () => {
    const expected = await digestOf(train(12, 1), { epochs: 2, workers: 0 });
    assert.equal(await digestOf(train(12, 5), { epochs: 2, workers: 2 }), expected);
  });

  it('makes JPEG, PNG and TIFF files in workers as in the main thread', async () => {
    const raw = { raw: { width: 30, height: 40, channels: 3 as const } };
    const pixels = scene(30, 40);
    const files = folderOf({
      'a/1.jpg': await jpeg(60, 50, 'one'),
      'a/2.png': await sharp(pixels, raw).png().toBuffer(),
      'b/3.tiff': await sharp(pixels, raw).tiff().toBuffer(),
      'b/4.webp': await sharp(pixels, raw).webp({ lossless: true }).toBuffer(),
    });
    try {
      const set = dataset(imageFolder(files.path), { seed: 3 })
        .shuffle()
        .augment(...varied)
        .batch(3);
      assert.equal(await digestOf(set, { epochs: 3, workers: 2 }), await digestOf(set, { epochs: 3, workers: 0 }));
      const cached = set.cache({ memory: true, maxSide: 24 });
      const kept = await digestOf(cached, { epochs: 3, workers: 2 });
      assert.equal(await digestOf(cached, { epochs: 3, workers: 0 }), kept);
      assert.equal(await digestOf(cached.cache({ memory: true, maxSide: 24, maxBytes: 1 }), { epochs: 3 }), kept);
      const encoded = await sharp(pixels, raw).png().toBuffer();
      const inMemory = dataset(pictures([{ bytes: encoded }, { bytes: await jpeg(20, 30) }])).augment(...varied);
      assert.equal(await digestOf(inMemory, { workers: 1 }), await digestOf(inMemory, { workers: 0 }));
    } finally {
      files.remove();
    }
  });

  it('gives uint8 and NCHW batches from workers too', async () => {
    const set = train(5, 5).augment(scale({ dtype: 'uint8', layout: 'NCHW' }));
    const [batch] = await collect(set.stream({ workers: 1 }));
    assert.deepEqual(batch!.image.shape, [5, 3, 12, 14]);
    assert.ok(batch!.image.data instanceof Uint8Array);
    assert.equal(batch!.image.data.length, 5 * 3 * 12 * 14);
  });

  it('never changes what it yielded, though its memory is used again', async () => {
    const kept = [];
    for await (const batch of train(8, 4).stream({ epochs: 40, workers: 2 })) {
      if (batch.index === 0 && batch.epoch < 3) kept.push({ batch, copy: batch.image.data.slice() });
    }
    for (const { batch, copy } of kept) assert.deepEqual(batch.image.data, copy);
  });

  it('gives the cache the same bytes as no store would, from disk and from memory, epoch after epoch', async () => {
    const files = folderOf({});
    try {
      const plain = train(9, 4);
      const options = { epochs: 3, workers: 2 };
      const whole = await digestOf(plain.cache({ memory: true }), options);
      assert.equal(whole, await digestOf(plain, options), 'raw pictures of their own size are kept as they are');
      const reduced = await digestOf(plain.cache({ memory: true, maxSide: 16 }), options);
      assert.notEqual(reduced, whole);
      const onDisk = plain.cache({ dir: files.path, maxSide: 16 });
      assert.equal(await digestOf(onDisk, options), reduced, 'while it fills');
      const again = onDisk.stream(options);
      const batches = await collect(again);
      assert.equal(batches.length, 9);
      assert.equal(again.report().cache?.misses, 0);
      assert.equal(await digestOf(onDisk, { epochs: 3, workers: 0 }), reduced, 'once it is full');
      assert.equal(
        await digestOf(onDisk.cache({ memory: true, maxSide: 16, maxBytes: 700 }), options),
        reduced,
        'half full',
      );
    } finally {
      files.remove();
    }
  });

  it('reads a file again that changed since it was cached', async () => {
    const files = folderOf({ '1.jpg': await jpeg(40, 40, 'one') });
    const other = folderOf({ '1.jpg': await jpeg(48, 48, 'two') });
    const store = folderOf({});
    try {
      const set = (path: string) => dataset(imageFolder(path)).augment(resizedCrop({ size: [8, 8] }));
      const cached = set(files.path).cache({ dir: store.path });
      const before = await digestOf(cached, { workers: 0 });
      const { copyFileSync } = await import('node:fs');
      copyFileSync(`${other.path}/1.jpg`, `${files.path}/1.jpg`);
      const after = await digestOf(cached, { workers: 0 });
      assert.notEqual(after, before);
      assert.equal(after, await digestOf(set(other.path).cache({ memory: true }), { workers: 0 }));
    } finally {
      for (const folder of [files, other, store]) folder.remove();
    }
  });
});
