import { choice, flag, interval, number, optional } from '../transforms/parameters.ts';
import { fill, gridDropped } from './holes.ts';
import { defineImageTransform } from './image.ts';

/** Drops squares in an upright grid, in whole pixels. Boxes, keypoints and masks stay as they are. */
export const gridDropout = defineImageTransform({
  name: 'gridDropout',
  summary: 'Drop squares in an upright grid.',
  reference: 'albumentations.GridDropout',
  equivalents: { albumentations: 'A.GridDropout(ratio=0.5, unit_size_range=None, random_offset=True, fill=0)' },
  parameters: {
    ratio: number({
      default: 0.5,
      min: 0,
      max: 1,
      help: 'Side of a square, as a share of the unit, at least 1 pixel.',
    }),
    unitFraction: interval({
      default: [0.1, 0.1],
      min: 0,
      max: 1,
      unit: 'of the shorter side',
      help: 'From one square to the next, at least 2 pixels; drawn for each sample.',
    }),
    unitPixels: optional(
      interval({ integer: true, min: 2, max: 16384, unit: 'pixels', help: 'In place of `unitFraction`.' }),
    ),
    randomOffset: flag({
      default: true,
      help: 'The grid begins anywhere; false: a square lies in the upper left corner.',
    }),
    fillWith: choice({
      options: ['color', 'random'],
      default: 'color',
      help: 'Put `fill` in their place, or random values.',
    }),
    fill,
  },
  draw: (draws, { unitFraction, unitPixels }) => ({
    unitFraction: draws.uniform(unitFraction),
    ...(unitPixels === undefined ? {} : { unitPixels: draws.integer(unitPixels) }),
    offset: [draws.unit(), draws.unit()],
    field: draws.field('field'),
  }),
  lower: ({ unitFraction, offset, field, ...more }, { ratio, randomOffset, fillWith, fill }, { width, height }) => {
    const unit = more.unitPixels ?? Math.max(2, Math.round(unitFraction * Math.min(width, height)));
    const side = ratio === 0 ? 0 : Math.max(1, Math.round(ratio * unit));
    const [x, y] = offset.map((part) => (randomOffset ? Math.floor(part * unit) : 0)) as [number, number];
    const per = 1 / unit;
    const units = [per, 0, (0.5 - x) * per, 0, per, (0.5 - y) * per] as const;
    return gridDropped(field, units, side / unit, 'squares', fillWith === 'random' ? 'random' : fill);
  },
});
