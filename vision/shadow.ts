import type { Draws } from '../transforms/draws.ts';
import { integer, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

const none = [0, 0, 0] as const;

/** Throws shadows with straight edges on the picture. */
export const shadow = defineImageTransform({
  name: 'shadow',
  summary: 'Throw shadows with straight edges on the picture.',
  reference: 'albumentations.RandomShadow',
  equivalents: {
    albumentations: 'A.RandomShadow(shadow_roi=(0, 0.5, 1, 1), num_shadows_limit=(1, 2), shadow_dimension=5)',
  },
  parameters: {
    count: interval({ default: [1, 2], integer: true, min: 0, max: 16, help: 'How many shadows.' }),
    corners: integer({ default: 5, min: 3, max: 16, help: 'Corners of each.' }),
    strength: interval({ default: [0.3, 0.6], min: 0, max: 1, help: 'How dark they are; 1 is black.' }),
    topFraction: interval({
      default: [0.5, 0.5],
      min: 0,
      max: 1,
      unit: 'of the height',
      help: 'Corners lie below this height (0: anywhere), drawn for each sample.',
    }),
  },
  draw: (draws, { count, corners, strength, topFraction }) => {
    const top = draws.uniform(topFraction);
    return {
      strength: draws.uniform(strength),
      topFraction: top,
      outlines: Array.from({ length: draws.integer(count) }, () => outline(draws, corners, top)),
    };
  },
  lower: ({ strength, outlines }) =>
    strength === 0 || outlines.length === 0
      ? []
      : [{ kind: 'light', mask: { kind: 'polygons', outlines }, gain: [1, -strength], offset: [none, none] }],
});

/** Random points, gone through in the order of their angle about their middle: an outline that does not cross itself. */
function outline(draws: Draws, corners: number, top: number): number[] {
  const points = Array.from({ length: corners }, () => [draws.unit(), draws.uniform([top, 1])] as const);
  const x = points.reduce((sum, point) => sum + point[0], 0) / corners;
  const y = points.reduce((sum, point) => sum + point[1], 0) / corners;
  const angle = (point: readonly [number, number]) => Math.atan2(point[1] - y, point[0] - x);
  return points.sort((a, b) => angle(a) - angle(b)).flat();
}
