import { color, interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

const none = [0, 0, 0] as const;

/** Draws patches of fog over the picture: it fades to the fog's colour, more or less from place to place. */
export const fog = defineImageTransform({
  name: 'fog',
  summary: 'Draw patches of fog over the picture.',
  reference: 'albumentations.RandomFog; Hendrycks and Dietterich 2019 (the shape of its patches)',
  equivalents: { albumentations: 'A.RandomFog(fog_coef_range=(0.3, 1), alpha_coef=0.08)' },
  parameters: {
    density: interval({
      default: [0.3, 0.7],
      min: 0,
      max: 1,
      help: 'How much of the picture it hides where it is thickest.',
    }),
    patchiness: interval({
      default: [0.4, 0.9],
      min: 0,
      max: 1,
      help: '0 is an even veil; at 1 there are places without any fog.',
    }),
    patchFraction: number({
      default: 0.4,
      min: 0.01,
      max: 2,
      unit: 'of the longer side',
      help: 'Size of the largest patches.',
    }),
    color: color({ default: [232, 236, 240], help: 'The colour of the fog.' }),
  },
  draw: (draws, { density, patchiness }) => ({
    density: draws.uniform(density),
    patchiness: draws.uniform(patchiness),
    field: draws.field('field'),
  }),
  lower: ({ density, patchiness, field }, { patchFraction, color }) => {
    if (density === 0) return [];
    const thin = density * (1 - patchiness);
    const more = density * patchiness;
    const of = (share: number) => [color[0] * share, color[1] * share, color[2] * share] as const;
    return [
      {
        kind: 'light',
        mask: { kind: 'noise', key: field as FieldKey, cells: 1 / patchFraction, octaves: 5, sharpness: 1.8 },
        gain: [1 - thin, -more],
        offset: [thin === 0 ? none : of(thin), of(more)],
      },
    ];
  },
});
