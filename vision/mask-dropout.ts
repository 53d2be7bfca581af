import { choice, interval } from '../transforms/parameters.ts';
import { fill } from './holes.ts';
import { defineImageTransform } from './image.ts';
import type { FieldKey } from './ops/index.ts';

/**
 * Drops the area of some of the classes that the mask shows, never of class 0. The mask itself stays as it is. Throws AugmentError
 * where pictures have no mask.
 */
export const maskDropout = defineImageTransform({
  name: 'maskDropout',
  summary: 'Drop the area of some classes of the mask.',
  reference: 'albumentations.MaskDropout',
  equivalents: { albumentations: 'A.MaskDropout(max_objects=(1, 1), fill=0)' },
  parameters: {
    classCount: interval({
      integer: true,
      default: [1, 1],
      min: 0,
      max: 255,
      unit: 'classes',
      help: 'How many of those that are there are dropped, drawn for each sample.',
    }),
    fillWith: choice({
      options: ['color', 'random'],
      default: 'color',
      help: 'Put `fill` in their place, or random values.',
    }),
    fill,
  },
  draw: (draws, { classCount }) => ({ classCount: draws.integer(classCount), field: draws.field('field') }),
  lower: ({ classCount, field }, { fillWith, fill }) => {
    if (classCount === 0) return [];
    return [
      { kind: 'classDrop', key: field as FieldKey, count: classCount, fill: fillWith === 'random' ? 'random' : fill },
    ];
  },
});
