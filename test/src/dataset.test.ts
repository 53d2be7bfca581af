import assert from 'node:assert/strict';
import { type Batch, dataset, fromJSON, oneOf } from '../../src/index.ts';
import {
  colorJitter,
  gaussianBlur,
  gaussianNoise,
  horizontalFlip,
  pixelDropout,
  resize,
  resizedCrop,
  rotate,
  scale,
} from '../../vision/index.ts';
import { folderOf, jpeg, scenes } from './pictures.ts';

async function collect(iterable: AsyncIterable<Batch>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of iterable) batches.push(batch);
  return batches;
}

const varied = [
  resizedCrop({ size: [16, 16] }),
  horizontalFlip({ p: 0.5 }),
  rotate({ angleDegrees: [-30, 30] }),
  colorJitter(),
  oneOf([gaussianBlur(), gaussianNoise()], { weights: [1, 2] }),
  pixelDropout(),
];

describe('a dataset', () => {
  it('yields batches of [-1, 1] float32 with labels, ids and shape', async () => {
    const batches = await collect(
      dataset(scenes(10), { seed: 1 })
        .augment(...varied)
        .batch(4),
    );
    assert.deepEqual(
      batches.map(({ image }) => image.shape),
      [
        [4, 16, 16, 3],
        [4, 16, 16, 3],
        [2, 16, 16, 3],
      ],
    );
    for (const { image, label, ids } of batches) {
      assert.ok(image.data instanceof Float32Array);
      assert.equal(
        image.data.length,
        image.shape.reduce((a, b) => a * b),
      );
      assert.ok(image.data.every((value) => value >= -1 && value <= 1));
      assert.ok(image.data.some((value) => value < -0.2) && image.data.some((value) => value > 0.2));
      assert.deepEqual(
        [...label.data],
        ids.map((id) => id % 3),
      );
    }
  });

  it('gives each epoch every sample once, and says so', async () => {
    const stream = dataset(scenes(10), { seed: 2 })
      .shuffle()
      .augment(...varied)
      .batch(4, { last: 'drop' })
      .stream({ epochs: 3 });
    const batches = await collect(stream);
    assert.equal(batches.length, 6);
    assert.equal(stream.step, 6);
    assert.deepEqual(
      stream.report().epochs.map(({ epoch, samples, delivered, dropped }) => [epoch, samples, delivered, dropped]),
      [
        [0, 10, 8, 2],
        [1, 10, 8, 2],
        [2, 10, 8, 2],
      ],
    );
    const kept = await collect(
      dataset(scenes(10), { seed: 2 })
        .shuffle()
        .augment(...varied)
        .batch(4),
    );
    assert.deepEqual(
      kept.flatMap(({ ids }) => ids).sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  });

  it('gives a sample the same bytes for any batch size, order and position', async () => {
    const pixelsOf = async (batchSize: number, shuffled: boolean) => {
      let set = dataset(scenes(6), { seed: 3 })
        .augment(...varied)
        .batch(batchSize);
      if (shuffled) set = set.shuffle();
      const found = new Map<string, string>();
      for (const { image, ids, epoch } of await collect(set.repeat(2))) {
        const size = image.data.length / ids.length;
        for (const [row, id] of ids.entries()) {
          const pixels = image.data.slice(row * size, (row + 1) * size);
          found.set(`${epoch}:${id}`, Buffer.from(pixels.buffer).toString('hex'));
        }
      }
      return found;
    };
    const reference = await pixelsOf(1, false);
    assert.equal(reference.size, 12);
    for (const [size, shuffled] of [
      [4, true],
      [6, false],
      [5, true],
    ] as const) {
      for (const [key, bytes] of await pixelsOf(size, shuffled)) assert.equal(bytes, reference.get(key), key);
    }
  });

  it('survives JSON: the same bytes come out of the copy', async () => {
    const original = dataset(scenes(5), { seed: 'seven' })
      .shuffle()
      .take(4)
      .augment(...varied, scale({ layout: 'NCHW', dither: true }))
      .batch(3, { last: 'drop' })
      .repeat(2);
    const copy = fromJSON(JSON.parse(JSON.stringify(original)));
    assert.deepEqual(copy.toJSON(), original.toJSON());
    assert.deepEqual(await collect(copy), await collect(original));
  });

  it('never changes a batch that it has yielded', async () => {
    const iterator = dataset(scenes(6))
      .augment(...varied)
      .batch(2)
      [Symbol.asyncIterator]();
    const first = (await iterator.next()).value as Batch;
    const before = Float32Array.from(first.image.data);
    await iterator.next();
    await iterator.next();
    assert.deepEqual(first.image.data, before);
  });

  it('reads a folder of files, class by subfolder', async () => {
    const folder = folderOf({
      'cat/1.jpg': await jpeg(40, 30, 'a'),
      'dog/2.jpg': await jpeg(30, 40, 'b'),
      'dog/notes.txt': 'no picture',
    });
    try {
      const [batch] = await collect(
        dataset({ imageFolder: { path: folder.path } })
          .augment(resize({ size: [8, 8] }))
          .batch(2),
      );
      assert.deepEqual([...batch!.label.data], [0, 1]);
    } finally {
      folder.remove();
    }
  });

  it('refuses samples of several sizes in one batch, naming both', async () => {
    const folder = folderOf({ '1.jpg': await jpeg(40, 30), '2.jpg': await jpeg(30, 40) });
    try {
      await assert.rejects(
        collect(dataset({ imageFolder: { path: folder.path } }).batch(2)),
        /expected samples of one size.*1\.jpg as 30 x 40.*2\.jpg as 40 x 30.*resizedCrop/,
      );
    } finally {
      folder.remove();
    }
  });

  it('names the sample and the limit where a picture is too large for the kernels', async () => {
    const huge = dataset(scenes(1)).augment(resize({ size: [16384, 16384] }));
    await assert.rejects(collect(huge), {
      code: 'out-of-memory',
      message: /^scene 0: expected samples that fit in the kernels' 2 GiB, got \d+ MiB more .*\(epoch 0, sample 0\)$/,
    });
  });

  it('uses memory again that was given back, with the same bytes', async () => {
    const set = dataset(scenes(6), { seed: 4 })
      .augment(...varied)
      .batch(2);
    const fresh = await collect(set);
    const reused: Float32Array[] = [];
    const rooms = new Set<ArrayBufferLike>();
    for await (const { image, release } of set.stream({ lease: true, epochs: 3, ahead: 1 })) {
      reused.push(Float32Array.from(image.data));
      rooms.add(image.data.buffer);
      release();
    }
    assert.deepEqual(
      reused.slice(0, 3),
      fresh.map(({ image }) => image.data),
    );
    assert.ok(rooms.size < 5, `${rooms.size} slabs for 9 batches`);
  });

  it('stops when its signal says so', async () => {
    const controller = new AbortController();
    const stream = dataset(scenes(6))
      .augment(...varied)
      .batch(1)
      .repeat()
      .stream({ signal: controller.signal });
    await assert.rejects(async () => {
      for await (const batch of stream) if (batch.epoch === 1) controller.abort(new Error('enough'));
    }, /enough/);
    assert.equal(stream.step, 7);
  });

  it('refuses a scale that is not last, and anything that is not a transform', () => {
    const set = dataset(scenes(1));
    assert.throws(() => set.augment(scale(), rotate()), /augment\[0\]: expected scale as the last step/);
    assert.throws(
      () => set.augment(rotate as never),
      /augment\[0\]: expected a transform, got a function \(rotate\); call it: rotate\(\)/,
    );
    assert.throws(() => set.augment(rotate({ name: 'turn' }), rotate({ name: 'turn' })), /got "turn" twice/);
    assert.throws(() => set.batch(0), /batch\.size: expected a whole number >= 1, got 0/);
    assert.throws(() => set.take(1.5), /take: expected a whole number >= 1, got 1.5/);
    assert.throws(
      () => dataset(scenes(1), { seed: 0.5 }),
      /dataset\.seed: expected a whole number or a string, got 0.5/,
    );
  });
});
