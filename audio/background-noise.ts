import { choice, folder, interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Adds a random excerpt of a random sound of a folder; one that is too short is repeated, its end faded over into its beginning. */
export const backgroundNoise = defineAudioTransform({
  name: 'backgroundNoise',
  summary: 'Add a random excerpt of a sound from a folder.',
  reference: 'audiomentations AddBackgroundNoise; torch-audiomentations AddBackgroundNoise',
  example: { folder: 'samples/background' },
  parameters: {
    folder: folder({ help: 'The folder of sounds, with all folders in it.' }),
    level: choice({
      options: ['relative', 'absolute'],
      default: 'relative',
      help: 'How loud the noise is: `snrDb` below the sound (silence stays silent), or `absoluteRmsDb`, whatever the sound.',
    }),
    snrDb: interval({
      default: [3, 30],
      min: -60,
      max: 120,
      unit: 'dB',
      help: 'relative: how far the sound is above the excerpt (both by their rms).',
    }),
    absoluteRmsDb: interval({
      default: [-45, -15],
      min: -120,
      max: 20,
      unit: 'dB of full scale',
      help: 'absolute: rms of the excerpt.',
    }),
  },
  draw: (draws, { level, snrDb, absoluteRmsDb }) => ({
    pick: draws.unit(),
    start: draws.unit(),
    ...(level === 'relative' ? { snrDb: draws.uniform(snrDb) } : { absoluteRmsDb: draws.uniform(absoluteRmsDb) }),
  }),
  lower: (drawn, { folder }) => [
    {
      kind: 'backgroundNoise',
      sounds: [{ folder, pick: drawn.pick }],
      start: drawn.start,
      level: 'snrDb' in drawn ? { snrDb: drawn.snrDb } : { rmsDb: drawn.absoluteRmsDb },
    },
  ],
});
