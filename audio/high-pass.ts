import { flag, interval } from '../transforms/parameters.ts';
import { checkRolloff, defineAudioTransform, drawRolloff, melUniform, orderOf, rolloff } from './sound.ts';

/** Dampens what is below a random cutoff frequency: a Butterworth filter, 3 dB down at the cutoff (6 dB with `zeroPhase`). */
export const highPass = defineAudioTransform({
  name: 'highPass',
  summary: 'Dampen what is below a random frequency.',
  reference: 'audiomentations HighPassFilter; scipy butter and sosfilt, or sosfiltfilt',
  parameters: {
    cutoffHz: interval({
      default: [20, 2400],
      min: 1,
      max: 500_000,
      unit: 'Hz',
      help: 'Cutoff, drawn for each sample evenly on the mel scale; held below half the sample rate.',
    }),
    rolloffDbPerOctave: rolloff,
    zeroPhase: flag({ default: false, help: 'Run it forwards and backwards, so that nothing is delayed.' }),
  },
  validate: ({ rolloffDbPerOctave, zeroPhase }) => checkRolloff('highPass', rolloffDbPerOctave, zeroPhase),
  draw: (draws, { cutoffHz, rolloffDbPerOctave, zeroPhase }) => ({
    cutoffHz: melUniform(draws, cutoffHz),
    rolloffDbPerOctave: drawRolloff(draws, rolloffDbPerOctave, zeroPhase),
  }),
  lower: ({ cutoffHz, rolloffDbPerOctave }, { zeroPhase }) => [
    {
      kind: 'filter',
      filters: [{ shape: 'highPass', cutoffHz, order: orderOf(rolloffDbPerOctave, zeroPhase) }],
      zeroPhase,
    },
  ],
});
