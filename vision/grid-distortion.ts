import { flag, integer, interval } from '../transforms/parameters.ts';
import { borderParameters } from './bends/border-parameters.ts';
import { defineImageTransform, identity3, warp } from './image.ts';

/** Cuts columns and rows into `steps` parts and stretches each by a factor of its own, 1 + a draw from `distortFraction`. */
export const gridDistortion = defineImageTransform({
  name: 'gridDistortion',
  summary: 'Stretch and squeeze the columns and rows of a grid.',
  reference: 'albumentations.GridDistortion',
  equivalents: { albumentations: 'A.GridDistortion(num_steps=5, distort_limit=(-0.3, 0.3), normalized=True)' },
  parameters: {
    steps: integer({ default: 5, min: 1, max: 32, help: 'Parts along each side.' }),
    distortFraction: interval({
      default: [-0.3, 0.3],
      min: -0.9,
      max: 4,
      unit: 'fraction',
      help: 'By how much more of the input than its share each part of the output shows.',
    }),
    normalized: flag({
      default: true,
      help: 'Scale the parts so that together they show the picture exactly, and no border.',
    }),
    ...borderParameters,
  },
  draw: (draws, { steps, distortFraction }) => {
    const factors = () => Array.from({ length: steps }, () => 1 + draws.uniform(distortFraction));
    return { across: factors(), down: factors() };
  },
  lower: ({ across, down }, { normalized, border, fill, interpolation }, facts) => {
    const bend = {
      kind: 'axes',
      x: displacements(across, facts.width, normalized),
      y: displacements(down, facts.height, normalized),
    } as const;
    if ([...bend.x, ...bend.y].every((value) => value === 0)) return [];
    return [warp(facts, facts.width, facts.height, identity3, { border, fill, interpolation, bend })];
  },
});

/** How far from its own place each edge between parts looks. */
function displacements(factors: readonly number[], size: number, normalized: boolean): number[] {
  const total = normalized ? factors.reduce((sum, factor) => sum + factor, 0) : factors.length;
  let sum = 0;
  const ends = factors.map((factor, i) => {
    sum += factor;
    return i === factors.length - 1 && normalized ? 0 : size * (sum / total - (i + 1) / factors.length);
  });
  return [0, ...ends];
}
