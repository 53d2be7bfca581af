import { choice } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Makes it sound as over a telephone line: 300 to 3,400 Hz at 8 kHz, eight bits of G.711, and back to the rate that it had. */
export const telephone = defineAudioTransform({
  name: 'telephone',
  summary: 'Make it sound as over a telephone line: 300 to 3,400 Hz at 8 kHz, and eight bits of G.711.',
  reference: 'ITU-T G.711; lhotse Narrowband',
  parameters: {
    law: choice({
      options: ['mu', 'a', 'any'],
      default: 'any',
      help: 'mu: North America and Japan; a: elsewhere; any: drawn for each sample.',
    }),
  },
  draw: (draws, { law }) => ({ law: law === 'any' ? draws.choice(['mu', 'a']) : law }),
  lower: ({ law }) => [{ kind: 'telephone', law: law as 'a' | 'mu' }],
});
