import { choice, interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/**
 * Turns down what is louder than a random threshold, with a look ahead and no delay: no value goes beyond it, and what lies well
 * before a peak, or well behind it, is left alone. All channels are turned down together.
 */
export const limiter = defineAudioTransform({
  name: 'limiter',
  summary: 'Hold every value below a random threshold, turning down softly before a peak and up again behind it.',
  reference: 'audiomentations Limiter (whose channels are limited one by one)',
  parameters: {
    thresholdDb: interval({
      default: [-24, -2],
      min: -80,
      max: 0,
      unit: 'dB',
      help: 'Threshold, drawn for each sample.',
    }),
    thresholdMode: choice({
      options: ['relativeToPeak', 'absolute'],
      default: 'relativeToPeak',
      help: 'Whether the threshold is counted from the peak of the sound, or from 1.',
    }),
    attackSeconds: interval({
      default: [0.0005, 0.025],
      min: 0,
      positive: true,
      max: 10,
      unit: 's',
      help: 'How long before a peak it turns down (99.9 % of the way), drawn for each sample.',
    }),
    releaseSeconds: interval({
      default: [0.05, 0.7],
      min: 0,
      positive: true,
      max: 60,
      unit: 's',
      help: 'How long behind a peak it turns up again (99.9 % of the way), drawn for each sample.',
    }),
  },
  draw: (draws, { thresholdDb, attackSeconds, releaseSeconds }) => ({
    thresholdDb: draws.uniform(thresholdDb),
    attackSeconds: draws.uniform(attackSeconds),
    releaseSeconds: draws.uniform(releaseSeconds),
  }),
  lower: (drawn, { thresholdMode }) => [{ kind: 'limiter', thresholdMode, ...drawn }],
});
