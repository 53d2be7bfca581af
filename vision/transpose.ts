import { defineImageTransform, transposed } from './image.ts';

/** Swaps rows and columns; a picture that is not square changes its size. */
export const transpose = defineImageTransform({
  name: 'transpose',
  summary: 'Swap rows and columns.',
  reference: 'albumentations.Transpose; numpy.transpose',
  equivalents: { albumentations: 'A.Transpose(p=1)' },
  parameters: {},
  draw: () => ({}),
  lower: (_drawn, _values, facts) => [transposed(facts)],
});
