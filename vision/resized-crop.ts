import type { Draws, Interval } from '../transforms/draws.ts';
import { choice, interval, size } from '../transforms/parameters.ts';
import { defineImageTransform, type ImageFacts, stretch, warp } from './image.ts';
import { resize } from './resize.ts';

const attempts = 10;

/** Cuts a random part of the picture, by area and aspect ratio, and stretches it to `size`. */
export const resizedCrop = defineImageTransform({
  name: 'resizedCrop',
  summary: 'Cut a random part, by area and aspect ratio, and stretch it to a size.',
  reference: 'torchvision.transforms.v2.RandomResizedCrop (Szegedy et al. 2015)',
  example: { size: [160, 160] },
  equivalents: {
    albumentations: 'A.RandomResizedCrop((height, width))',
    torchvision: 'v2.RandomResizedCrop((height, width), antialias=True)',
  },
  parameters: {
    size: size({ help: '[height, width] of the result.' }),
    areaFraction: interval({
      default: [0.08, 1],
      min: 0,
      positive: true,
      max: 1,
      unit: 'of the area',
      help: 'How much of the picture is kept.',
    }),
    aspectRatio: interval({
      default: [3 / 4, 4 / 3],
      min: 0,
      positive: true,
      unit: 'width / height',
      help: 'Shape of the part, drawn evenly on a log scale.',
    }),
    interpolation: choice({
      options: ['bilinear', 'nearest', 'bicubic'],
      default: 'bilinear',
      help: 'How values between pixels are found.',
    }),
  },
  undrawn: ({ size, interpolation }) => resize({ size, interpolation }),
  draw: (draws, { areaFraction, aspectRatio }, facts) => ({
    window: drawWindow(draws, areaFraction, aspectRatio, facts),
  }),
  lower: ({ window }, { size, interpolation }, facts) => [
    warp(facts, size[1], size[0], stretch(window, size[1], size[0]), { window, interpolation }),
  ],
});

function drawWindow(
  draws: Draws,
  areaFraction: Interval,
  aspectRatio: Interval,
  facts: ImageFacts,
): [number, number, number, number] {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const area = draws.uniform(areaFraction) * facts.width * facts.height;
    const aspect = draws.logUniform(aspectRatio);
    const width = Math.round(Math.sqrt(area * aspect));
    const height = Math.round(Math.sqrt(area / aspect));
    if (width >= 1 && height >= 1 && width <= facts.width && height <= facts.height) {
      return [draws.integer([0, facts.width - width]), draws.integer([0, facts.height - height]), width, height];
    }
  }
  const aspect = facts.width / facts.height;
  const [lowest, highest] = aspectRatio;
  const width = aspect > highest ? Math.max(1, Math.round(facts.height * highest)) : facts.width;
  const height = aspect < lowest ? Math.max(1, Math.round(facts.width / lowest)) : facts.height;
  const [w, h] = [Math.min(width, facts.width), Math.min(height, facts.height)];
  return [(facts.width - w) >> 1, (facts.height - h) >> 1, w, h];
}
