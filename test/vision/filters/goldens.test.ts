import { emboss, sharpen } from '../../../vision/index.ts';
import type { ImageOp } from '../../../vision/ops/index.ts';
import { type Answers, blurAnswers } from '../../golden/blurs.ts';
import { assertNear } from '../kernels/picture.ts';
import { carry } from './carry.ts';

const golden = blurAnswers();
const { picture, width, height } = golden;
const facts = { width, height };

async function compare(op: ImageOp, expected: readonly number[], tolerance: number) {
  const made = await carry(picture, width, height, [op]);
  const isGreen = expected.length * 3 === made.length;
  assertNear(isGreen ? made.filter((_, i) => i % 3 === 1) : made, expected, tolerance);
}

const clamped = (values: readonly number[]) => values.map((value) => Math.max(0, Math.min(255, value)));
const pair = (name: string) => name.split(',').map(Number) as [number, number];

describe('filters of pictures agree with', () => {
  const families: readonly (readonly [string, Answers, (name: string) => ImageOp, tolerance: number])[] = [
    ["scipy's uniform_filter", golden.box, (r) => ({ kind: 'box', radiusPixels: Number(r) }), 2e-3],
    ["OpenCV's blur", golden.boxCv, (r) => ({ kind: 'box', radiusPixels: Number(r) }), 0.501],
    ["scipy's median_filter", golden.median, (r) => ({ kind: 'median', radiusPixels: Number(r) }), 0],
    [
      "OpenCV's filter2D with a disc",
      golden.disc,
      (r) => ({ kind: 'defocus', radiusPixels: Number(r), aliasSigmaPixels: 0 }),
      2e-3,
    ],
    [
      "albumentations' UnsharpMask, by scipy",
      golden.unsharp,
      (name) => {
        const [sigmaPixels, amount, threshold] = name.split(',').map(Number) as [number, number, number];
        return { kind: 'unsharp', sigmaPixels, amount, threshold };
      },
      2e-3,
    ],
    [
      "OpenCV's resize, down and up",
      golden.downscale,
      (name) => {
        const [fraction, down, up] = name.split(',') as [string, 'nearest', 'nearest'];
        const size = { width: Math.round(width * Number(fraction)), height: Math.round(height * Number(fraction)) };
        return { kind: 'downscale', ...size, down, up };
      },
      1.5,
    ],
    [
      "albumentations' sharpening kernel, by OpenCV",
      golden.sharpen,
      (name) => {
        const [alphaFraction, lightness] = pair(name);
        const { definition } = sharpen;
        const drawn = { alphaFraction, lightness };
        return definition.lower(drawn, { alphaFraction: [0, 1], lightness: [0, 1] }, facts)[0]!;
      },
      2e-3,
    ],
    [
      "albumentations' relief kernel, by OpenCV",
      golden.emboss,
      (name) => {
        const [alphaFraction, strength] = pair(name);
        const { definition } = emboss;
        const drawn = { alphaFraction, strength };
        return definition.lower(drawn, { alphaFraction: [0, 1], strength: [0, 1] }, facts)[0]!;
      },
      2e-3,
    ],
  ];
  for (const [whose, answers, op, tolerance] of families) {
    for (const [name, expected] of Object.entries(answers)) {
      it(`${whose} (${name})`, () => compare(op(name), clamped(expected), tolerance));
    }
  }
});
