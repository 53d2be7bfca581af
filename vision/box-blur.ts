import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Replaces each value by the mean of a square around it, 2 radius + 1 pixels a side; borders are reflected. */
export const boxBlur = defineImageTransform({
  name: 'boxBlur',
  summary: 'Blur by the mean of a square.',
  reference: 'albumentations.Blur; OpenCV blur, scipy uniform_filter',
  equivalents: { albumentations: 'A.Blur(blur_limit=(3, 7))' },
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
  lower: ({ radiusPixels }) => (radiusPixels === 0 ? [] : [{ kind: 'box', radiusPixels }]),
});
