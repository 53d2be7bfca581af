import { choice, interval } from '../transforms/parameters.ts';
import { type CorruptionDraws, corruptionNames, corruptions, drawCorruption } from './corruptions.ts';
import { defineImageTransform } from './image.ts';

/**
 * One of the 19 corruptions of ImageNet-C in one of its five severities: to measure how a network stands them, on a validation set. (To train
 * with them spoils that measure; the transforms of the same names are for training.)
 */
export const imagenetC = defineImageTransform({
  name: 'imagenetC',
  summary: 'One of the 19 corruptions of ImageNet-C, in one of its five severities.',
  reference: 'Hendrycks and Dietterich 2019, by the constants of its published code',
  equivalents: { imgaug: 'iaa.imgcorruptlike.GaussianNoise(severity=3), ...' },
  example: { severity: [3, 3] },
  parameters: {
    corruption: choice({
      options: ['any', ...corruptionNames],
      default: 'any',
      help: 'Which one; any: drawn for each sample.',
    }),
    severity: interval({ default: [1, 5], integer: true, min: 1, max: 5, help: 'How strong, drawn for each sample.' }),
  },
  draw: (draws, { corruption, severity }) => ({
    corruption: corruption === 'any' ? draws.choice(corruptionNames) : corruption,
    severity: draws.integer(severity),
    ...drawCorruption(draws),
  }),
  lower: (drawn, _values, facts) =>
    corruptions[drawn.corruption](drawn.severity, drawn as unknown as CorruptionDraws, facts),
});
