import { choice, interval, number } from '../transforms/parameters.ts';
import { fill, gridDropped } from './holes.ts';
import { defineImageTransform } from './image.ts';

/** Drops pixels in a turned grid: squares, lines or a chequered pattern. Boxes, keypoints and masks stay as they are. */
export const gridMask = defineImageTransform({
  name: 'gridMask',
  summary: 'Drop pixels in a turned grid of squares, lines or fields.',
  reference: 'Chen et al. 2020 (GridMask); DALI fn.grid_mask',
  equivalents: { albumentations: 'A.GridDropout(ratio=0.5, random_offset=True)' },
  parameters: {
    unitFraction: interval({
      default: [0.15, 0.35],
      min: 0.001,
      max: 2,
      unit: 'of the shorter side',
      help: 'From one square to the next, at least 2 pixels; drawn for each sample.',
    }),
    ratio: number({ default: 0.5, min: 0, max: 1, help: 'How much of a unit is dropped, along each side.' }),
    angleDegrees: interval({
      default: [0, 90],
      min: -360,
      max: 360,
      unit: 'degrees',
      help: 'The grid is turned counter-clockwise by so much, drawn for each sample.',
    }),
    shiftFraction: interval({
      default: [0, 1],
      min: 0,
      max: 1,
      unit: 'of a unit',
      help: 'Where the grid begins, drawn for each axis.',
    }),
    pattern: choice({
      options: ['squares', 'lines', 'checkerboard'],
      default: 'squares',
      help: 'Squares go; all but squares goes; or every other field of a board goes.',
    }),
    fillWith: choice({
      options: ['color', 'random'],
      default: 'color',
      help: 'Put `fill` in their place, or random values.',
    }),
    fill,
  },
  draw: (draws, { unitFraction, angleDegrees, shiftFraction }) => ({
    unitFraction: draws.uniform(unitFraction),
    angleDegrees: draws.uniform(angleDegrees),
    shiftFraction: [draws.uniform(shiftFraction), draws.uniform(shiftFraction)],
    field: draws.field('field'),
  }),
  lower: (
    { unitFraction, angleDegrees, shiftFraction, field },
    { ratio, pattern, fillWith, fill },
    { width, height },
  ) => {
    const unit = Math.max(2, unitFraction * Math.min(width, height));
    const turn = (angleDegrees * Math.PI) / 180;
    const [c, s] = [Math.cos(turn) / unit, Math.sin(turn) / unit];
    // Rows run down, so that this is counter-clockwise to the eye. Begun at a pixel's edge, half a pixel before its centre.
    const u0 = (c - s) / 2 - shiftFraction[0]!;
    const v0 = (s + c) / 2 - shiftFraction[1]!;
    return gridDropped(field, [c, -s, u0, s, c, v0], ratio, pattern, fillWith === 'random' ? 'random' : fill);
  },
});
