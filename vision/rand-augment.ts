import { AugmentError } from '../transforms/errors.ts';
import { integer, interval } from '../transforms/parameters.ts';
import { border, fill, nearestInterpolation } from './geometry.ts';
import { defineImageTransform } from './image.ts';
import { type DrawnOp, drawnOp, type PolicySpace, policyLowered, policyOps } from './policy.ts';

const names = policyOps.filter((name) => name !== 'invert');

/** torchvision's space; also that of AutoAugment. */
export const randSpace = (bins: number): PolicySpace => ({
  bins,
  shear: 0.3,
  translate: (side) => (150 / 331) * side,
  angleDegrees: 30,
  enhance: 0.9,
  bits: [8, 4],
});

/** So many operations of 14, each drawn anew and of one strength; they fuse with all that stands beside them, and boxes, keypoints and masks follow. */
export const randAugment = defineImageTransform({
  name: 'randAugment',
  summary: 'A few operations of 14, drawn for each sample, all of one strength.',
  reference: 'Cubuk et al. 2020; torchvision.transforms.v2.RandAugment',
  equivalents: { torchvision: 'v2.RandAugment(num_ops=2, magnitude=9, num_magnitude_bins=31)' },
  parameters: {
    operations: integer({ default: 2, min: 0, max: 16, help: 'How many.' }),
    magnitude: interval({
      default: [9, 9],
      integer: true,
      min: 0,
      max: 100,
      help: 'Strength, 0 to `magnitudeBins` - 1, drawn for each operation.',
    }),
    magnitudeBins: integer({ default: 31, min: 2, max: 101, help: 'Steps from no effect to the strongest.' }),
    border,
    fill,
    interpolation: nearestInterpolation,
  },
  validate: ({ magnitude, magnitudeBins }) => {
    if (magnitude[1] < magnitudeBins) return;
    throw new AugmentError(
      'bad-parameter',
      `randAugment.magnitude: expected at most ${magnitudeBins - 1}, one less than magnitudeBins, got [${magnitude}]`,
      { transform: 'randAugment', parameter: 'magnitude' },
    );
  },
  draw: (draws, { operations, magnitude }) => ({
    operations: Array.from({ length: operations }, () => {
      const op = draws.choice(names);
      return { ...drawnOp(draws, op, draws.integer(magnitude)) };
    }),
  }),
  lower: ({ operations }, { magnitudeBins, ...geometry }, facts) =>
    policyLowered(operations as readonly DrawnOp[], randSpace(magnitudeBins), geometry, facts),
});
