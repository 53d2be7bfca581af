import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Blurs or sharpens as PIL does: 0 smooths, 1 leaves the picture as it is, 2 sharpens. */
export const sharpness = defineImageTransform({
  name: 'sharpness',
  summary: 'Smooth or sharpen by a factor.',
  reference: 'PIL.ImageEnhance.Sharpness; torchvision.transforms.v2.functional.adjust_sharpness',
  equivalents: { torchvision: 'v2.RandomAdjustSharpness(sharpness_factor=2)' },
  parameters: {
    factor: interval({
      default: [0, 2],
      min: 0,
      max: 20,
      help: '0 smooths, 1 changes nothing, 2 adds as much as smoothing takes away.',
    }),
  },
  draw: (draws, { factor }) => ({ factor: draws.uniform(factor) }),
  lower: ({ factor }) => (factor === 1 ? [] : [{ kind: 'sharpness', factor }]),
});
