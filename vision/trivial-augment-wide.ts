import { integer } from '../transforms/parameters.ts';
import { border, fill, nearestInterpolation } from './geometry.ts';
import { defineImageTransform } from './image.ts';
import { type DrawnOp, drawnOp, policyLowered, policyOps } from './policy.ts';

const names = policyOps.filter((name) => name !== 'invert');

/** One operation of 14, of any strength from none to very strong: no parameter to tune. */
export const trivialAugmentWide = defineImageTransform({
  name: 'trivialAugmentWide',
  summary: 'One operation of 14, drawn for each sample, of any strength.',
  reference: 'Müller and Hutter 2021; torchvision.transforms.v2.TrivialAugmentWide',
  equivalents: { torchvision: 'v2.TrivialAugmentWide(num_magnitude_bins=31)' },
  parameters: {
    magnitudeBins: integer({ default: 31, min: 2, max: 101, help: 'Steps from no effect to the strongest.' }),
    border,
    fill,
    interpolation: nearestInterpolation,
  },
  draw: (draws, { magnitudeBins }) => {
    const op = draws.choice(names);
    return { ...drawnOp(draws, op, draws.integer([0, magnitudeBins - 1])) };
  },
  lower: (drawn, { magnitudeBins, ...geometry }, facts) => {
    const space = { bins: magnitudeBins, shear: 0.99, translate: () => 32, angleDegrees: 135, enhance: 0.99 };
    return policyLowered([drawn as DrawnOp], { ...space, bits: [8, 2] }, geometry, facts);
  },
});
