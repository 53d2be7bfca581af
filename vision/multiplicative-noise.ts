import { flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Multiplies the picture, each channel, each pixel or every value by a random factor of its own, then clamps. */
export const multiplicativeNoise = defineImageTransform({
  name: 'multiplicativeNoise',
  summary: 'Multiply the picture, its channels, pixels or values by random factors.',
  reference: 'albumentations.MultiplicativeNoise',
  equivalents: {
    albumentations: 'A.MultiplicativeNoise(multiplier=(0.9, 1.1), per_channel=False, elementwise=False)',
    imgaug: 'iaa.MultiplyElementwise((0.9, 1.1))',
  },
  example: { factor: [0.5, 1.5], elementwise: true },
  parameters: {
    factor: interval({
      default: [0.9, 1.1],
      min: 0,
      max: 100,
      help: 'Factors are uniform between these; 1 changes nothing.',
    }),
    perChannel: flag({ default: false, help: 'Factors of its own for each channel.' }),
    elementwise: flag({ default: false, help: 'Factors of its own for each pixel; false: one for the whole picture.' }),
  },
  draw: (draws, { factor }) => ({
    whole: [draws.uniform(factor), draws.uniform(factor), draws.uniform(factor)],
    field: draws.field('field'),
  }),
  lower: ({ whole, field }, { factor, perChannel, elementwise }) => {
    if (factor[0] === 1 && factor[1] === 1) return [];
    if (elementwise) return [{ kind: 'multiplyNoise', key: field as FieldKey, factor, perChannel }];
    const [r, g, b] = [whole[0]!, whole[perChannel ? 1 : 0]!, whole[perChannel ? 2 : 0]!];
    return [{ kind: 'color', matrix: [r, 0, 0, 0, 0, g, 0, 0, 0, 0, b, 0] }];
  },
});
