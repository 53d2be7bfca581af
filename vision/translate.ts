import { flag, interval } from '../transforms/parameters.ts';
import { border, fill, interpolation, moved } from './geometry.ts';
import { defineImageTransform, warp } from './image.ts';

const shift = (axis: string, side: string, positive: string) =>
  interval({
    default: [-0.1, 0.1],
    min: -1,
    max: 1,
    unit: `of the ${side}`,
    help: `Shift along ${axis}; positive is ${positive}.`,
  });

/** Shifts the picture; the size stays. By whole pixels it is exact, and takes on the interpolation of its neighbours. */
export const translate = defineImageTransform({
  name: 'translate',
  summary: 'Shift the picture.',
  reference: 'torchvision.transforms.v2.RandomAffine(translate=...)',
  equivalents: {
    albumentations: 'A.Affine(translate_percent=(-0.1, 0.1), scale=1, rotate=0, shear=0)',
    torchvision: 'v2.RandomAffine(degrees=0, translate=(0.1, 0.1))',
  },
  parameters: {
    xFraction: shift('x', 'width', 'right'),
    yFraction: shift('y', 'height', 'down'),
    wholePixels: flag({ default: true, help: 'Round the shift to whole pixels, as torchvision does.' }),
    border,
    fill,
    interpolation,
  },
  draw: (draws, { xFraction, yFraction }) => ({
    xFraction: draws.uniform(xFraction),
    yFraction: draws.uniform(yFraction),
  }),
  lower: ({ xFraction, yFraction }, { wholePixels, border, fill, interpolation }, facts) => {
    const { width, height } = facts;
    const by = wholePixels ? Math.round : (value: number) => value;
    const [dx, dy] = [by(xFraction * width), by(yFraction * height)];
    if (dx === 0 && dy === 0) return [];
    const chosen = wholePixels ? 'any' : interpolation;
    return [warp(facts, width, height, moved(-dx, -dy), { border, fill, interpolation: chosen })];
  },
});
