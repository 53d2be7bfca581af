import { interval, optional } from '../transforms/parameters.ts';
import type { FieldKey } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/** Adds independent normal noise: of a random strength, or so far below the signal. */
export const gaussianNoise = defineAudioTransform({
  name: 'gaussianNoise',
  summary: 'Add independent normal noise to every value.',
  reference: 'audiomentations AddGaussianNoise (sigma) and AddGaussianSNR (snrDb)',
  parameters: {
    sigma: interval({
      default: [0.001, 0.015],
      min: 0,
      max: 10,
      unit: 'of full scale',
      help: 'Standard deviation, drawn for each sample.',
    }),
    snrDb: optional(
      interval({
        min: -60,
        max: 120,
        unit: 'dB',
        help: 'How far the sound is above the noise (both by their rms), instead of `sigma`; silence stays silent.',
      }),
    ),
  },
  draw: (draws, { sigma, snrDb }) => {
    const field = draws.field('field');
    return snrDb === undefined ? { sigma: draws.uniform(sigma), field } : { snrDb: draws.uniform(snrDb), field };
  },
  lower: (drawn) => {
    const key = drawn.field as FieldKey;
    if (drawn.snrDb !== undefined) return [{ kind: 'noise', key, level: { snrDb: drawn.snrDb } }];
    return drawn.sigma === 0 ? [] : [{ kind: 'noise', key, level: { sigma: drawn.sigma! } }];
  },
});
