import { defineImageTransform, warp } from './image.ts';

/** Mirrors the picture left to right; give `p: 0.5` to do so to every other picture. */
export const horizontalFlip = defineImageTransform({
  name: 'horizontalFlip',
  summary: 'Mirror the picture left to right.',
  reference: 'torchvision.transforms.v2.RandomHorizontalFlip',
  equivalents: { albumentations: 'A.HorizontalFlip(p=1)', torchvision: 'v2.RandomHorizontalFlip(p=1)' },
  parameters: {},
  draw: () => ({}),
  lower: (_drawn, _values, facts) => [
    warp(facts, facts.width, facts.height, [-1, 0, facts.width - 1, 0, 1, 0, 0, 0, 1], { interpolation: 'any' }),
  ],
});
