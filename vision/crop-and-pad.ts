import { flag, interval } from '../transforms/parameters.ts';
import type { Transform } from '../transforms/transform.ts';
import { border, fill, interpolation } from './geometry.ts';
import { defineImageTransform, type ImageFacts, stretch, warp } from './image.ts';
import type { ImageOp, WarpOp } from './ops/index.ts';

/** Cuts off or adds a random fraction at each side, and stretches the result back to the size it had. */
export const cropAndPad = defineImageTransform({
  name: 'cropAndPad',
  summary: 'Cut off or add a random fraction at each side.',
  reference: 'imgaug.augmenters.CropAndPad; albumentations.CropAndPad',
  equivalents: { albumentations: 'A.CropAndPad(percent=(-0.1, 0.1), keep_size=True)' },
  parameters: {
    sideFraction: interval({
      default: [-0.1, 0.1],
      min: -0.49,
      max: 1,
      unit: 'of the side',
      help: 'Below 0 so much is cut off, above it so much border is added; for top and bottom of the height, else of the width.',
    }),
    eachSide: flag({ default: true, help: 'Draw for each side by itself, or once for all four.' }),
    keepSize: flag({ default: true, help: 'Stretch the result to the size that the picture had.' }),
    border,
    fill,
    interpolation,
  },
  undrawn: (): Transform<ImageFacts, ImageOp> => cropAndPad({ sideFraction: [0, 0] }),
  draw: (draws, { sideFraction, eachSide }) => {
    const one = draws.uniform(sideFraction);
    return { sideFraction: [one, ...Array.from({ length: 3 }, () => (eachSide ? draws.uniform(sideFraction) : one))] };
  },
  lower: ({ sideFraction }, { keepSize, border, fill, interpolation }, facts) => {
    const { width, height } = facts;
    const [top, bottom] = sides(sideFraction[0]!, sideFraction[2]!, height);
    const [right, left] = sides(sideFraction[1]!, sideFraction[3]!, width);
    if (left === 0 && right === 0 && top === 0 && bottom === 0) return [];
    const window = [
      Math.max(0, -left),
      Math.max(0, -top),
      width + Math.min(0, left) + Math.min(0, right),
      height + Math.min(0, top) + Math.min(0, bottom),
    ] as const;
    const inner: ImageFacts = { width: width + left + right, height: height + top + bottom };
    const cut = warp(facts, inner.width, inner.height, [1, 0, -left, 0, 1, -top, 0, 0, 1], {
      window,
      border,
      fill,
      interpolation: 'any',
    });
    return keepSize ? [cut, ...stretched(inner, facts, interpolation)] : [cut];
  },
});

/** Whole pixels added to two opposite sides; at least one pixel is left. */
function sides(first: number, second: number, side: number): readonly [number, number] {
  const one = Math.round(first * side) || 0;
  const other = Math.round(second * side) || 0;
  return side + Math.min(0, one) + Math.min(0, other) >= 1 ? [one, other] : [0, 0];
}

function stretched(
  from: ImageFacts,
  { width, height }: ImageFacts,
  interpolation: 'bilinear' | 'nearest' | 'bicubic',
): readonly WarpOp[] {
  if (from.width === width && from.height === height) return [];
  return [warp(from, width, height, stretch([0, 0, from.width, from.height], width, height), { interpolation })];
}
