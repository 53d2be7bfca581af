import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform, fromDb } from './sound.ts';

/** Makes the sound louder or softer by a random gain. */
export const gain = defineAudioTransform({
  name: 'gain',
  summary: 'Make the sound louder or softer.',
  reference: 'audiomentations Gain',
  parameters: {
    gainDb: interval({ default: [-12, 12], min: -120, max: 60, unit: 'dB', help: 'Gain, drawn for each sample.' }),
  },
  draw: (draws, { gainDb }) => ({ gainDb: draws.uniform(gainDb) }),
  lower: ({ gainDb }) => (gainDb === 0 ? [] : [{ kind: 'gain', factor: fromDb(gainDb) }]),
});
