import { choice } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Brings the largest absolute value over all channels to 1. Silence stays silence. */
export const normalize = defineAudioTransform({
  name: 'normalize',
  summary: 'Bring the peak to 1.',
  reference: 'audiomentations Normalize',
  parameters: {
    apply: choice({
      options: ['all', 'onlyTooLoud'],
      default: 'all',
      help: 'Every sound, or only what goes beyond [-1, 1].',
    }),
  },
  draw: () => ({}),
  lower: (_drawn, { apply }) => [{ kind: 'normalize', apply }],
});
