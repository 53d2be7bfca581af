import { defineImageTransform } from './image.ts';

/** Puts the channels into a random order. */
export const channelShuffle = defineImageTransform({
  name: 'channelShuffle',
  summary: 'Put the channels into a random order.',
  reference: 'albumentations.ChannelShuffle; torchvision.transforms.v2.RandomChannelPermutation',
  parameters: {},
  draw: (draws) => ({ order: draws.permutation(3) }),
  lower: ({ order }) => {
    if (order.every((channel, i) => channel === i)) return [];
    const row = (channel: number) => [channel === 0 ? 1 : 0, channel === 1 ? 1 : 0, channel === 2 ? 1 : 0, 0];
    return [{ kind: 'color', matrix: order.flatMap(row) }];
  },
});
