// Transforms of a user's own, as worker threads import them; each does harm to some pictures.
import { defineTransform, parameters } from '../../../transforms/index.ts';
import type { ImageFacts } from '../../../vision/image.ts';
import type { ImageOp } from '../../../vision/index.ts';

const module = import.meta.url;

/** Ends its thread where a picture is of the given width. */
export const exitAt = defineTransform({
  name: 'exitAt',
  module,
  modality: 'image',
  summary: 'Ends the thread for pictures of one width.',
  reference: 'test',
  parameters: { width: parameters.integer({ default: 0, min: 0, help: 'The width.' }) },
  draw: (_, { width }, facts: ImageFacts) => {
    if (facts.width === width) process.exit(3);
    return {};
  },
  lower: (): readonly ImageOp[] => [],
});

/** Asks for memory without end where a picture is of the given width. */
export const hoardAt = defineTransform({
  name: 'hoardAt',
  module,
  modality: 'image',
  summary: 'Uses up memory for pictures of one width.',
  reference: 'test',
  parameters: { width: parameters.integer({ default: 0, min: 0, help: 'The width.' }) },
  draw: (_, { width }, facts: ImageFacts) => {
    const hoard: number[][] = [];
    while (facts.width === width) hoard.push(Array.from({ length: 100_000 }, (_, i) => i));
    return {};
  },
  lower: (): readonly ImageOp[] => [],
});

/** Shifts red: a sound transform of a user's own. */
export const redden = defineTransform({
  name: 'redden',
  module,
  modality: 'image',
  summary: 'Adds to red.',
  reference: 'test',
  parameters: { levels: parameters.interval({ default: [0, 50], min: 0, max: 255, help: 'How much.' }) },
  draw: (draws, { levels }) => ({ levels: draws.uniform(levels) }),
  lower: ({ levels }): readonly ImageOp[] => [{ kind: 'color', matrix: [1, 0, 0, levels, 0, 1, 0, 0, 0, 0, 1, 0] }],
});
