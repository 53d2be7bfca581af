import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Replaces each value by the median of a square around it, in whole grey levels; borders are reflected. */
export const medianBlur = defineImageTransform({
  name: 'medianBlur',
  summary: 'Take the median of a square, which keeps edges and removes specks.',
  reference: 'albumentations.MedianBlur; OpenCV medianBlur, scipy median_filter',
  equivalents: { albumentations: 'A.MedianBlur(blur_limit=(3, 7))' },
  parameters: {
    radiusPixels: interval({
      integer: true,
      default: [1, 3],
      min: 0,
      max: 100,
      unit: 'pixels',
      help: 'How far the square reaches to each side: 1 is 3 x 3 pixels.',
    }),
  },
  draw: (draws, { radiusPixels }) => ({ radiusPixels: draws.integer(radiusPixels) }),
  lower: ({ radiusPixels }) => (radiusPixels === 0 ? [] : [{ kind: 'median', radiusPixels }]),
});
