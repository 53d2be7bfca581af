import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Blurs by the mean over a disc whose edge a Gaussian softens, as a lens does that is out of focus; borders are reflected. */
export const defocus = defineImageTransform({
  name: 'defocus',
  summary: 'Blur as a lens out of focus does.',
  reference: 'albumentations.Defocus; imagecorruptions defocus_blur',
  equivalents: { albumentations: 'A.Defocus(radius=(3, 10), alias_blur=(0.1, 0.5))' },
  parameters: {
    radiusPixels: interval({
      integer: true,
      default: [3, 10],
      min: 1,
      max: 100,
      unit: 'pixels',
      help: 'Radius of the disc.',
    }),
    aliasSigmaPixels: interval({
      default: [0.1, 0.5],
      min: 0,
      max: 10,
      unit: 'pixels',
      help: 'Standard deviation of the Gaussian that softens the edge of the disc.',
    }),
  },
  draw: (draws, { radiusPixels, aliasSigmaPixels }) => ({
    radiusPixels: draws.integer(radiusPixels),
    aliasSigmaPixels: draws.uniform(aliasSigmaPixels),
  }),
  lower: ({ radiusPixels, aliasSigmaPixels }) => [{ kind: 'defocus', radiusPixels, aliasSigmaPixels }],
});
