import { interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

const toned = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
] as const;

/** Tones the picture brown like an old photograph, all of the way or in part. */
export const sepia = defineImageTransform({
  name: 'sepia',
  summary: 'Tone the picture brown like an old photograph.',
  reference: 'albumentations.ToSepia; kornia.enhance.sepia; the matrix of the W3C filter effects',
  equivalents: { albumentations: 'A.ToSepia()', kornia: 'K.enhance.sepia(image, rescale=False)' },
  parameters: {
    strength: interval({
      default: [1, 1],
      min: 0,
      max: 1,
      help: '0 leaves the picture as it is, 1 tones all of it; drawn for each sample.',
    }),
  },
  draw: (draws, { strength }) => ({ strength: draws.uniform(strength) }),
  lower: ({ strength }) => {
    if (strength === 0) return [];
    const rows = toned.flatMap((weights, row) => [
      ...weights.map((weight, column) => strength * weight + (column === row ? 1 - strength : 0)),
      0,
    ]);
    return [{ kind: 'color', matrix: rows }];
  },
});
