import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Inverts all levels from a random threshold on. */
export const solarize = defineImageTransform({
  name: 'solarize',
  summary: 'Invert all levels from a threshold on.',
  reference: 'torchvision.transforms.v2.RandomSolarize; albumentations.Solarize',
  equivalents: {
    albumentations: 'A.Solarize(threshold_range=(0.5, 0.5))',
    torchvision: 'v2.RandomSolarize(threshold=128, p=1)',
  },
  parameters: {
    threshold: interval({
      default: [128, 128],
      min: 0,
      max: 256,
      unit: 'grey levels',
      help: 'Levels from this one on are inverted, drawn for each sample; between whole levels, in proportion.',
    }),
  },
  draw: (draws, { threshold }) => ({ threshold: draws.uniform(threshold) }),
  lower: ({ threshold }) => {
    const table = Array.from({ length: 256 }, (_, level) => (level < threshold ? level : 255 - level));
    return [{ kind: 'curve', tables: [table, table, table] }];
  },
});
