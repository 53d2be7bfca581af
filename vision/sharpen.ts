import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Mixes a picture with a Laplacian-sharpened one of itself; borders are reflected. */
export const sharpen = defineImageTransform({
  name: 'sharpen',
  summary: 'Sharpen by a mix with a high-pass kernel.',
  reference: "albumentations.Sharpen, method 'kernel'; imgaug.Sharpen",
  equivalents: { albumentations: "A.Sharpen(alpha=(0.2, 0.5), lightness=(0.5, 1.0), method='kernel')" },
  parameters: {
    alphaFraction: interval({
      default: [0.2, 0.5],
      min: 0,
      max: 1,
      unit: 'fraction',
      help: 'Part of the sharpened picture in the mix; 0 changes nothing.',
    }),
    lightness: interval({
      default: [0.5, 1],
      min: 0,
      max: 4,
      help: 'How bright the sharpened picture is; 1 as bright as it was.',
    }),
  },
  draw: (draws, { alphaFraction, lightness }) => ({
    alphaFraction: draws.uniform(alphaFraction),
    lightness: draws.uniform(lightness),
  }),
  lower: ({ alphaFraction: a, lightness }) =>
    a === 0 ? [] : [{ kind: 'convolve', weights: [-a, -a, -a, -a, 1 - a + a * (8 + lightness), -a, -a, -a, -a] }],
});
