import { choice, color, size } from '../transforms/parameters.ts';
import { defineImageTransform, warp } from './image.ts';

/** Cuts `size` out of the middle; where the picture is smaller, the border shows around it. */
export const centerCrop = defineImageTransform({
  name: 'centerCrop',
  summary: 'Cut a size out of the middle of the picture.',
  reference: 'torchvision.transforms.v2.CenterCrop',
  example: { size: [150, 150] },
  equivalents: {
    albumentations: 'A.CenterCrop(height, width, pad_if_needed=True)',
    torchvision: 'v2.CenterCrop((height, width))',
  },
  parameters: {
    size: size({ help: '[height, width] of the result.' }),
    border: choice({
      options: ['constant', 'edge', 'reflect', 'wrap'],
      default: 'constant',
      help: 'What shows around a picture that is smaller.',
    }),
    fill: color({ default: [0, 0, 0], help: 'The colour of a constant border.' }),
  },
  draw: () => ({}),
  lower: (_drawn, { size: [height, width], border, fill }, facts) => {
    const left = startOf(facts.width, width);
    const top = startOf(facts.height, height);
    return [warp(facts, width, height, [1, 0, left, 0, 1, top, 0, 0, 1], { border, fill, interpolation: 'any' })];
  },
});

/** Where the crop begins: an odd remainder is rounded half to even when it cuts, and down when it pads, as in torchvision. */
function startOf(whole: number, part: number): number {
  if (part > whole) return -Math.floor((part - whole) / 2);
  const half = Math.floor((whole - part) / 2);
  return (whole - part) % 2 === 0 ? half : half + (half & 1);
}
