import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Keeps only the highest bits of each level. */
export const posterize = defineImageTransform({
  name: 'posterize',
  summary: 'Keep only the highest bits of each level.',
  reference: 'torchvision.transforms.v2.RandomPosterize; albumentations.Posterize',
  equivalents: { albumentations: 'A.Posterize(num_bits=4)', torchvision: 'v2.RandomPosterize(bits=4, p=1)' },
  parameters: {
    bits: interval({ integer: true, default: [4, 4], min: 1, max: 8, unit: 'bits', help: 'How many bits are kept.' }),
  },
  draw: (draws, { bits }) => ({ bits: draws.integer(bits) }),
  lower: ({ bits }) => {
    if (bits === 8) return [];
    const step = 2 ** (8 - bits);
    const table = Array.from({ length: 256 }, (_, level) => level - (level % step));
    return [{ kind: 'curve', tables: [table, table, table] }];
  },
});
