import { flag, interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Adds independent normal noise of a random strength to every value, then clamps to black and white. */
export const gaussianNoise = defineImageTransform({
  name: 'gaussianNoise',
  summary: 'Add independent normal noise to every value.',
  reference: 'torchvision.transforms.v2.GaussianNoise',
  equivalents: {
    albumentations: 'A.GaussNoise(std_range=(0, 0.05), mean_range=(0, 0), per_channel=True)',
    torchvision: 'v2.GaussianNoise(mean=0.0, sigma=0.05)',
  },
  parameters: {
    sigma: interval({
      default: [0, 0.05],
      min: 0,
      max: 10,
      unit: 'of full scale',
      help: 'Standard deviation, drawn for each sample; 1 is black to white.',
    }),
    mean: number({ default: 0, min: -1, max: 1, unit: 'of full scale', help: 'Mean of the noise.' }),
    perChannel: flag({
      default: true,
      help: 'Noise of its own for each channel; false: grey noise, the same in all three.',
    }),
  },
  draw: (draws, { sigma }) => ({ sigma: draws.uniform(sigma), field: draws.field('field') }),
  lower: ({ sigma, field }, { mean, perChannel }) =>
    sigma === 0 && mean === 0
      ? []
      : [{ kind: 'noise', key: field as FieldKey, sigma: sigma * 255, mean: mean * 255, perChannel }],
});
