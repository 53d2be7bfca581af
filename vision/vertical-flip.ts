import { defineImageTransform, warp } from './image.ts';

/** Mirrors the picture top to bottom; give `p: 0.5` to do so to every other picture. */
export const verticalFlip = defineImageTransform({
  name: 'verticalFlip',
  summary: 'Mirror the picture top to bottom.',
  reference: 'torchvision.transforms.v2.RandomVerticalFlip',
  equivalents: { albumentations: 'A.VerticalFlip(p=1)', torchvision: 'v2.RandomVerticalFlip(p=1)' },
  parameters: {},
  draw: () => ({}),
  lower: (_drawn, _values, facts) => [
    warp(facts, facts.width, facts.height, [1, 0, 0, 0, -1, facts.height - 1, 0, 0, 1], { interpolation: 'any' }),
  ],
});
