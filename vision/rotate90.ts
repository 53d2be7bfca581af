import { interval } from '../transforms/parameters.ts';
import { defineImageTransform, quarterTurns } from './image.ts';

/** Turns the picture counter-clockwise by quarter turns, exactly; a picture that is not square may change its size. */
export const rotate90 = defineImageTransform({
  name: 'rotate90',
  summary: 'Turn the picture by quarter turns, counter-clockwise.',
  reference: 'albumentations.RandomRotate90; numpy.rot90',
  equivalents: { albumentations: 'A.RandomRotate90(p=1)' },
  parameters: {
    turns: interval({ integer: true, default: [0, 3], min: 0, max: 3, unit: 'quarter turns', help: 'How many.' }),
  },
  draw: (draws, { turns }) => ({ turns: draws.integer(turns) }),
  lower: ({ turns }, _values, facts) => (turns === 0 ? [] : [quarterTurns(facts, turns)]),
});
