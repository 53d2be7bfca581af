import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Counts photons as a sensor in the dark does: the light of every value becomes a Poisson number of photons of that mean. */
export const shotNoise = defineImageTransform({
  name: 'shotNoise',
  summary: 'Count photons: light becomes a Poisson number of them.',
  reference: 'albumentations.ShotNoise (light is the level to the power 2.2)',
  equivalents: { albumentations: 'A.ShotNoise(scale_range=(0.1, 0.3))' },
  parameters: {
    photonFraction: interval({
      default: [0.1, 0.3],
      min: 0,
      max: 10,
      unit: 'of the light of white',
      help: 'The light that one photon makes, drawn for each sample; 0 is no noise, 0.1 makes white of ten photons on average.',
    }),
  },
  draw: (draws, { photonFraction }) => ({
    photonFraction: draws.uniform(photonFraction),
    field: draws.field('field'),
  }),
  // With more than a hundred million photons to white no level differs by a thousandth.
  lower: ({ photonFraction, field }) =>
    photonFraction < 1e-8 ? [] : [{ kind: 'shotNoise', key: field as FieldKey, photonFraction }],
});
