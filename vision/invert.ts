import { defineImageTransform } from './image.ts';

/** Turns black to white and every colour to its opposite. */
export const invert = defineImageTransform({
  name: 'invert',
  summary: 'Turn black to white and every colour to its opposite.',
  reference: 'torchvision.transforms.v2.RandomInvert',
  equivalents: { albumentations: 'A.InvertImg()', torchvision: 'v2.RandomInvert(p=1)' },
  parameters: {},
  draw: () => ({}),
  lower: () => [{ kind: 'color', matrix: [-1, 0, 0, 255, 0, -1, 0, 255, 0, 0, -1, 255] }],
});
