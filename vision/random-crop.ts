import { size } from '../transforms/parameters.ts';
import { centerCrop } from './center-crop.ts';
import { border, fill } from './geometry.ts';
import { defineImageTransform, warp } from './image.ts';

/** Cuts `size` out of the picture at a random place; where the picture is smaller it is put at a random place, and the border shows around it. */
export const randomCrop = defineImageTransform({
  name: 'randomCrop',
  summary: 'Cut a size out of the picture at a random place.',
  reference: 'torchvision.transforms.v2.RandomCrop(pad_if_needed=True)',
  equivalents: {
    albumentations: 'A.RandomCrop(height, width, pad_if_needed=True)',
    torchvision: 'v2.RandomCrop(size, pad_if_needed=True)',
  },
  example: { size: [120, 120] },
  parameters: { size: size({ help: '[height, width] of the result.' }), border, fill },
  undrawn: ({ size, border, fill }) => centerCrop({ size, border, fill }),
  draw: (draws, { size: [height, width] }, facts) => ({
    left: place(draws.integer([0, Math.abs(facts.width - width)]), facts.width - width),
    top: place(draws.integer([0, Math.abs(facts.height - height)]), facts.height - height),
  }),
  lower: ({ left, top }, { size: [height, width], border, fill }, facts) => [
    warp(facts, width, height, [1, 0, left, 0, 1, top, 0, 0, 1], { border, fill, interpolation: 'any' }),
  ],
});

/** Beyond the picture's edge where it is smaller. */
const place = (drawn: number, spare: number) => (spare < 0 && drawn > 0 ? -drawn : drawn);
