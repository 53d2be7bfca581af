import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Squashes the sound by tanh, at the loudness (mean of the channels' rms) that it had; `distortion` is in [0, 1]. */
export const tanhDistortion = defineAudioTransform({
  name: 'tanhDistortion',
  summary: 'Squash the sound softly by tanh; its rms stays.',
  reference: 'audiomentations TanhDistortion; `distortion` with shape tanh has more to set',
  parameters: {
    distortion: interval({
      default: [0.01, 0.7],
      min: 0,
      max: 1,
      help: 'How hard it is driven: all but this part of the values stay below the knee.',
    }),
  },
  draw: (draws, { distortion }) => ({ distortion: draws.uniform(distortion) }),
  lower: ({ distortion }) => [
    {
      kind: 'distort',
      curve: { shape: 'tanh' },
      drive: { percentile: 100 - 99 * distortion, to: 0.5 },
      level: 'rms',
      oversampling: 1,
    },
  ],
});
