import { choice, interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Takes a part of the frame before from each frame, which lifts the high frequencies: y[n] = x[n] - c x[n-1]. */
export const preEmphasis = defineAudioTransform({
  name: 'preEmphasis',
  summary: 'Lift the high frequencies by taking a part of the frame before from each frame.',
  reference: 'torchaudio Preemphasis (border zero), DALI preemphasis_filter (border clamp)',
  parameters: {
    coefficient: interval({
      default: [0.97, 0.97],
      min: -1,
      max: 1,
      help: 'The part c of the frame before, drawn for each sample.',
    }),
    border: choice({
      options: ['clamp', 'zero'],
      default: 'clamp',
      help: 'What is before the first frame x: x itself (the first is then x - c x), or silence (it stays x).',
    }),
  },
  draw: (draws, { coefficient }) => ({ coefficient: draws.uniform(coefficient) }),
  lower: ({ coefficient }, { border }) => [
    { kind: 'filter', filters: [{ shape: 'preEmphasis', coefficient, border }], zeroPhase: false },
  ],
});
