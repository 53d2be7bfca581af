import { defineImageTransform, reordering } from './image.ts';

/** Puts the channels into a random order. */
export const channelShuffle = defineImageTransform({
  name: 'channelShuffle',
  summary: 'Put the channels into a random order.',
  reference: 'albumentations.ChannelShuffle; torchvision.transforms.v2.RandomChannelPermutation',
  equivalents: { albumentations: 'A.ChannelShuffle()', torchvision: 'v2.RandomChannelPermutation()' },
  parameters: {},
  draw: (draws) => ({ order: draws.permutation(3) }),
  lower: ({ order }) => {
    if (order.every((channel, i) => channel === i)) return [];
    return [{ kind: 'color', matrix: reordering(order) }];
  },
});
