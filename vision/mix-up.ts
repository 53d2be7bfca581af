import { number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Blends the picture, and its label, with another one of the dataset; boxes and keypoints of both are kept. */
export const mixUp = defineImageTransform({
  name: 'mixUp',
  summary: 'Blend the picture and its label with another one of the dataset.',
  reference: 'mixup: Beyond Empirical Risk Minimization (Zhang et al. 2018)',
  equivalents: { torchvision: 'v2.MixUp(alpha=0.2, num_classes=...)', kornia: 'K.RandomMixUpV2()' },
  mixes: true,
  parameters: {
    alpha: number({
      default: 0.2,
      min: 0,
      positive: true,
      max: 1000,
      help: "Of Beta(alpha, alpha), from which the picture's own share is drawn: small, mostly one of the two; 1, any share alike; large, half and half.",
    }),
  },
  draw: (draws, { alpha }) => ({ partner: draws.unit(), lambda: draws.beta(alpha, alpha) }),
  lower: ({ partner, lambda }, _values, { width, height }) =>
    lambda === 1 ? [] : [{ kind: 'mixUp', partners: [partner], fits: [{ width, height }], shares: [1 - lambda] }],
});
