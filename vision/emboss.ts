import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Mixes a picture with one of itself in relief, lit from the upper left; borders are reflected. */
export const emboss = defineImageTransform({
  name: 'emboss',
  summary: 'Show the picture in relief.',
  reference: 'albumentations.Emboss; imgaug.Emboss',
  equivalents: { albumentations: 'A.Emboss(alpha=(0.2, 0.5), strength=(0.2, 0.7))' },
  parameters: {
    alphaFraction: interval({
      default: [0.2, 0.5],
      min: 0,
      max: 1,
      unit: 'fraction',
      help: 'Part of the relief in the mix; 0 changes nothing.',
    }),
    strength: interval({ default: [0.2, 0.7], min: 0, max: 5, help: 'Depth of the relief.' }),
  },
  draw: (draws, { alphaFraction, strength }) => ({
    alphaFraction: draws.uniform(alphaFraction),
    strength: draws.uniform(strength),
  }),
  lower: ({ alphaFraction: a, strength: s }) => {
    if (a === 0) return [];
    const corner = a * (1 + s);
    return [{ kind: 'convolve', weights: [-corner, -a * s, 0, -a * s, 1, a * s, 0, a * s, corner] }];
  },
});
