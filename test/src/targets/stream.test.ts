import assert from 'node:assert/strict';
import sharp from 'sharp';
import { type AugmentError, type Batch, concat, dataset, fromJSON, pictures, subset } from '../../../src/index.ts';
import { horizontalFlip, rotate, scale } from '../../../vision/index.ts';
import { indexPng } from './masked.ts';
import { all, asked, height, one, plain, raw, records, width } from './sets.ts';

describe('targets of a stream', () => {
  it('delivers masks, boxes and keypoints as they are without transforms', async () => {
    const [batch] = await all(dataset(pictures(records)).targets(asked).batch(5));
    assert.deepEqual(batch!.mask!.shape, [5, height, width]);
    for (const [row, { mask }] of records.entries()) {
      const size = width * height;
      assert.deepEqual(batch!.mask!.data.slice(row * size, (row + 1) * size), mask);
    }
    assert.deepEqual(batch!.boxes![1], [
      { box: [10, 10, 20, 12], label: 2, index: 0, visibleFraction: 1, fields: { name: 'box 2' } },
    ]);
    assert.deepEqual(
      batch!.keypoints![1],
      [{ x: 10, y: 10, angleDegrees: 30, size: 4, label: 0, index: 0 }].map((p) => ({
        ...p,
        angleDegrees: batch!.keypoints![1]![0]!.angleDegrees,
      })),
    );
  });

  it('delivers nothing where it was not asked for', async () => {
    const [batch] = await all(dataset(pictures(records)).batch(5));
    for (const field of ['mask', 'boxes', 'keypoints']) assert.equal(field in batch!, false);
    const boxes = (
      await all(
        dataset(pictures(records))
          .targets({ boxes: { format: 'coco' } })
          .batch(5),
      )
    )[0]!;
    for (const field of ['mask', 'keypoints']) assert.equal(field in boxes, false);
  });

  it('makes the same in workers as in this thread, whatever the batch, the type and the layout', async () => {
    const data = dataset(pictures(records), { seed: 5 })
      .targets({ ...asked, boxes: { format: 'coco', rotated: 'polygon', minVisibleFraction: 0.1 } })
      .shuffle()
      .augment(rotate({ angleDegrees: [-30, 30] }), horizontalFlip(), scale({ dtype: 'uint8', layout: 'NCHW' }))
      .batch(2, { last: 'pad' })
      .repeat(2);
    const inline = plain(await all(data.stream({ workers: 0 })));
    assert.equal(inline.length, 6);
    assert.deepEqual(plain(await all(data.stream({ workers: 2 }))), inline);
    assert.deepEqual(plain(await all(fromJSON(JSON.parse(JSON.stringify(data))).stream({ workers: 0 }))), inline);
  });

  it('goes on from a state, and refuses one of other targets', async () => {
    const data = dataset(pictures(records))
      .targets(asked)
      .augment(rotate({ angleDegrees: [-30, 30] }))
      .batch(2);
    const stream = data.stream({ workers: 0 });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const state = JSON.parse(JSON.stringify(stream.state()));
    await iterator.return?.();
    const rest = plain(await all(data.stream({ workers: 0, from: state })));
    assert.deepEqual(rest, plain(await all(data.stream({ workers: 0 }))).slice(1));
    const other = data.targets({ mask: true }).stream({ workers: 0, from: state });
    await assert.rejects(all(other), /targets was/);
  });

  it('leaves bad samples out, with their masks', async () => {
    const bad = { ...records[1]!, boxes: [[0, 0, -5, 3]] };
    const wrong = { ...records[2]!, mask: new Uint8Array(5) };
    const data = dataset(pictures([records[0]!, bad, wrong, records[3]!, records[4]!])).targets(asked);
    for (const workers of [0, 1]) {
      const [batch, ...others] = plain(await all(data.batch(5).stream({ workers, onError: 'skip' })));
      assert.equal(others.length, 0);
      assert.deepEqual(batch!.ids, [0, 3, 4]);
      const good = dataset(pictures([records[0]!, records[3]!, records[4]!]))
        .targets(asked)
        .batch(3);
      const [wanted] = plain(await all(good));
      assert.deepEqual({ ...batch, ids: [] }, { ...wanted, ids: [] });
    }
    const replaced = plain(await all(data.batch(3).stream({ workers: 0, onError: 'replace' })));
    assert.deepEqual(
      replaced.map(({ shape }) => shape?.[0]),
      [3, 2],
    );
    await assert.rejects(all(data), (error: AugmentError) => {
      assert.equal(error.sampleId, 1);
      assert.match(error.message, /picture 1: box 0: expected a width and a height >= 0 \(coco\), got \[0,0,-5,3\]/);
      return true;
    });
  });

  it('takes masks and boxes of the picture as it is displayed', async () => {
    const pixels = Buffer.alloc(20 * 10 * 3, 60);
    for (let y = 0; y < 4; y++) pixels.fill(255, y * 60, y * 60 + 18);
    // The top left of what is stored comes to the top right.
    const options = { quality: 100, chromaSubsampling: '4:4:4' } as const;
    const raw = { width: 20, height: 10, channels: 3 } as const;
    const bytes = await sharp(pixels, { raw }).withMetadata({ orientation: 6 }).jpeg(options).toBuffer();
    const classes = new Uint8Array(10 * 20);
    for (let y = 0; y < 6; y++) classes.fill(1, y * 10 + 6, y * 10 + 10);
    const given = { bytes, mask: indexPng(classes, 10, 20), boxes: [[6, 0, 4, 6]] };
    const { mask, boxes, image } = await one(
      [scale({ dtype: 'uint8' })],
      { mask: true, boxes: { format: 'coco' } },
      given,
    );
    assert.deepEqual(mask!.shape, [1, 20, 10]);
    assert.deepEqual(boxes![0]![0]!.box, [6, 0, 4, 6]);
    assert.deepEqual(Array.from(mask!.data), Array.from(classes));
    const white = Array.from({ length: 200 }, (_, i) => Number(image.data[i * 3]! > 150));
    assert.deepEqual(white, Array.from(classes));
    const stored = { ...given, mask: indexPng(classes, 20, 10) };
    await assert.rejects(
      one([], { mask: true }, stored),
      /expected a mask of 10 x 20 .*as its picture is displayed, got 20 x 10/,
    );
  });

  it('gives the same from a cache', async () => {
    const data = dataset(pictures(records))
      .targets(asked)
      .augment(rotate({ angleDegrees: [-30, 30] }))
      .batch(5);
    const wanted = plain(await all(data.repeat(2)));
    assert.deepEqual(plain(await all(data.cache({ memory: true }).repeat(2))), wanted);
  });

  it('guards masks after a release', async () => {
    const stream = dataset(pictures(records)).targets(asked).stream({ workers: 0, lease: true, debug: true });
    const { value } = await stream[Symbol.asyncIterator]().next();
    const batch = value as Batch;
    assert.equal(batch.mask!.data.length, width * height);
    batch.release();
    assert.throws(() => batch.mask, /after release/);
    await stream.return?.();
  });

  it('goes through sources that choose and join', async () => {
    const a = pictures(records.slice(0, 2), ['none', 'cat', 'dog']);
    const b = pictures(
      records.slice(2, 4).map((one, i) => ({ ...one, boxLabels: [['dog'], ['bird']][i]! })),
      ['bird', 'dog'],
    );
    const [batch] = await all(
      dataset(concat([a, b]))
        .targets(asked)
        .batch(4),
    );
    assert.deepEqual(
      batch!.boxes!.map(([box]) => box!.label),
      [1, 2, 2, 3],
    );
    const chosen = (await all(dataset(subset(a, 1)).targets(asked)))[0]!;
    assert.equal(chosen.boxes![0]!.length, 1);
    assert.equal(chosen.mask!.data.length, width * height);
  });

  it('refuses what a source does not have', async () => {
    const { bytes } = records[0]!;
    await assert.rejects(
      all(dataset(pictures([{ bytes, raw }])).targets({ mask: true })),
      /targets.mask: expected a source with masks/,
    );
    await assert.rejects(
      all(dataset(pictures([{ bytes, raw }])).targets({ keypoints: true })),
      /targets.keypoints: expected a source/,
    );
    const some = dataset(pictures([records[0]!, { bytes, raw }]));
    await assert.rejects(all(some.targets({ mask: true })), /picture 1: expected a mask for each sample/);
    assert.deepEqual((await all(some.targets({ boxes: { format: 'coco' } })))[1]!.boxes, [[]]);
  });

  it('reads palette masks of any depth as indices', async () => {
    for (const bitDepth of [1, 2, 4, 8]) {
      for (const filter of [0, 1, 2, 3, 4]) {
        const classes = Uint8Array.from({ length: width * height }, (_, i) => ((i * i) >> 3) & ((1 << bitDepth) - 1));
        const mask = indexPng(classes, width, height, { bitDepth, filter, palette: filter % 2 === 0 });
        const batch = await one([], { mask: true }, { ...records[0]!, mask });
        assert.deepEqual(batch.mask!.data.slice(), classes, `${bitDepth} bits, filter ${filter}`);
      }
    }
  });
});
