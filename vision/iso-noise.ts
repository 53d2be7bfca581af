import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** Adds the noise of a camera at a high ISO: lightness rises by Poisson numbers, as far as there is contrast, and hue turns by normals. */
export const isoNoise = defineImageTransform({
  name: 'isoNoise',
  summary: 'Add noise in lightness and hue, as a camera does at a high ISO.',
  reference: 'albumentations.ISONoise (HLS)',
  equivalents: { albumentations: 'A.ISONoise(color_shift=(0.01, 0.05), intensity=(0.1, 0.5))' },
  parameters: {
    intensity: interval({
      default: [0.1, 0.5],
      min: 0,
      max: 2,
      help: 'Strength, drawn for each sample: what lightness rises by on average, as a share of its own standard deviation.',
    }),
    hueDegrees: interval({
      default: [3.6, 18],
      min: 0,
      max: 360,
      unit: 'degrees',
      help: 'Standard deviation of the hue at an intensity of 1, drawn for each sample.',
    }),
  },
  draw: (draws, { intensity, hueDegrees }) => ({
    intensity: draws.uniform(intensity),
    hueDegrees: draws.uniform(hueDegrees),
    field: draws.field('field'),
  }),
  lower: ({ intensity, hueDegrees, field }) =>
    intensity === 0
      ? []
      : [{ kind: 'isoNoise', key: field as FieldKey, intensity, hueSigmaDegrees: hueDegrees * intensity }],
});
