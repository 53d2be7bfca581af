import { interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Puts one level in place of one or two whole channels, chosen at random. */
export const channelDropout = defineImageTransform({
  name: 'channelDropout',
  summary: 'Put one level in place of whole channels.',
  reference: 'albumentations.ChannelDropout',
  equivalents: { albumentations: 'A.ChannelDropout(channel_drop_range=(1, 1), fill=0)' },
  parameters: {
    dropCount: interval({
      integer: true,
      default: [1, 1],
      min: 0,
      max: 2,
      unit: 'channels',
      help: 'How many are dropped, drawn for each sample.',
    }),
    fill: number({ default: 0, min: 0, max: 255, unit: 'grey levels', help: 'The level that takes their place.' }),
  },
  draw: (draws, { dropCount }) => {
    const count = draws.integer(dropCount);
    return { dropped: draws.permutation(3).slice(0, count) };
  },
  lower: ({ dropped }, { fill }) => {
    if (dropped.length === 0) return [];
    const rows = [0, 1, 2].flatMap((row) =>
      dropped.includes(row) ? [0, 0, 0, fill] : [0, 1, 2, 3].map((column) => (column === row ? 1 : 0)),
    );
    return [{ kind: 'color', matrix: rows }];
  },
});
