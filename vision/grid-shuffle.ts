import { integer } from '../transforms/parameters.ts';
import { tileEdges } from './bends/field.ts';
import { defineImageTransform, identity3, warp } from './image.ts';

/** Cuts the picture into `rows` x `columns` tiles of whole pixels and puts those of one size in another's place, at random. */
export const gridShuffle = defineImageTransform({
  name: 'gridShuffle',
  summary: 'Cut the picture into tiles and shuffle them.',
  reference: 'albumentations.RandomGridShuffle; kornia.augmentation.RandomJigsaw',
  equivalents: { albumentations: 'A.RandomGridShuffle(grid=(3, 3))', kornia: 'K.RandomJigsaw((3, 3), p=1.0)' },
  parameters: {
    rows: integer({ default: 3, min: 1, max: 16, help: 'Tiles down.' }),
    columns: integer({ default: 3, min: 1, max: 16, help: 'Tiles across.' }),
  },
  draw: (draws, { rows, columns }) => ({ order: draws.permutation(rows * columns) }),
  lower: ({ order }, { rows, columns }, facts) => {
    const across = tileEdges(facts.width, columns);
    const down = tileEdges(facts.height, rows);
    const sizes = order.map((_, i) => {
      const column = i % columns;
      const row = Math.floor(i / columns);
      return `${across[column + 1]! - across[column]!}x${down[row + 1]! - down[row]!}`;
    });
    const bend = { kind: 'tiles', columns, rows, order: withinSizes(order, sizes) } as const;
    if (bend.order.every((from, i) => from === i)) return [];
    return [warp(facts, facts.width, facts.height, identity3, { interpolation: 'any', bend })];
  },
});

/** A random order of all, as one of those of each size among themselves: they take their places as they come in `order`. */
function withinSizes(order: readonly number[], sizes: readonly string[]): number[] {
  const waiting = new Map<string, number[]>();
  for (const tile of order) {
    const size = sizes[tile]!;
    const list = waiting.get(size);
    if (list === undefined) waiting.set(size, [tile]);
    else list.push(tile);
  }
  return sizes.map((size) => waiting.get(size)!.shift()!);
}
