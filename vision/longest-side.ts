import { flag, integer } from '../transforms/parameters.ts';
import { interpolation } from './geometry.ts';
import { defineImageTransform, scaledTo } from './image.ts';

/** Resizes the picture so that its longer side has `sidePixels`; its shape stays. */
export const longestSide = defineImageTransform({
  name: 'longestSide',
  summary: 'Resize so that the longer side has so many pixels; the shape stays.',
  reference: 'albumentations.LongestMaxSize',
  equivalents: {
    albumentations: 'A.LongestMaxSize(max_size=1024)',
    torchvision: 'v2.Resize(size=None, max_size=1024)',
  },
  example: { sidePixels: 120 },
  parameters: {
    sidePixels: integer({ min: 1, max: 16384, unit: 'pixels', help: 'Length of the longer side.' }),
    enlarge: flag({ default: true, help: 'Enlarge smaller pictures as well, rather than leave them.' }),
    interpolation,
  },
  draw: () => ({}),
  lower: (_drawn, { sidePixels, enlarge, interpolation }, facts) =>
    scaledTo(facts, sidePixels / Math.max(facts.width, facts.height), enlarge, interpolation),
});
