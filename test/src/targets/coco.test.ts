import assert from 'node:assert/strict';
import { cocoDetection, dataset, fromJSON, jsonLines } from '../../../src/index.ts';
import { horizontalFlip, resize } from '../../../vision/index.ts';
import { folderOf, jpeg } from '../pictures.ts';
import { opened } from '../sources/opened.ts';
import { indexPng } from './masked.ts';

const coco = {
  images: [
    { id: 7, file_name: 'a.jpg', width: 20, height: 10 },
    { id: 3, file_name: 'b.jpg', width: 20, height: 10 },
  ],
  annotations: [
    { id: 1, image_id: 3, category_id: 18, bbox: [1, 2, 3, 4], iscrowd: 1, area: 12 },
    { id: 2, image_id: 7, category_id: 1, bbox: [0, 0, 10.5, 10], iscrowd: 0, keypoints: [4, 5, 2, 0, 0, 0, 9, 9, 1] },
  ],
  categories: [
    { id: 18, name: 'dog' },
    { id: 1, name: 'person', keypoints: ['nose', 'left_eye', 'right_eye'] },
  ],
};

async function within<T>(files: Record<string, string | Uint8Array>, use: (path: string) => Promise<T>): Promise<T> {
  const folder = folderOf(files);
  try {
    return await use(folder.path);
  } finally {
    folder.remove();
  }
}

const spec = { annotations: 'instances.json', images: 'images' };

describe('cocoDetection', () => {
  it('gives boxes, keypoints and class names', async () => {
    const [a, b] = [await jpeg(20, 10, 'a'), await jpeg(20, 10, 'b')];
    const files = { 'instances.json': JSON.stringify(coco), 'images/a.jpg': a, 'images/b.jpg': b };
    await within(files, async (base) => {
      const source = await opened(cocoDetection(spec), base);
      assert.deepEqual(source.classNames, ['person', 'dog']);
      assert.deepEqual([source.keyOf!(0), source.keyOf!(1)], ['a.jpg', 'b.jpg']);
      const data = dataset(cocoDetection(spec), { base })
        .targets({ boxes: { format: 'pascal_voc' }, keypoints: { swap: [[1, 2]] } })
        .augment(horizontalFlip({ p: 1 }), resize({ size: [20, 40] }))
        .batch(2);
      for (const wanted of [data, fromJSON(JSON.parse(JSON.stringify(data)), { base })]) {
        for await (const { boxes, keypoints, label } of wanted.stream({ workers: 0 })) {
          assert.deepEqual([...label.data], [-1, -1]);
          assert.deepEqual(boxes, [
            [{ box: [19, 0, 40, 20], label: 0, index: 0, visibleFraction: 1, fields: { id: 2 } }],
            [{ box: [32, 4, 38, 12], label: 1, index: 0, visibleFraction: 1, fields: { id: 1, crowd: true } }],
          ]);
          const seen = keypoints![0]!.map(({ x, y, label, fields }) => [x, y, label, fields]);
          assert.deepEqual(seen, [
            [30.5, 10.5, 0, { box: 0, visibility: 2 }],
            [20.5, 18.5, 1, { box: 0, visibility: 1 }],
          ]);
        }
      }
    });
  });

  it('says what is wrong with a file', async () => {
    const refuses = (json: unknown, message: RegExp) =>
      within({ 'instances.json': typeof json === 'string' ? json : JSON.stringify(json), 'images/x': '' }, (base) =>
        assert.rejects(opened(cocoDetection(spec), base), { name: 'AugmentError', code: 'bad-annotations', message }),
      );
    const [first, second] = coco.annotations;
    await refuses('{"images": [', /instances\.json: expected a COCO JSON, got a syntax error/);
    await refuses([], /the file: expected an object/);
    await refuses('null', /the file: expected an object/);
    await refuses({ ...coco, images: 3 }, /images: expected a list, got 3/);
    await refuses({ ...coco, images: [] }, /images: expected at least one picture/);
    await refuses({ ...coco, images: [null] }, /images\[0\]: expected an object/);
    await refuses({ ...coco, images: [{ id: '1', file_name: 'a' }] }, /images\[0\]\.id: expected a whole number/);
    await refuses({ ...coco, images: [{ id: 1 }] }, /images\[0\]\.file_name: expected the name of a file/);
    await refuses({ ...coco, images: [coco.images[0], coco.images[0]] }, /images\[1\]\.id: expected an id of its own/);
    await refuses({ ...coco, categories: [{ id: 1 }] }, /categories\[0\]\.name/);
    await refuses({ ...coco, annotations: [{ ...first, image_id: 5 }] }, /annotations\[0\]\.image_id.*got 5/);
    await refuses({ ...coco, annotations: [{ ...first, category_id: 5 }] }, /annotations\[0\]\.category_id.*got 5/);
    await refuses(
      { ...coco, annotations: [first, { ...second, bbox: [1, 2] }] },
      /annotations\[1\]\.bbox: expected four/,
    );
    await refuses(
      { ...coco, annotations: [{ ...first, bbox: [1, 2, -3, 4] }] },
      /annotations\[0\]\.bbox: expected a width/,
    );
    await refuses(
      { ...coco, annotations: [{ ...first, keypoints: [1, 2] }] },
      /annotations\[0\]\.keypoints: expected three/,
    );
    await refuses({ ...coco, annotations: [{ ...first, bbox: 'x'.repeat(1e5) }] }, /.{10,400}$/);
    await within({ 'images/x': '' }, (base) =>
      assert.rejects(
        opened(cocoDetection(spec), base),
        /instances\.json: expected a COCO JSON, got nothing of that name/,
      ),
    );
  });
});

