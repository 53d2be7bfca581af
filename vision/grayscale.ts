import { defineImageTransform, luma } from './image.ts';

/** Takes the colour away: all three channels become Rec. 601 luma; give `p` to do so to some pictures. */
export const grayscale = defineImageTransform({
  name: 'grayscale',
  summary: 'Take the colour away.',
  reference: 'torchvision.transforms.v2.RandomGrayscale',
  equivalents: { albumentations: 'A.ToGray()', torchvision: 'v2.RandomGrayscale(p=1)' },
  parameters: {},
  draw: () => ({}),
  lower: () => [{ kind: 'color', matrix: [...luma, 0, ...luma, 0, ...luma, 0] }],
});
