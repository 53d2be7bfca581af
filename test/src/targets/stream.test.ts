import assert from 'node:assert/strict';
import {
  type AugmentError,
  type Batch,
  concat,
  Dataset,
  dataset,
  fromJSON,
  type PictureRecord,
  pictures,
  subset,
} from '../../../src/index.ts';
import type { Node } from '../../../transforms/index.ts';
import { centerCrop, horizontalFlip, resize, rotate, scale, verticalFlip } from '../../../vision/index.ts';
import { indexPng } from './masked.ts';

const [width, height] = [32, 24];
const raw = { width, height, channels: 1 } as const;

/** A black picture with a white box, whose mask says which box it is. */
function record(label: number, [x0, y0, x1, y1]: readonly [number, number, number, number]): PictureRecord {
  const bytes = new Uint8Array(width * height);
  const mask = new Uint8Array(width * height);
  for (let y = y0; y < y1; y++) {
    bytes.fill(255, y * width + x0, y * width + x1);
    mask.fill(label, y * width + x0, y * width + x1);
  }
  return {
    bytes,
    raw,
    mask,
    boxes: [[x0, y0, x1 - x0, y1 - y0]],
    boxLabels: [label],
    boxFields: [{ name: `box ${label}` }],
    keypoints: [[x0, y0, 30, 4]],
  };
}

const records = [
  record(1, [2, 3, 12, 9]),
  record(2, [10, 10, 30, 22]),
  record(3, [0, 0, 32, 24]),
  record(4, [20, 1, 25, 20]),
  record(5, [6, 6, 7, 7]),
];
const asked = { mask: true, boxes: { format: 'coco' }, keypoints: true } as const;

async function all(data: AsyncIterable<Batch>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of data instanceof Dataset ? data.stream({ workers: 0 }) : data) batches.push(batch);
  return batches;
}

const one = async (
  nodes: readonly Node[],
  targets: Parameters<ReturnType<typeof dataset>['targets']>[0],
  given = records[0]!,
) =>
  (
    await all(
      dataset(pictures([given]))
        .targets(targets)
        .augment(...nodes),
    )
  )[0]!;

