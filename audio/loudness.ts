import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Brings the sound to a random integrated loudness. Silence stays silence; what is shorter than 0.4 s is measured whole. */
export const loudness = defineAudioTransform({
  name: 'loudness',
  summary: 'Bring the sound to a random loudness, as it is heard.',
  reference: 'audiomentations LoudnessNormalization; ITU-R BS.1770-4',
  parameters: {
    targetLufs: interval({
      default: [-31, -13],
      min: -60,
      max: 0,
      unit: 'LUFS',
      help: 'Integrated loudness, drawn for each sample.',
    }),
  },
  draw: (draws, { targetLufs }) => ({ targetLufs: draws.uniform(targetLufs) }),
  lower: ({ targetLufs }) => [{ kind: 'loudness', targetLufs }],
});
