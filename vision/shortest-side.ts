import { flag, integer } from '../transforms/parameters.ts';
import { interpolation } from './geometry.ts';
import { defineImageTransform, scaledTo } from './image.ts';

/** Resizes the picture so that its shorter side has `sidePixels`; its shape stays, save that no side passes 16384. */
export const shortestSide = defineImageTransform({
  name: 'shortestSide',
  summary: 'Resize so that the shorter side has so many pixels; the shape stays.',
  reference: 'albumentations.SmallestMaxSize; torchvision.transforms.v2.Resize(int)',
  equivalents: {
    albumentations: 'A.SmallestMaxSize(max_size=256)',
    torchvision: 'v2.Resize(256, antialias=True)',
  },
  example: { sidePixels: 90 },
  parameters: {
    sidePixels: integer({ min: 1, max: 16384, unit: 'pixels', help: 'Length of the shorter side.' }),
    enlarge: flag({ default: true, help: 'Enlarge smaller pictures as well, rather than leave them.' }),
    interpolation,
  },
  draw: () => ({}),
  lower: (_drawn, { sidePixels, enlarge, interpolation }, facts) =>
    scaledTo(facts, sidePixels / Math.min(facts.width, facts.height), enlarge, interpolation),
});