const plain = (batches: readonly Batch[]) =>
  batches.map(({ image, mask, boxes, keypoints, ids }) => ({
    ids,
    boxes,
    keypoints,
    image: Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength).toString('base64'),
    mask: mask && Buffer.from(mask.data).toString('base64'),
    shape: mask?.shape,
  }));

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

  it('moves boxes in each of the four formats', async () => {
    const nodes = [horizontalFlip({ p: 1 })];
    const box = async (format: 'coco' | 'pascal_voc' | 'albumentations' | 'yolo', given: readonly number[]) => {
      const batch = await one(nodes, { boxes: { format } }, { ...records[0]!, boxes: [given] });
      return batch.boxes![0]![0]!.box;
    };
    assert.deepEqual(await box('coco', [4, 3, 8, 6]), [20, 3, 8, 6]);
    assert.deepEqual(await box('pascal_voc', [4, 3, 12, 9]), [20, 3, 28, 9]);
    assert.deepEqual(await box('albumentations', [0.125, 0.125, 0.375, 0.375]), [0.625, 0.125, 0.875, 0.375]);
    assert.deepEqual(await box('yolo', [0.25, 0.25, 0.25, 0.25]), [0.75, 0.25, 0.25, 0.25]);
  });

  it('keeps the box about the mask and about the white pixels', async () => {
    const nodes = [
      rotate({ angleDegrees: [-40, 40], border: 'constant' }),
      horizontalFlip(),
      resize({ size: [48, 64] }),
      centerCrop({ size: [40, 40] }),
    ];
    const data = dataset(pictures(records.slice(0, 2))).targets({ mask: { fill: 9 }, boxes: { format: 'coco' } });
    let seen = 0;
    for await (const { mask, boxes } of data
      .augment(...nodes)
      .repeat(12)
      .stream({ workers: 0 })) {
      const [, h, w] = mask!.shape as [number, number, number];
      const wanted = boxes![0]![0]?.label;
      const extent = [Infinity, Infinity, -Infinity, -Infinity];
      let others = 0;
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const value = mask!.data[y * w + x]!;
          assert.ok([0, 1, 2, 9].includes(value), `${value}`);
          if (value === 9) others++;
          if (value !== wanted) continue;
          extent[0] = Math.min(extent[0]!, x);
          extent[1] = Math.min(extent[1]!, y);
          extent[2] = Math.max(extent[2]!, x + 1);
          extent[3] = Math.max(extent[3]!, y + 1);
        }
      }
      if (wanted === undefined) continue;
      seen += others;
      const [left, top, across, down] = boxes![0]![0]!.box;
      for (const [i, edge] of [left, top, left + across, top + down].entries()) {
        assert.ok(Math.abs(edge - extent[i]!) <= 1.5, `${boxes![0]![0]!.box} is not ${extent}`);
      }
    }
    assert.ok(seen > 100, 'borders were filled');
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

  it('guards masks after a release', async () => {
    const stream = dataset(pictures(records)).targets(asked).stream({ workers: 0, lease: true, debug: true });
    const { value } = await stream[Symbol.asyncIterator]().next();
    const batch = value as Batch;
    assert.equal(batch.mask!.data.length, width * height);
    batch.release();
    assert.throws(() => batch.mask, /after release/);
    await stream.return?.();
  });

  it('filters by visible area, visible part and side', async () => {
    const crop = [centerCrop({ size: [12, 16] })];
    const given = {
      ...records[0]!,
      boxes: [
        [2, 3, 10, 6],
        [10, 8, 4, 4],
      ],
      boxLabels: [1, 2],
      boxFields: [{}, {}],
    };
    const kept = async (boxes: object) =>
      (await one(crop, { boxes: { format: 'coco', ...boxes } }, given)).boxes![0]!.map(({ label }) => label);
    // The crop shows x from 8 to 24 and y from 6 to 18: of the first box 4 x 3 of 10 x 6.
    assert.deepEqual(await kept({}), [1, 2]);
    const [first] = (await one(crop, { boxes: { format: 'coco' } }, given)).boxes![0]!;
    assert.deepEqual(first!.box, [0, 0, 4, 3]);
    assert.equal(first!.visibleFraction, 0.2);
    assert.deepEqual(await kept({ minAreaPixels: 12 }), [1, 2]);
    assert.deepEqual(await kept({ minAreaPixels: 12.01 }), [2]);
    assert.deepEqual(await kept({ minVisibleFraction: 0.2 }), [1, 2]);
    assert.deepEqual(await kept({ minVisibleFraction: 0.21 }), [2]);
    assert.deepEqual(await kept({ minSidePixels: 3 }), [1, 2]);
    assert.deepEqual(await kept({ minSidePixels: 3.5 }), [2]);
  });

  it('takes boxes that rounding put outside, and cuts others off only where asked', async () => {
    const boxes = (given: readonly number[], clip: boolean) =>
      one([], { boxes: { format: 'pascal_voc', clip } }, { ...records[0]!, boxes: [given] }).then(({ boxes: all }) =>
        all![0]!.map(({ box }) => box),
      );
    assert.deepEqual(await boxes([-1e-7, 0, 32.0000001, 24], false), [[0, 0, 32, 24]]);
    assert.deepEqual(await boxes([5, 5, 5, 9], false), [[5, 5, 5, 9]]);
    assert.deepEqual(await boxes([5, 5, 5 - 1e-9, 9], false), [[5, 5, 5, 9]]);
    await assert.rejects(boxes([-3, 0, 10, 10], false), /within the picture of 32 x 24/);
    assert.deepEqual(await boxes([-3, 0, 10, 10], true), [[0, 0, 10, 10]]);
    assert.deepEqual(await boxes([40, 0, 50, 10], true), []);
    for (const bad of [
      [0, 0, Number.NaN, 3],
      [0, 0, 1, Infinity],
    ]) {
      await assert.rejects(
        boxes(bad, true),
        (error: AugmentError) => /box 0: expected four finite/.test(error.message) && error.sampleId === 0,
      );
    }
  });

  it('gives the corners of turned boxes', async () => {
    const nodes = [rotate({ angleDegrees: [30, 30], border: 'constant' })];
    const batch = await one(
      nodes,
      { boxes: { format: 'pascal_voc', rotated: 'polygon' } },
      { ...records[0]!, boxes: [[12, 9, 20, 15]] },
    );
    const { polygon, box } = batch.boxes![0]![0]!;
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    // Counter-clockwise, as displayed, about (16, 12).
    const corner = (x: number, y: number) => [16 + c * x + s * y, 12 - s * x + c * y];
    const wanted = [...corner(-4, -3), ...corner(4, -3), ...corner(4, 3), ...corner(-4, 3)];
    for (const [i, value] of polygon!.entries()) assert.ok(Math.abs(value - wanted[i]!) < 1e-9, `${polygon} ${wanted}`);
    assert.ok(Math.abs(box[2] - box[0] - (8 * c + 6 * s)) < 1e-9);
  });

  it('swaps labels of keypoints where the picture is mirrored', async () => {
    const given = {
      ...records[0]!,
      keypoints: [
        [4, 4],
        [8, 4],
        [6, 6],
      ],
      keypointLabels: [1, 2, 0],
    };
    const labels = async (nodes: readonly Node[]) =>
      (await one(nodes, { keypoints: { swap: [[1, 2]] } }, given)).keypoints![0]!.map(({ label, x }) => [label, x]);
    assert.deepEqual(await labels([]), [
      [1, 4],
      [2, 8],
      [0, 6],
    ]);
    assert.deepEqual(await labels([horizontalFlip({ p: 1 })]), [
      [2, 27],
      [1, 23],
      [0, 25],
    ]);
    assert.deepEqual(await labels([horizontalFlip({ p: 1 }), verticalFlip({ p: 1 })]), [
      [1, 27],
      [2, 23],
      [0, 25],
    ]);
  });

  it('keeps keypoints that left the picture where asked', async () => {
    const crop = [centerCrop({ size: [10, 10] })];
    const points = async (removeOutside: boolean) => (await one(crop, { keypoints: { removeOutside } })).keypoints![0]!;
    assert.deepEqual(await points(true), []);
    assert.deepEqual(
      (await points(false)).map(({ x, y }) => [x, y]),
      [[-9, -4]],
    );
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
