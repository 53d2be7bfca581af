import assert from 'node:assert/strict';
import { catalogs } from '../../../src/catalog.ts';
import { AugmentError, dataset, pictures } from '../../../src/index.ts';
import { makeTransform } from '../../../transforms/index.ts';
import { numbers } from './numbers.ts';

const [width, height] = [24, 18];

/** What only makes sense of colours. */
const needRgb = [
  'channelDropout',
  'channelShuffle',
  'chromaticAberration',
  'colorJitter',
  'colorShift',
  'grayscale',
  'hueSaturation',
  'isoNoise',
  'jpegCompression',
  'photometricDistort',
  'rain',
  'sepia',
  'snow',
  'webpCompression',
  'whiteBalance',
];

/** What hangs on what they draw. */
const mayNeedRgb = ['augMix', 'autoAugment', 'imagenetC', 'randAugment', 'trivialAugmentWide'];

/** Of what a size has to be said. */
const size = [14, 16] as const;
const values: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    ['mosaic', 'centerCrop', 'letterbox', 'randomCrop', 'resize', 'resizedCrop'].map((name) => [name, { size }]),
  ),
  longestSide: { sidePixels: 20 },
  shortestSide: { sidePixels: 12 },
  pad: { leastSize: [30, 32] },
};

const names = [...catalogs.image.keys()].filter((name) => name !== 'whiten' && name !== 'scale').sort();

function records(channels: number) {
  return [1, 2, 3].map((seed) => ({
    bytes: Float32Array.from(numbers(width * height * channels, 4096, seed)),
    raw: { width, height, channels, range: [0, 4095] as const },
    mask: Uint8Array.from(numbers(width * height, 4, seed)),
    boxes: [[2, 3, 12, 11]],
    boxLabels: ['thing'],
    label: seed - 1,
  }));
}

function made(name: string, channels: number) {
  const transform = makeTransform(catalogs.image.get(name)!, { ...values[name], p: 1 });
  const data = dataset(pictures(records(channels), ['a', 'b', 'thing']), { seed: 3 })
    .decode({ channels: 'keep' })
    .targets({ mask: true, boxes: { format: 'coco' } })
    .augment(transform)
    .batch(1);
  return data.stream({ workers: 0 });
}

describe('every transform on pictures that are not RGB', () => {
  for (const name of names) {
    it(`${name}: keeps the channels and the range, or is refused by name`, async () => {
      const refused: number[] = [];
      for (const channels of [1, 2, 4, 5, 16]) {
        try {
          for await (const { image } of made(name, channels)) {
            assert.equal(image.shape[3], channels);
            assert.equal(
              image.data.length,
              image.shape.reduce((a, b) => a * b, 1),
            );
            for (const value of image.data) assert.ok(value >= -1.00001 && value <= 1.00001, `${channels}: ${value}`);
          }
        } catch (error) {
          assert.ok(error instanceof AugmentError, `${error}`);
          assert.equal(error.code, 'needs-rgb', error.message);
          assert.equal(error.transform, name);
          assert.match(error.message, new RegExp(`${name}: expected .*channels.* got ${channels} channels`));
          refused.push(channels);
        }
      }
      if (mayNeedRgb.includes(name)) return;
      assert.deepEqual(refused, needRgb.includes(name) ? [2, 4, 5, 16] : []);
    });
  }
});
