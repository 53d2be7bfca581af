import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform, melUniform } from './sound.ts';

/** Raises or lowers what is below a random frequency, where it has half of its gain. */
export const lowShelf = defineAudioTransform({
  name: 'lowShelf',
  summary: 'Raise or lower the low frequencies.',
  reference: 'audiomentations LowShelfFilter; R. Bristow-Johnson, cookbook formulae for audio EQ',
  parameters: {
    centerHz: interval({
      default: [50, 4000],
      min: 1,
      max: 500_000,
      unit: 'Hz',
      help: 'Where it turns, drawn for each sample evenly on the mel scale; held below half the sample rate.',
    }),
    gainDb: interval({ default: [-18, 18], min: -60, max: 60, unit: 'dB', help: 'Gain, drawn for each sample.' }),
    q: interval({ default: [0.1, 0.999], min: 0.01, max: 1, help: 'How steep the shelf is, drawn for each sample.' }),
  },
  draw: (draws, { centerHz, gainDb, q }) => ({
    centerHz: melUniform(draws, centerHz),
    gainDb: draws.uniform(gainDb),
    q: draws.uniform(q),
  }),
  lower: ({ centerHz, gainDb, q }) =>
    gainDb === 0 ? [] : [{ kind: 'filter', filters: [{ shape: 'lowShelf', centerHz, gainDb, q }], zeroPhase: false }],
});
