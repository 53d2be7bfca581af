import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Raises levels (0 to 1) to a random power: below 1 brighter, above it darker; black and white stay. */
export const gamma = defineImageTransform({
  name: 'gamma',
  summary: 'Make middle tones brighter or darker by a power of the level.',
  reference: 'albumentations.RandomGamma; torchvision.transforms.v2.functional.adjust_gamma',
  equivalents: {
    albumentations: 'A.RandomGamma(gamma_limit=(80, 120))',
    torchvision: 'v2.functional.adjust_gamma(image, gamma)',
  },
  parameters: {
    exponent: interval({
      default: [0.8, 1.2],
      min: 0.01,
      max: 100,
      help: 'The power, drawn for each sample evenly on a logarithmic scale; 1 changes nothing.',
    }),
  },
  draw: (draws, { exponent }) => ({ exponent: draws.logUniform(exponent) }),
  lower: ({ exponent }) => {
    if (exponent === 1) return [];
    const table = Array.from({ length: 256 }, (_, level) => 255 * (level / 255) ** exponent);
    return [{ kind: 'curve', tables: [table, table, table] }];
  },
});
