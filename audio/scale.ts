import { choice } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Brings all values into [-1, 1] by a policy, in the layout of the batch. Always the last step. */
export const scale = defineAudioTransform({
  name: 'scale',
  summary: 'Squeeze all values into [-1, 1], in the layout that the network gets; always the last step.',
  reference: 'audiomentations Clip and Normalize (only_too_loud_sounds)',
  parameters: {
    policy: choice({
      options: ['clip', 'soft', 'normalizeIfNeeded', 'error'],
      default: 'clip',
      help: 'What is done to a sound that goes beyond [-1, 1]: cut it off, round it off from 0.9 on, turn all of it down, or refuse it.',
    }),
    layout: choice({
      options: ['channelsFirst', 'channelsLast'],
      default: 'channelsFirst',
      help: '[channels, frames] (PyTorch) or [frames, channels] (tfjs, Keras).',
    }),
  },
  draw: () => ({}),
  lower: (_drawn, { policy, layout }) => [{ kind: 'scale', policy, layout }],
});
