import { choice, interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/** What a `level` of 1 is as a standard deviation: half the width of a uniform distribution, the scale of Laplace's. */
const deviations = { normal: 1, uniform: 1 / Math.sqrt(3), laplace: Math.SQRT2 } as const;

/** Adds uniform, normal or Laplace noise: to every value, alike to a pixel's channels, or one number to a whole channel; then clamps. */
export const additiveNoise = defineImageTransform({
  name: 'additiveNoise',
  summary: 'Add uniform, normal or Laplace noise to values, pixels or whole channels.',
  reference: 'albumentations.AdditiveNoise; imgaug AdditiveLaplaceNoise',
  equivalents: {
    albumentations:
      "A.AdditiveNoise(noise_type='uniform', spatial_mode='per_pixel', noise_params={'ranges': [(-0.1, 0.1)]})",
    imgaug: 'iaa.AdditiveLaplaceNoise(scale=(0, 0.1 * 255), per_channel=True)',
  },
  example: { distribution: 'laplace', level: [0.1, 0.1] },
  parameters: {
    distribution: choice({
      options: ['uniform', 'normal', 'laplace'],
      default: 'uniform',
      help: 'Laplace has more values far out than a normal.',
    }),
    level: interval({
      default: [0, 0.1],
      min: 0,
      max: 10,
      unit: 'of full scale',
      help: 'Half the width (uniform), the standard deviation (normal) or the scale (laplace), drawn for each sample.',
    }),
    mean: number({ default: 0, min: -1, max: 1, unit: 'of full scale', help: 'Mean of the noise.' }),
    spread: choice({
      options: ['perPixel', 'shared', 'constant'],
      default: 'perPixel',
      help: 'A number of its own for every value, for every pixel, or for each channel as a whole.',
    }),
  },
  draw: (draws, { distribution, level }) => {
    const drawn = draws.uniform(level);
    // In units of the level, so that what is drawn stays the same whatever it is.
    const shifts = [0, 1, 2].map(() => {
      const normal = draws.normal();
      const unit = 2 * draws.unit() - 1;
      if (distribution === 'normal') return normal;
      return distribution === 'uniform' ? unit : -Math.sign(unit) * Math.log(1 - Math.abs(unit));
    });
    return { level: drawn, shifts, field: draws.field('field') };
  },
  lower: ({ level, shifts, field }, { distribution, mean, spread }) => {
    if (level === 0 && mean === 0) return [];
    if (spread === 'constant') {
      const [r, g, b] = shifts.map((shift) => (mean + level * shift) * 255);
      return [{ kind: 'color', matrix: [1, 0, 0, r!, 0, 1, 0, g!, 0, 0, 1, b!] }];
    }
    return [
      {
        kind: 'noise',
        key: field as FieldKey,
        ...(distribution === 'normal' ? {} : { distribution }),
        sigma: level * deviations[distribution] * 255,
        mean: mean * 255,
        perChannel: spread === 'perPixel',
      },
    ];
  },
});
