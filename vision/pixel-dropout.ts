import { choice, color, flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Replaces a random fraction of the pixels, or of their channel values. */
export const pixelDropout = defineImageTransform({
  name: 'pixelDropout',
  summary: 'Replace a random fraction of the pixels.',
  reference: 'albumentations.PixelDropout',
  equivalents: { albumentations: 'A.PixelDropout(dropout_prob=0.02, per_channel=False, drop_value=0)' },
  parameters: {
    dropFraction: interval({
      default: [0, 0.02],
      min: 0,
      max: 1,
      unit: 'of the pixels',
      help: 'How many are dropped, drawn for each sample.',
    }),
    perChannel: flag({ default: false, help: 'Drop each channel value on its own rather than whole pixels.' }),
    fillWith: choice({
      options: ['color', 'random'],
      default: 'color',
      help: 'Put `fill` in their place, or random values.',
    }),
    fill: color({ default: [0, 0, 0], help: 'The colour that takes their place.' }),
  },
  draw: (draws, { dropFraction }) => ({ dropFraction: draws.uniform(dropFraction), field: draws.field('field') }),
  lower: ({ dropFraction, field }, { perChannel, fillWith, fill }) =>
    dropFraction === 0
      ? []
      : [
          {
            kind: 'drop',
            key: field as FieldKey,
            fraction: dropFraction,
            perChannel,
            fill: fillWith === 'random' ? 'random' : fill,
          },
        ],
});
