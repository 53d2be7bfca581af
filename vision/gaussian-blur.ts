import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Blurs with a Gaussian of a random sigma; radius ceil(3 sigma), borders reflected. */
export const gaussianBlur = defineImageTransform({
  name: 'gaussianBlur',
  summary: 'Blur with a Gaussian of random width.',
  reference: 'torchvision.transforms.v2.GaussianBlur with kernel_size 2 ceil(3 sigma) + 1',
  equivalents: {
    albumentations: 'A.GaussianBlur(blur_limit=0, sigma_limit=(0.1, 2))',
    torchvision: 'v2.GaussianBlur(kernel_size=13, sigma=(0.1, 2.0))',
  },
  parameters: {
    sigmaPixels: interval({
      default: [0.1, 2],
      min: 0,
      max: 100,
      unit: 'pixels',
      help: 'Standard deviation of the Gaussian.',
    }),
  },
  draw: (draws, { sigmaPixels }) => ({ sigmaPixels: draws.uniform(sigmaPixels) }),
  lower: ({ sigmaPixels }) => (sigmaPixels === 0 ? [] : [{ kind: 'blur', sigmaPixels }]),
});
