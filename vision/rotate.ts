import { choice, interval } from '../transforms/parameters.ts';
import { border, centred, fill, innerSize, interpolation, turned, turnedSize } from './geometry.ts';
import { defineImageTransform, warp } from './image.ts';

/** Turns the picture about its centre by an angle drawn from `angleDegrees`, counter-clockwise, size unchanged unless `fit` says so. */
export const rotate = defineImageTransform({
  name: 'rotate',
  summary: 'Turn the picture about its centre.',
  reference: 'torchvision.transforms.v2.RandomRotation',
  equivalents: {
    albumentations: 'A.Rotate(limit=(-15, 15), crop_border=False)',
    torchvision: 'v2.RandomRotation(degrees=(-15, 15), interpolation=InterpolationMode.BILINEAR, expand=False)',
  },
  parameters: {
    angleDegrees: interval({
      default: [-15, 15],
      min: -36000,
      max: 36000,
      unit: 'degrees',
      help: 'Angle, counter-clockwise.',
    }),
    fit: choice({
      options: ['keep', 'grow', 'inside'],
      default: 'keep',
      help: 'The size stays, grows so that nothing is cut off, or shrinks to the largest upright part that shows no border.',
    }),
    border,
    fill,
    interpolation,
  },
  draw: (draws, { angleDegrees }) => ({ angleDegrees: draws.uniform(angleDegrees) }),
  lower: ({ angleDegrees }, { fit, border, fill, interpolation }, facts) => {
    const { width, height } = facts;
    const size =
      fit === 'grow'
        ? turnedSize(width, height, angleDegrees)
        : fit === 'inside'
          ? innerSize(width, height, angleDegrees)
          : facts;
    const inverse = centred(turned(angleDegrees), facts, size);
    return [warp(facts, size.width, size.height, inverse, { border, fill, interpolation })];
  },
});
