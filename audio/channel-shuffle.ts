import { defineAudioTransform } from './sound.ts';

/** Puts the channels into a random order, in which they may be as they were. */
export const channelShuffle = defineAudioTransform({
  name: 'channelShuffle',
  summary: 'Put the channels into a random order.',
  reference: 'torch-audiomentations ShuffleChannels',
  parameters: {},
  draw: (draws, _values, { channels }) => ({ order: draws.permutation(channels) }),
  lower: ({ order }) => (order.every((from, to) => from === to) ? [] : [{ kind: 'reorder', order }]),
});
