import { interval } from '../transforms/parameters.ts';
import type { FieldKey } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/** Adds noise whose spectrum has a slope: white, pink (-3 dB an octave), brown (-6), blue (3), violet (6), and all between. */
export const coloredNoise = defineAudioTransform({
  name: 'coloredNoise',
  summary: 'Add noise of any colour, from brown over white to violet.',
  reference: 'audiomentations AddColorNoise; Kasdin, Discrete simulation of colored noise (1995)',
  parameters: {
    snrDb: interval({
      default: [5, 40],
      min: -60,
      max: 120,
      unit: 'dB',
      help: 'How far the sound is above the noise (both by their rms); silence stays silent.',
    }),
    decayDbPerOctave: interval({
      default: [-6, 6],
      min: -24,
      max: 24,
      unit: 'dB per octave',
      help: 'Slope of the spectrum: -6.02 brown, -3.01 pink, 0 white, 3.01 blue, 6.02 violet.',
    }),
  },
  draw: (draws, { snrDb, decayDbPerOctave }) => ({
    snrDb: draws.uniform(snrDb),
    decayDbPerOctave: draws.uniform(decayDbPerOctave),
    field: draws.field('field'),
  }),
  lower: ({ snrDb, decayDbPerOctave, field }) => [
    { kind: 'coloredNoise', key: field as FieldKey, snrDb, decayDbPerOctave },
  ],
});
