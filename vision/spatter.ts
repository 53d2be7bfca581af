import { choice, interval, number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey, ImageOp, Rgb } from './ops/index.ts';

const none = [0, 0, 0] as const;
const materials = {
  water: { color: [200, 216, 226], opacity: 0.55 },
  mud: { color: [66, 49, 28], opacity: 0.95 },
} as const satisfies Record<string, { readonly color: Rgb; readonly opacity: number }>;

/** Splashes water or mud on the lens. */
export const spatter = defineImageTransform({
  name: 'spatter',
  summary: 'Splash water or mud on the lens.',
  reference: 'Hendrycks and Dietterich 2019 (spatter); albumentations.Spatter',
  equivalents: { albumentations: "A.Spatter(mode='rain')", imgaug: 'iaa.imgcorruptlike.Spatter()' },
  parameters: {
    material: choice({
      options: ['water', 'mud', 'any'],
      default: 'any',
      help: 'What splashes; any: drawn for each sample.',
    }),
    threshold: interval({
      default: [0.6, 0.68],
      min: 0,
      max: 1,
      help: 'Lower covers more: at 0.5 about half of the picture, at 0.75 hardly anything.',
    }),
    dropFraction: number({
      default: 0.08,
      min: 0.005,
      max: 1,
      unit: 'of the longer side',
      help: 'Size of the drops.',
    }),
  },
  draw: (draws, { material, threshold }) => ({
    material: material === 'any' ? draws.choice(['water', 'mud'] as const) : material,
    threshold: draws.uniform(threshold),
    field: draws.field('field'),
  }),
  lower: ({ material, threshold, field }, { dropFraction }): readonly ImageOp[] => {
    const { color, opacity } = materials[material];
    return [
      {
        kind: 'light',
        mask: { kind: 'blobs', key: field as FieldKey, cells: 1 / dropFraction, octaves: 3, threshold, softness: 0.05 },
        gain: [1, -opacity],
        offset: [none, [color[0] * opacity, color[1] * opacity, color[2] * opacity]],
      },
    ];
  },
});
