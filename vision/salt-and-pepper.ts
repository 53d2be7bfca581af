import { flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Makes some pixels white and some black. */
export const saltAndPepper = defineImageTransform({
  name: 'saltAndPepper',
  summary: 'Make some pixels white and some black.',
  reference: 'albumentations.SaltAndPepper; kornia.augmentation.RandomSaltAndPepperNoise',
  equivalents: {
    albumentations: 'A.SaltAndPepper(amount=(0.01, 0.06), salt_vs_pepper=(0.4, 0.6))',
    kornia: 'K.RandomSaltAndPepperNoise(amount=(0.01, 0.06), salt_vs_pepper=(0.4, 0.6))',
  },
  parameters: {
    amountFraction: interval({
      default: [0.01, 0.06],
      min: 0,
      max: 1,
      unit: 'of the pixels',
      help: 'How many are changed, drawn for each sample.',
    }),
    saltFraction: interval({
      default: [0.4, 0.6],
      min: 0,
      max: 1,
      unit: 'of those',
      help: 'How many of them become white; the others become black.',
    }),
    perChannel: flag({ default: false, help: 'Change each channel value on its own rather than whole pixels.' }),
  },
  draw: (draws, { amountFraction, saltFraction }) => ({
    amountFraction: draws.uniform(amountFraction),
    saltFraction: draws.uniform(saltFraction),
    field: draws.field('field'),
  }),
  lower: ({ amountFraction, saltFraction, field }, { perChannel }) => {
    if (amountFraction === 0) return [];
    const salt = amountFraction * saltFraction;
    const pepper = amountFraction - salt;
    return [{ kind: 'impulse', key: field as FieldKey, pepperFraction: pepper, saltFraction: salt, perChannel }];
  },
});
