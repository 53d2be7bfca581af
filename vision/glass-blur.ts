import { integer, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Blurs, lets pixels change places with random neighbours, and blurs again, as frosted glass does. */
export const glassBlur = defineImageTransform({
  name: 'glassBlur',
  summary: 'Blur as frosted glass does.',
  reference: 'albumentations.GlassBlur; imagecorruptions glass_blur',
  equivalents: { albumentations: 'A.GlassBlur(sigma=0.7, max_delta=4, iterations=2)' },
  parameters: {
    sigmaPixels: interval({
      default: [0.7, 0.7],
      min: 0,
      max: 20,
      unit: 'pixels',
      help: 'Standard deviation of the Gaussian, before and after.',
    }),
    maxDeltaPixels: interval({
      integer: true,
      default: [4, 4],
      min: 0,
      max: 100,
      unit: 'pixels',
      help: 'How far away, across and down, a pixel may go at a time.',
    }),
    iterations: integer({ default: 2, min: 1, max: 10, help: 'How often each pixel changes places.' }),
  },
  draw: (draws, { sigmaPixels, maxDeltaPixels }) => ({
    sigmaPixels: draws.uniform(sigmaPixels),
    maxDeltaPixels: draws.integer(maxDeltaPixels),
    field: draws.field('field'),
  }),
  lower: ({ sigmaPixels, maxDeltaPixels, field }, { iterations }) =>
    sigmaPixels === 0 && maxDeltaPixels === 0
      ? []
      : [{ kind: 'glass', key: field as FieldKey, sigmaPixels, reachPixels: maxDeltaPixels, passes: iterations }],
});
