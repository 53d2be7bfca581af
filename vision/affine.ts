import { flag, interval } from '../transforms/parameters.ts';
import { border, centred, fill, interpolation, moved, turned } from './geometry.ts';
import { defineImageTransform, multiply3, warp } from './image.ts';
import { inverted } from './matrices.ts';
import type { Matrix3 } from './ops/index.ts';

const shearing = (axis: string) =>
  interval({
    default: [0, 0],
    min: -80,
    max: 80,
    unit: 'degrees',
    help: `Slant along ${axis}, in torchvision's sense.`,
  });
const shifting = (axis: string, side: string) =>
  interval({
    default: [-0.0625, 0.0625],
    min: -2,
    max: 2,
    unit: `of the ${side}`,
    help: `Shift along ${axis}; positive is ${axis === 'x' ? 'right' : 'down'}.`,
  });

/**
 * Scales, slants, turns and shifts the picture about its centre, in this order, size unchanged. Signs: `angleDegrees` counter-clockwise as in
 * `rotate`; a positive `shearXDegrees` moves what is below the centre to the left, a positive `shearYDegrees` what is right of it up.
 */
export const affine = defineImageTransform({
  name: 'affine',
  summary: 'Scale, slant, turn and shift the picture about its centre.',
  reference: 'torchvision.transforms.v2.RandomAffine (whose angle turns clockwise); albumentations.ShiftScaleRotate',
  equivalents: {
    albumentations:
      'A.Affine(translate_percent=(-0.0625, 0.0625), scale=(0.9, 1.1), rotate=(-15, 15), shear=0, keep_ratio=True)',
    torchvision: 'v2.RandomAffine(degrees=15, translate=(0.0625, 0.0625), scale=(0.9, 1.1), shear=None)',
  },
  parameters: {
    angleDegrees: interval({
      default: [-15, 15],
      min: -36000,
      max: 36000,
      unit: 'degrees',
      help: 'Angle, counter-clockwise.',
    }),
    scaleFactor: interval({ default: [0.9, 1.1], min: 0.05, max: 20, unit: 'factor', help: 'Above 1 larger.' }),
    keepRatio: flag({ default: true, help: 'One factor for width and height, or one for each.' }),
    translateXFraction: shifting('x', 'width'),
    translateYFraction: shifting('y', 'height'),
    shearXDegrees: shearing('x'),
    shearYDegrees: shearing('y'),
    border,
    fill,
    interpolation,
  },
  draw: (draws, values) => {
    const factor = draws.uniform(values.scaleFactor);
    const other = draws.uniform(values.scaleFactor);
    return {
      angleDegrees: draws.uniform(values.angleDegrees),
      scaleFactor: [factor, values.keepRatio ? factor : other],
      translateXFraction: draws.uniform(values.translateXFraction),
      translateYFraction: draws.uniform(values.translateYFraction),
      shearXDegrees: draws.uniform(values.shearXDegrees),
      shearYDegrees: draws.uniform(values.shearYDegrees),
    };
  },
  lower: (drawn, { border, fill, interpolation }, facts) => {
    const { width, height } = facts;
    const { scaleFactor } = drawn;
    const smaller: Matrix3 = [1 / scaleFactor[0]!, 0, 0, 0, 1 / scaleFactor[1]!, 0, 0, 0, 1];
    const back = moved(-drawn.translateXFraction * width, -drawn.translateYFraction * height);
    const upright = multiply3(turned(drawn.angleDegrees), back);
    const unslanted = multiply3(inverted(slanted(drawn.shearXDegrees, drawn.shearYDegrees)), upright);
    const inverse = multiply3(smaller, unslanted);
    return [warp(facts, width, height, centred(inverse, facts), { border, fill, interpolation })];
  },
});

/** From the input to the output: first along x, then along y. */
function slanted(xDegrees: number, yDegrees: number): Matrix3 {
  const x = Math.tan((xDegrees * Math.PI) / 180);
  const y = Math.tan((yDegrees * Math.PI) / 180);
  return [1, -x, 0, -y, 1 + x * y, 0, 0, 0, 1];
}
