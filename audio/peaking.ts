import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform, melUniform } from './sound.ts';

/** Raises or lowers the frequencies around a random one: a bell. */
export const peaking = defineAudioTransform({
  name: 'peaking',
  summary: 'Raise or lower a random band of frequencies.',
  reference: 'audiomentations PeakingFilter; R. Bristow-Johnson, cookbook formulae for audio EQ',
  parameters: {
    centerHz: interval({
      default: [50, 7500],
      min: 1,
      max: 500_000,
      unit: 'Hz',
      help: 'Where it turns, drawn for each sample evenly on the mel scale; held below half the sample rate.',
    }),
    gainDb: interval({ default: [-24, 24], min: -60, max: 60, unit: 'dB', help: 'Gain, drawn for each sample.' }),
    q: interval({ default: [0.5, 5], min: 0.01, max: 100, help: 'How narrow the bell is, drawn for each sample.' }),
  },
  draw: (draws, { centerHz, gainDb, q }) => ({
    centerHz: melUniform(draws, centerHz),
    gainDb: draws.uniform(gainDb),
    q: draws.uniform(q),
  }),
  lower: ({ centerHz, gainDb, q }) =>
    gainDb === 0 ? [] : [{ kind: 'filter', filters: [{ shape: 'peaking', centerHz, gainDb, q }], zeroPhase: false }],
});
