import { defineImageTransform, quarterTurns, transposed } from './image.ts';

/** Brings the picture into one of the eight positions of a square: turned by quarter turns, and mirrored or not. */
export const d4 = defineImageTransform({
  name: 'd4',
  summary: 'Turn and mirror the picture into one of the eight positions of a square.',
  reference: 'albumentations.D4',
  equivalents: { albumentations: 'A.D4(p=1)' },
  parameters: {},
  draw: (draws) => ({ turns: draws.integer([0, 3]), isMirrored: draws.bernoulli(0.5) }),
  lower: ({ turns, isMirrored }, _values, facts) => {
    const first = isMirrored ? [transposed(facts)] : [];
    const { width, height } = isMirrored ? { width: facts.height, height: facts.width } : facts;
    return turns === 0 ? first : [...first, quarterTurns({ width, height }, turns)];
  },
});
