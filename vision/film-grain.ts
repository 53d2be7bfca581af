import { flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Adds the grain of film: smooth noise that is strongest at mid grey, and gone in black and white. */
export const filmGrain = defineImageTransform({
  name: 'filmGrain',
  summary: 'Add the grain of film: smooth noise, strongest at mid grey.',
  reference: 'Newson et al. 2017 (variance by coverage: l (1 - l) at a level l); albumentations.FilmGrain',
  example: { sigma: [0.08, 0.08] },
  parameters: {
    sigma: interval({
      default: [0.01, 0.06],
      min: 0,
      max: 10,
      unit: 'of full scale',
      help: 'Standard deviation at mid grey, drawn for each sample.',
    }),
    grainPixels: interval({
      default: [1, 2],
      min: 1,
      max: 64,
      unit: 'pixels',
      help: 'How coarse it is, drawn for each sample: spots are about twice as wide.',
    }),
    perChannel: flag({
      default: false,
      help: 'Grain of its own for each channel, as colour film has; false: grey grain.',
    }),
  },
  draw: (draws, { sigma, grainPixels }) => ({
    sigma: draws.uniform(sigma),
    grainPixels: draws.uniform(grainPixels),
    field: draws.field('field'),
  }),
  lower: ({ sigma, grainPixels, field }, { perChannel }) =>
    sigma === 0
      ? []
      : [{ kind: 'grain', key: field as FieldKey, sigma: sigma * 255, sizePixels: grainPixels, perChannel }],
});
