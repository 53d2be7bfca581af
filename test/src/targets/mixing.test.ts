import assert from 'node:assert/strict';
import { type Batch, type Dataset, dataset, type PictureRecord, pictures } from '../../../src/index.ts';
import type { Node } from '../../../transforms/index.ts';
import {
  copyPaste,
  cutMix,
  horizontalFlip,
  mixUp,
  mosaic,
  resize,
  scale,
  verticalFlip,
} from '../../../vision/index.ts';

const [width, height] = [32, 24];
const boxes = [
  [2, 3, 12, 9],
  [10, 10, 30, 22],
  [0, 0, 32, 24],
  [20, 1, 25, 20],
  [6, 6, 7, 7],
] as const;
const areas = boxes.map(([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0));

/** A black picture with one box of a level, and of a class, of its own. */
const records = boxes.map(([x0, y0, x1, y1], id): PictureRecord => {
  const bytes = new Uint8Array(width * height);
  const mask = new Uint8Array(width * height);
  for (let y = y0; y < y1; y++) {
    bytes.fill(40 * (id + 1), y * width + x0, y * width + x1);
    mask.fill(id + 1, y * width + x0, y * width + x1);
  }
  return {
    bytes,
    raw: { width, height, channels: 1 },
    label: id,
    mask,
    boxes: [[x0, y0, x1, y1]],
    boxLabels: [id],
    boxFields: [{ name: `box ${id}` }],
    keypoints: [
      [x0, y0],
      [x1 - 1, y0],
    ],
  };
});
const asked = { mask: true, boxes: { format: 'pascal_voc' }, keypoints: { swap: [[0, 1]] } } as const;
const flips = [horizontalFlip({ p: 0.5 }), verticalFlip({ p: 0.5 })];

const mixing = (...nodes: readonly Node[]): Dataset =>
  dataset(pictures(records), { seed: 5 })
    .targets(asked)
    .augment(...flips, ...nodes, scale({ dtype: 'uint8' }))
    .repeat(8);

async function* samplesOf(data: Dataset, workers = 0) {
  for await (const batch of data.batch(1).stream({ workers }) as AsyncIterable<Batch>) {
    const { image, mask, boxes: lists, keypoints, ids } = batch;
    yield {
      id: ids[0]!,
      levels: image.data.filter((_, i) => i % 3 === 0),
      mask: mask!.data,
      boxes: lists![0]!,
      keypoints: keypoints![0]!,
    };
  }
}

describe('targets of mixed pictures', () => {
  for (const [name, node] of [
    ['cutMix', cutMix()],
    ['copyPaste', copyPaste({ objectOdds: 0.7 })],
  ] as const) {
    it(`${name}: masks go with the pixels, and boxes and fractions with the masks`, async () => {
      let taken = 0;
      for await (const { id, levels, mask, boxes: found } of samplesOf(mixing(node))) {
        assert.deepEqual(
          [...levels],
          [...mask].map((value) => 40 * value),
        );
        const left = new Set(mask);
        for (const { box, label, sampleId, visibleFraction, fields } of found) {
          assert.equal(sampleId ?? id, label);
          assert.deepEqual(fields, { name: `box ${label}` });
          if (sampleId !== undefined) taken++;
          let count = 0;
          for (const [i, value] of mask.entries()) {
            if (value !== label + 1) continue;
            count++;
            const [x, y] = [i % width, Math.floor(i / width)];
            assert.ok(x >= box[0] && x < box[2] && y >= box[1] && y < box[3], `${x}, ${y} outside of [${box}]`);
          }
          assert.ok(Math.abs(visibleFraction - count / areas[label]!) < 1e-6, `${visibleFraction}, ${count}`);
          left.delete(label + 1);
        }
        left.delete(0);
        assert.equal(left.size, 0, 'each class in the mask has its box');
      }
      assert.ok(taken > 8, `${taken} boxes taken in`);
    });
  }

  it('mixUp keeps the boxes of both, and the mask of the sample', async () => {
    for await (const { id, mask, boxes: found } of samplesOf(mixing(mixUp({ alpha: 1 })))) {
      assert.equal(found.length, 2);
      assert.deepEqual(new Set(mask), id === 2 ? new Set([3]) : new Set([0, id + 1]));
      assert.ok(found.every(({ visibleFraction }) => visibleFraction === 1));
    }
  });

  it('mosaic: every box lies around its pixels, in its cell', async () => {
    let count = 0;
    const nodes = [mosaic({ size: [height * 2, width * 2], centreFraction: [0.5, 0.5] })];
    for await (const { levels, mask, boxes: found } of samplesOf(mixing(...nodes))) {
      assert.deepEqual(
        [...levels],
        [...mask].map((value) => 40 * value),
      );
      assert.equal(found.length, 4);
      for (const { box, label } of found) {
        const [x0, y0, x1, y1] = box;
        assert.equal((x1 - x0) * (y1 - y0), areas[label]);
        for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) assert.equal(mask[y * 2 * width + x], label + 1);
        count++;
      }
    }
    assert.equal(count, 160);
  });

  it('keypoints of partners change their names as their own pictures are mirrored', async () => {
    for await (const { id, keypoints } of samplesOf(mixing(mixUp({ alpha: 1 }), ...flips.map((node) => node)))) {
      for (const sample of new Set(keypoints.map(({ sampleId }) => sampleId ?? id))) {
        const own = keypoints.filter(({ sampleId }) => (sampleId ?? id) === sample);
        const [left, right] = [own.find(({ label }) => label === 0)!, own.find(({ label }) => label === 1)!];
        // Mirrored once, or turned by both flips: names tell which is which, as in the source or turned by half.
        const isUpright = left.y === boxes[sample]![1];
        if (sample !== 4) assert.equal(Math.sign(right.x - left.x), isUpright ? 1 : -1);
      }
    }
  });

  it('are the same in workers, and for pictures that are cropped before', async () => {
    const data = mixing(resize({ size: [20, 20] }), cutMix(), copyPaste(), mosaic({ size: [24, 24] }), mixUp());
    const gathered = async (workers: number) => {
      const found: unknown[] = [];
      for await (const sample of samplesOf(data, workers)) found.push(JSON.stringify(sample));
      return found;
    };
    assert.deepEqual(await gathered(1), await gathered(0));
  });

  it('copyPaste by masks alone, and nothing to know objects by', async () => {
    const set = dataset(pictures(records), { seed: 5 }).augment(
      copyPaste({ objectOdds: 1 }),
      scale({ dtype: 'uint8' }),
    );
    for await (const { image, ids } of set.batch(1)) {
      const levels = new Set(image.data);
      assert.ok(levels.size > 2 || [...levels].some((level) => level !== 0 && level !== 40 * (ids[0]! + 1)));
    }
    const bare = dataset(pictures(records.map(({ bytes, raw }) => ({ bytes, raw: raw! })))).augment(copyPaste());
    await assert.rejects(async () => {
      for await (const _ of bare);
    }, /copyPaste: expected a source with masks/);
  });
});
