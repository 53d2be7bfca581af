import { interval } from '../transforms/parameters.ts';
import { affine } from './affine.ts';
import { border, fill, interpolation } from './geometry.ts';
import { defineImageTransform } from './image.ts';

/** Slants the picture about its centre; signs as in `affine`. */
export const shear = defineImageTransform({
  name: 'shear',
  summary: 'Slant the picture along x, along y, or both.',
  reference: 'torchvision.transforms.v2.RandomAffine(shear=...)',
  equivalents: {
    albumentations: "A.Affine(shear={'x': (-15, 15), 'y': (0, 0)}, scale=1, rotate=0)",
    torchvision: 'v2.RandomAffine(degrees=0, shear=(-15, 15, 0, 0))',
  },
  parameters: {
    xDegrees: interval({ default: [-15, 15], min: -80, max: 80, unit: 'degrees', help: 'Slant along x.' }),
    yDegrees: interval({ default: [0, 0], min: -80, max: 80, unit: 'degrees', help: 'Slant along y.' }),
    border,
    fill,
    interpolation,
  },
  draw: (draws, { xDegrees, yDegrees }) => ({
    xDegrees: draws.uniform(xDegrees),
    yDegrees: draws.uniform(yDegrees),
  }),
  lower: ({ xDegrees, yDegrees }, values, facts) => {
    const still = { angleDegrees: 0, scaleFactor: [1, 1], translateXFraction: 0, translateYFraction: 0 };
    const drawn = { ...still, shearXDegrees: xDegrees, shearYDegrees: yDegrees };
    return affine.definition.lower(drawn, { ...affine().values, ...values } as never, facts);
  },
});
