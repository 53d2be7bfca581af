import assert from 'node:assert/strict';
import { type AugmentError, dataset, pictures } from '../../../src/index.ts';
import type { Node } from '../../../transforms/index.ts';
import { centerCrop, horizontalFlip, resize, rotate, verticalFlip } from '../../../vision/index.ts';
import { one, records } from './sets.ts';

describe('boxes and keypoints of a stream', () => {
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
});
