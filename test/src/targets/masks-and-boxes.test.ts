import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataset, type PictureRecord, pictures } from '../../../src/index.ts';
import { Renderer } from '../../../src/renderer.ts';
import type { Node } from '../../../transforms/index.ts';
import {
  affine,
  centerCrop,
  horizontalFlip,
  perspective,
  resize,
  resizedCrop,
  rotate,
  rotate90,
  transpose,
  verticalFlip,
} from '../../../vision/index.ts';
import { areaOf } from '../../../vision/outline.ts';

const [width, height] = [60, 44];
const edges = [14, 9, 41, 30] as const;
const area = (edges[2] - edges[0]) * (edges[3] - edges[1]);
const fill = 9;

/** A picture whose mask and whose white pixels are its box. */
function record(): PictureRecord {
  const bytes = new Uint8Array(width * height);
  for (let y = edges[1]; y < edges[3]; y++) bytes.fill(255, y * width + edges[0], y * width + edges[2]);
  const mask = bytes.map((level) => level / 255);
  return { bytes, raw: { width, height, channels: 1 }, mask, boxes: [[...edges]], keypoints: [[27, 19]] };
}

const geometries: readonly (() => Node)[] = [
  () => rotate({ angleDegrees: [-180, 180], border: 'constant' }),
  () => affine({}),
  () => perspective({}),
  () => horizontalFlip(),
  () => verticalFlip(),
  () => transpose(),
  () => rotate90(),
  () => resize({ size: [70, 50] }),
  () => centerCrop({ size: [30, 34] }),
  () => resizedCrop({ size: [48, 40], areaFraction: [0.3, 1] }),
];

describe('masks and boxes', () => {
  it('tell the same, whatever the geometry, fused or not', async () => {
    let seen = 0;
    const chosen = fc.array(fc.constantFrom(...geometries), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(chosen, fc.nat(1e6), fc.boolean(), async (made, seed, fused) => {
        const data = dataset(pictures([record()]), { seed })
          .targets({ mask: { fill }, boxes: { format: 'pascal_voc', rotated: 'polygon' }, keypoints: true })
          .augment(...made.map((make) => make()));
        const renderer = await Renderer.open(data.spec, { fused });
        const { mask, boxes, ...picture } = await renderer.pixels(0, 0);
        const steps = fused ? 1 : made.length;
        renderer.close();
        for (const value of mask!) assert.ok(value === 0 || value === 1 || value === fill, `${value}`);
        const count = mask!.filter((value) => value === 1).length;
        const [box] = boxes!;
        if (box === undefined) {
          assert.ok(count <= 4 * steps, `${count} pixels of no box`);
          return;
        }
        seen++;
        const visible = areaOf(box.polygon!);
        const scale = Math.max(1, Math.sqrt(visible / box.visibleFraction / area));
        const [left, top, right, bottom] = box.box;
        let inside = 0;
        const slack = 1.01 * scale * steps;
        for (let i = 0; i < mask!.length; i++) {
          if (mask![i] !== 1) continue;
          const [x, y] = [(i % picture.width) + 0.5, Math.floor(i / picture.width) + 0.5];
          if (x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack) inside++;
        }
        assert.equal(inside, count, 'no pixel of the mask lies outside of the box');
        const around = 2 * (right - left + (bottom - top));
        assert.ok(Math.abs(count - visible) <= 4 + 0.5 * around * scale * steps, `${count} pixels, and ${visible}`);
      }),
      { numRuns: 150 },
    );
    assert.ok(seen > 60, `${seen} boxes were seen`);
  });
});
