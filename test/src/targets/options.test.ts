import assert from 'node:assert/strict';
import fc from 'fast-check';
import sharp from 'sharp';
import { audioFolder, configSchema, dataset, fromJSON, imageFolder, type TargetsSpec } from '../../../src/index.ts';
import { boxFormats, edgesOf, formatted } from '../../../src/targets/formats.ts';
import { decodeMask } from '../../../vision/io/mask.ts';
import { indexPng } from './masked.ts';

const data = dataset(imageFolder('x'));

describe('targets of a dataset', () => {
  it('survive JSON', () => {
    const all: TargetsSpec = {
      mask: { fill: 255 },
      boxes: {
        format: 'yolo',
        minAreaPixels: 4,
        minVisibleFraction: 0.1,
        minSidePixels: 2,
        rotated: 'polygon',
        clip: true,
      },
      keypoints: { removeOutside: false, swap: [[1, 2]] },
    };
    assert.deepEqual(fromJSON(JSON.parse(JSON.stringify(data.targets(all)))).spec.targets, all);
    assert.equal('targets' in data.toJSON(), false);
    assert.ok('targets' in (configSchema().properties as object));
  });

  it('are refused by name', () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [3, /targets: expected \{ mask, boxes, keypoints \}, got 3/],
      [{}, /targets: expected mask, boxes or keypoints/],
      [{ masks: true }, /targets: unknown field "masks"; did you mean "mask"/],
      [{ mask: false }, /targets\.mask: expected \{ fill \}, got false/],
      [{ mask: { fill: 256 } }, /targets\.mask\.fill: expected a whole number from 0 to 255, got 256/],
      [{ boxes: true }, /targets\.boxes: expected \{ format/],
      [{ boxes: {} }, /targets\.boxes\.format: expected "coco" or "pascal_voc"/],
      [{ boxes: { format: 'voc' } }, /targets\.boxes\.format/],
      [{ boxes: { format: 'coco', minAreaPixels: -1 } }, /targets\.boxes\.minAreaPixels/],
      [{ boxes: { format: 'coco', minVisibleFraction: 2 } }, /targets\.boxes\.minVisibleFraction/],
      [{ boxes: { format: 'coco', minSidePixels: Number.NaN } }, /targets\.boxes\.minSidePixels/],
      [{ boxes: { format: 'coco', rotated: 'ellipse' } }, /targets\.boxes\.rotated: expected "box" or "polygon"/],
      [{ boxes: { format: 'coco', clip: 1 } }, /targets\.boxes\.clip: expected true or false/],
      [{ boxes: { format: 'coco', minArea: 1 } }, /targets\.boxes: unknown field "minArea"/],
      [{ keypoints: { removeOutside: 'no' } }, /targets\.keypoints\.removeOutside/],
      [
        {
          keypoints: {
            swap: [
              [1, 2],
              [2, 3],
            ],
          },
        },
        /targets\.keypoints\.swap: expected pairs/,
      ],
      [{ keypoints: { swap: [[1]] } }, /targets\.keypoints\.swap/],
    ];
    for (const [given, message] of refused) {
      assert.throws(() => data.targets(given as TargetsSpec), { name: 'AugmentError', message });
      const json = { ...data.toJSON(), targets: given };
      assert.throws(() => fromJSON(json), { name: 'AugmentError', message: new RegExp(`config\\.${message.source}`) });
    }
    assert.throws(() => dataset(audioFolder('x')).targets({ mask: true } as never), /got sound/);
    const cached = data.cache({ memory: true, maxSide: 64 });
    assert.throws(() => cached.targets({ mask: true }), /cache\.maxSide: expected none beside targets/);
    assert.throws(() => data.targets({ mask: true }).cache({ memory: true, maxSide: 64 }), /cache\.maxSide/);
  });

  it('go from one format to another and back', () => {
    const side = fc.integer({ min: 1, max: 4000 });
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...boxFormats), side, side, part, part, part, part, (format, w, h, a, b, c, d) => {
        const edges = [Math.min(a, b) * w, Math.min(c, d) * h, Math.max(a, b) * w, Math.max(c, d) * h] as const;
        const back = edgesOf(formatted(edges, format, w, h), format, w, h);
        for (const [i, edge] of edges.entries()) assert.ok(Math.abs(back[i]! - edge) <= 1e-9 * Math.max(w, h));
      }),
    );
  });
});

describe('decodeMask', () => {
  const classes = Uint8Array.from({ length: 21 * 13 }, (_, i) => (i * 7) & 15);
  const grey = sharp(Buffer.from(classes), { raw: { width: 21, height: 13, channels: 1 } }).toColourspace('b-w');
  const read = async (bytes: Uint8Array, width = 21, height = 13) =>
    Uint8Array.from(await decodeMask({ bytes, name: 'm' }, width, height));

  it('reads grey levels as they are, whatever the file', async () => {
    assert.deepEqual(await read(await grey.clone().png().toBuffer()), classes);
    assert.deepEqual(await read(await grey.clone().png({ adaptiveFiltering: true }).toBuffer()), classes);
    assert.deepEqual(await read(await grey.clone().png({ progressive: true }).toBuffer()), classes);
    assert.deepEqual(await read(await grey.clone().tiff({ compression: 'lzw' }).toBuffer()), classes);
    assert.deepEqual(await read(await grey.clone().webp({ lossless: true }).toBuffer()), classes);
    assert.deepEqual(await read(await grey.clone().toColourspace('srgb').png().toBuffer()), classes);
  });

  it('refuses what holds no class numbers', async () => {
    const refuses = async (bytes: Promise<Buffer> | Buffer, message: RegExp) =>
      assert.rejects(read(await bytes), { name: 'AugmentError', code: 'bad-mask', message });
    await refuses(grey.clone().jpeg().toBuffer(), /^m: expected a mask of class numbers.*got jpeg/);
    await refuses(grey.clone().toColourspace('grey16').png().toBuffer(), /got 16 bits/);
    await refuses(indexPng(classes, 20, 13), /^m: expected a mask of 21 x 13 .*got 20 x 13/);
    const colours = Buffer.from(Array.from({ length: 21 * 13 * 3 }, (_, i) => (i * 5) & 255));
    await refuses(
      sharp(colours, { raw: { width: 21, height: 13, channels: 3 } })
        .png()
        .toBuffer(),
      /got colours/,
    );
    await refuses(Buffer.from('no picture'), /damaged/);
  });

  it('never crashes, whatever a file holds', async () => {
    const good = indexPng(classes, 21, 13, { filter: 4 });
    const spoiled = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length));
    await fc.assert(
      fc.asyncProperty(spoiled, async ([at, value, end]) => {
        const bytes = Buffer.from(good.subarray(0, end));
        if (at < bytes.length) bytes[at] = value;
        try {
          assert.equal((await read(bytes)).length, classes.length);
        } catch (error) {
          assert.equal((error as Error).name, 'AugmentError');
        }
      }),
      { numRuns: 200 },
    );
  });
});
