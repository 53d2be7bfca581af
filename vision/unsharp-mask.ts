import { interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Adds to a picture part of what a Gaussian takes from it, where that is more than a threshold. */
export const unsharpMask = defineImageTransform({
  name: 'unsharpMask',
  summary: 'Sharpen edges, and leave what is nearly smooth.',
  reference: 'albumentations.UnsharpMask',
  equivalents: { albumentations: 'A.UnsharpMask(blur_limit=(3, 7), alpha=(0.2, 0.5), threshold=10)' },
  parameters: {
    sigmaPixels: interval({
      default: [0.8, 1.4],
      min: 0,
      max: 100,
      unit: 'pixels',
      help: 'Standard deviation of the Gaussian; 0 changes nothing.',
    }),
    alpha: interval({ default: [0.2, 0.5], min: 0, max: 10, help: 'How much of the difference is added.' }),
    threshold: number({
      default: 10,
      min: 0,
      max: 255,
      unit: 'grey levels',
      help: 'Smaller differences are left as they are.',
    }),
  },
  draw: (draws, { sigmaPixels, alpha }) => ({
    sigmaPixels: draws.uniform(sigmaPixels),
    alpha: draws.uniform(alpha),
  }),
  lower: ({ sigmaPixels, alpha }, { threshold }) =>
    sigmaPixels === 0 || alpha === 0 ? [] : [{ kind: 'unsharp', sigmaPixels, amount: alpha, threshold }],
});
