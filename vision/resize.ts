import { choice, size } from '../transforms/parameters.ts';
import { defineImageTransform, stretch, warp } from './image.ts';

/** Stretches the picture to `size`, prefiltered when it shrinks. */
export const resize = defineImageTransform({
  name: 'resize',
  summary: 'Stretch the picture to a size, without aliasing.',
  reference: 'torchvision.transforms.v2.Resize with antialias=True',
  example: { size: [160, 100] },
  equivalents: {
    albumentations: 'A.Resize(height, width, interpolation=cv2.INTER_AREA)',
    torchvision: 'v2.Resize((height, width), antialias=True)',
  },
  parameters: {
    size: size({ help: '[height, width] of the result.' }),
    interpolation: choice({
      options: ['bilinear', 'nearest', 'bicubic'],
      default: 'bilinear',
      help: 'How values between pixels are found.',
    }),
  },
  draw: () => ({}),
  lower: (_drawn, { size: [height, width], interpolation }, facts) => [
    warp(facts, width, height, stretch([0, 0, facts.width, facts.height], width, height), { interpolation }),
  ],
});