describe('targets of JSON lines', () => {
  const columns = {
    file: 'file',
    boxes: 'boxes',
    boxLabels: 'kinds',
    keypoints: 'points',
    mask: 'mask',
    classNames: ['cat', 'dog'],
  };
  const rows = [
    { file: 'a.jpg', boxes: [[0.5, 0.5, 0.5, 0.5]], kinds: ['dog'], points: [[1, 2]], mask: 'm.png' },
    { file: 'b.jpg', mask: 'm.png' },
  ];
  const lines = (list: readonly object[]) => list.map((row) => `${JSON.stringify(row)}\n`).join('');

  it('come with the pictures', async () => {
    const mask = indexPng(
      Uint8Array.from({ length: 200 }, (_, i) => i & 3),
      20,
      10,
    );
    const files = {
      'a.jpg': await jpeg(20, 10, 'a'),
      'b.jpg': await jpeg(20, 10, 'b'),
      'm.png': mask,
      'l.jsonl': lines(rows),
    };
    await within(files, async (base) => {
      const data = dataset(jsonLines('l.jsonl', columns), { base })
        .targets({ boxes: { format: 'yolo' }, keypoints: true, mask: true })
        .batch(2);
      for await (const batch of data.stream({ workers: 0 })) {
        assert.deepEqual(batch.boxes, [[{ box: [0.5, 0.5, 0.5, 0.5], label: 1, index: 0, visibleFraction: 1 }], []]);
        assert.deepEqual(batch.keypoints, [[{ x: 1, y: 2, angleDegrees: 0, size: 0, label: 0, index: 0 }], []]);
        assert.deepEqual([...batch.mask!.data.subarray(200, 206)], [0, 1, 2, 3, 0, 1]);
      }
    });
  });

  it('are checked where they stand', async () => {
    const refuses = (row: object, message: RegExp) =>
      within({ 'l.jsonl': lines([rows[0]!, { ...rows[0], ...row }]) }, (base) =>
        assert.rejects(opened(jsonLines('l.jsonl', columns), base), { name: 'AugmentError', message }),
      );
    await refuses({ boxes: [[1, 2, 3]] }, /l\.jsonl:2: column "boxes": expected a list of boxes of four numbers/);
    await refuses({ boxes: 'x' }, /l\.jsonl:2: column "boxes"/);
    await refuses({ kinds: [] }, /l\.jsonl:2: column "kinds": expected a list of 1/);
    await refuses({ points: [[1]] }, /l\.jsonl:2: column "points": expected a list of points/);
    const { boxes: _, ...without } = columns;
    await assert.rejects(opened(jsonLines('l.jsonl', without), '.'), /boxLabels: expected boxes beside it/);
  });
});
