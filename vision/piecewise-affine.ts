import { integer, interval } from '../transforms/parameters.ts';
import { borderParameters } from './bends/border-parameters.ts';
import { defineImageTransform, identity3, warp } from './image.ts';

/** Moves the nodes of a grid at random; the triangles between them follow, each by an affine map. */
export const piecewiseAffine = defineImageTransform({
  name: 'piecewiseAffine',
  summary: 'Move the nodes of a grid; each triangle between them follows by an affine map.',
  reference: 'albumentations.PiecewiseAffine; imgaug.augmenters.PiecewiseAffine',
  equivalents: { albumentations: 'A.PiecewiseAffine(scale=(0.03, 0.05), nb_rows=4, nb_cols=4)' },
  parameters: {
    scaleFraction: interval({
      default: [0.03, 0.05],
      min: 0,
      max: 1,
      unit: 'fraction',
      help: 'Standard deviation of the nodes, in widths and heights of the picture; nodes stay within it.',
    }),
    columns: integer({ default: 4, min: 2, max: 16, help: 'Nodes across.' }),
    rows: integer({ default: 4, min: 2, max: 16, help: 'Nodes down.' }),
    ...borderParameters,
  },
  draw: (draws, { scaleFraction, columns, rows }) => ({
    scaleFraction: draws.uniform(scaleFraction),
    offsets: Array.from({ length: columns * rows * 2 }, () => draws.normal()),
  }),
  lower: ({ scaleFraction, offsets }, { columns, rows, border, fill, interpolation }, facts) => {
    if (scaleFraction === 0) return [];
    const points = offsets.map((offset, i) => {
      const across = i % 2 === 0;
      const node = i >> 1;
      const place = across ? (node % columns) / (columns - 1) : Math.floor(node / columns) / (rows - 1);
      const moved = Math.min(1, Math.max(0, place + scaleFraction * offset));
      return (moved - place) * (across ? facts.width : facts.height);
    });
    const bend = { kind: 'triangles', columns, rows, points } as const;
    return [warp(facts, facts.width, facts.height, identity3, { border, fill, interpolation, bend })];
  },
});
