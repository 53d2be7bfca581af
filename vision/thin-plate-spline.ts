import { integer, interval } from '../transforms/parameters.ts';
import { borderParameters } from './bends/border-parameters.ts';
import { defineImageTransform, identity3, warp } from './image.ts';

/** Moves a net of control points at random, and all between them as a thin plate would follow. */
export const thinPlateSpline = defineImageTransform({
  name: 'thinPlateSpline',
  summary: 'Bend the picture as a thin plate that is held at random points.',
  reference: 'albumentations.ThinPlateSpline; Bookstein 1989',
  equivalents: { albumentations: 'A.ThinPlateSpline(scale_range=(0.2, 0.4), num_control_points=4)' },
  parameters: {
    scaleFraction: interval({
      default: [0.2, 0.4],
      min: 0,
      max: 1,
      unit: 'fraction',
      help: 'Ten times the standard deviation of the points, in widths and heights of the picture.',
    }),
    controlPoints: integer({ default: 4, min: 2, max: 8, help: 'Control points along each side.' }),
    ...borderParameters,
  },
  draw: (draws, { scaleFraction, controlPoints }) => ({
    scaleFraction: draws.uniform(scaleFraction),
    offsets: Array.from({ length: controlPoints * controlPoints * 2 }, () => draws.normal()),
  }),
  lower: ({ scaleFraction, offsets }, { controlPoints, border, fill, interpolation }, facts) => {
    if (scaleFraction === 0) return [];
    const side = [(facts.width * scaleFraction) / 10, (facts.height * scaleFraction) / 10] as const;
    const points = offsets.map((offset, i) => offset * side[(i % 2) as 0 | 1]);
    const bend = { kind: 'spline', columns: controlPoints, rows: controlPoints, points } as const;
    return [warp(facts, facts.width, facts.height, identity3, { border, fill, interpolation, bend })];
  },
});
