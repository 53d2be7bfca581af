import { flag, interval } from '../transforms/parameters.ts';
import { checkRolloff, defineAudioTransform, drawRolloff, melUniform, orderOf, rolloff } from './sound.ts';

/** Dampens a random band of frequencies: a Butterworth filter, 3 dB down at its edges (6 dB with `zeroPhase`). */
export const bandStop = defineAudioTransform({
  name: 'bandStop',
  summary: 'Dampen a random band of frequencies.',
  reference: 'audiomentations BandStopFilter; scipy butter and sosfilt, or sosfiltfilt',
  parameters: {
    centerHz: interval({
      default: [200, 4000],
      min: 1,
      max: 500_000,
      unit: 'Hz',
      help: 'Middle of the band, drawn for each sample evenly on the mel scale; the band is held below half the sample rate.',
    }),
    bandwidthFraction: interval({
      default: [0.5, 1.99],
      min: 0.01,
      max: 1.99,
      unit: 'of the middle',
      help: 'How wide the band is, drawn for each sample.',
    }),
    rolloffDbPerOctave: rolloff,
    zeroPhase: flag({ default: false, help: 'Run it forwards and backwards, so that nothing is delayed.' }),
  },
  validate: ({ rolloffDbPerOctave, zeroPhase }) => checkRolloff('bandStop', rolloffDbPerOctave, zeroPhase),
  draw: (draws, { centerHz, bandwidthFraction, rolloffDbPerOctave, zeroPhase }) => ({
    centerHz: melUniform(draws, centerHz),
    bandwidthFraction: draws.uniform(bandwidthFraction),
    rolloffDbPerOctave: drawRolloff(draws, rolloffDbPerOctave, zeroPhase),
  }),
  lower: ({ centerHz, bandwidthFraction, rolloffDbPerOctave }, { zeroPhase }) => [
    {
      kind: 'filter',
      filters: [
        {
          shape: 'bandStop',
          lowHz: centerHz * (1 - bandwidthFraction / 2),
          highHz: centerHz * (1 + bandwidthFraction / 2),
          order: orderOf(rolloffDbPerOctave, zeroPhase),
        },
      ],
      zeroPhase,
    },
  ],
});
