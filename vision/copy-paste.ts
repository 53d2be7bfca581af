import { number } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/**
 * Lays objects of another picture of the dataset over the picture: what its mask marks, object by object where it has boxes too; what
 * lies in its boxes where it has no mask. Its size is brought to the picture's. The label stays the picture's own; masks, boxes
 * and keypoints take the objects in.
 */
export const copyPaste = defineImageTransform({
  name: 'copyPaste',
  summary: 'Lay objects of another picture of the dataset over the picture, by its mask or its boxes.',
  reference: 'Simple Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation (Ghiasi et al. 2021)',
  mixes: true,
  example: { objectOdds: 1 },
  parameters: {
    objectOdds: number({ default: 0.5, min: 0, max: 1, help: 'Odds of each object to be laid over the picture.' }),
  },
  draw: (draws) => ({ partner: draws.unit(), field: draws.field('objects') }),
  lower: ({ partner, field }, { objectOdds }, { width, height }) =>
    objectOdds === 0
      ? []
      : [
          {
            kind: 'copyPaste',
            partners: [partner],
            fits: [{ width, height }],
            shares: [0],
            odds: objectOdds,
            key: field as FieldKey,
          },
        ],
});
