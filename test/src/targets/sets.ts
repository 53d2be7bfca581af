// Pictures with masks, boxes and keypoints, and what streams make of them.
import { type Batch, Dataset, dataset, type PictureRecord, pictures } from '../../../src/index.ts';
import type { Node } from '../../../transforms/index.ts';

export const [width, height] = [32, 24];
export const raw = { width, height, channels: 1 } as const;

/** A black picture with a white box, whose mask says which box it is. */
export function record(label: number, [x0, y0, x1, y1]: readonly [number, number, number, number]): PictureRecord {
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

export const records = [
  record(1, [2, 3, 12, 9]),
  record(2, [10, 10, 30, 22]),
  record(3, [0, 0, 32, 24]),
  record(4, [20, 1, 25, 20]),
  record(5, [6, 6, 7, 7]),
];
export const asked = { mask: true, boxes: { format: 'coco' }, keypoints: true } as const;

export async function all(data: AsyncIterable<Batch>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of data instanceof Dataset ? data.stream({ workers: 0 }) : data) batches.push(batch);
  return batches;
}

export const one = async (
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

export const plain = (batches: readonly Batch[]) =>
  batches.map(({ image, mask, boxes, keypoints, ids }) => ({
    ids,
    boxes,
    keypoints,
    image: Buffer.from(image.data.buffer, image.data.byteOffset, image.data.byteLength).toString('base64'),
    mask: mask && Buffer.from(mask.data).toString('base64'),
    shape: mask?.shape,
  }));
