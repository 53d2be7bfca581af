import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

const none = [0, 0, 0] as const;

/** Darkens the picture towards its corners, as a lens does. */
export const vignetting = defineImageTransform({
  name: 'vignetting',
  summary: 'Darken the picture towards its corners, as a lens does.',
  reference: 'albumentations.Vignetting',
  equivalents: { albumentations: 'A.Vignetting(intensity_range=(0.2, 0.5), center_range=(0.3, 0.7))' },
  parameters: {
    strength: interval({
      default: [0.2, 0.6],
      min: 0,
      max: 1,
      help: 'How dark the farthest corner becomes; 1 is black.',
    }),
    centerFraction: interval({
      default: [0.3, 0.7],
      min: 0,
      max: 1,
      unit: 'of the side',
      help: 'Where the brightest place lies, drawn for x and for y.',
    }),
  },
  draw: (draws, { strength, centerFraction }) => ({
    strength: draws.uniform(strength),
    centerFraction: [draws.uniform(centerFraction), draws.uniform(centerFraction)],
  }),
  lower: ({ strength, centerFraction }, _values, { width, height }) => {
    const [x, y] = centerFraction as readonly number[] as readonly [number, number];
    const [far, deep] = [Math.max(x, 1 - x) * width, Math.max(y, 1 - y) * height];
    const outer = Math.sqrt((far * far + deep * deep) / (width * width + height * height));
    return strength === 0
      ? []
      : [
          {
            kind: 'light',
            mask: { kind: 'radial', center: [x, y], inner: 0, outer, power: 2 },
            gain: [1, -strength],
            offset: [none, none],
          },
        ];
  },
});
