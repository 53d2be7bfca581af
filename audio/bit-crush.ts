import { choice, interval } from '../transforms/parameters.ts';
import type { FieldKey } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/** Rounds values to few bits: `exact` to 2^bits levels from -1 up, saturating, as a converter does, with dither or without. */
export const bitCrush = defineAudioTransform({
  name: 'bitCrush',
  summary: 'Round values to few bits.',
  reference:
    'audiomentations BitCrush (quantizer audiomentations); Lipshitz, Wannamaker and Vanderkooy 1992 for dither',
  parameters: {
    bits: interval({ default: [5, 10], min: 1, max: 24, integer: true, unit: 'bits', help: 'Drawn for each sample.' }),
    quantizer: choice({
      options: ['exact', 'audiomentations'],
      default: 'exact',
      help: 'exact: 2^bits levels from -1 to 1 - 2^(1-bits). audiomentations: multiples of 1/(2^(bits-1)+1) without end.',
    }),
    dither: choice({
      options: ['none', 'triangular'],
      default: 'none',
      help: 'Triangular noise of one level either way, which makes noise of the error; silence becomes noise as well.',
    }),
  },
  draw: (draws, { bits, dither }) => {
    const drawn = { bits: draws.integer(bits) };
    return dither === 'none' ? drawn : { ...drawn, field: draws.field('field') };
  },
  lower: (drawn, { quantizer }) => {
    const dither = (drawn as { field?: FieldKey }).field;
    const isExact = quantizer === 'exact';
    const steps = 2 ** (drawn.bits - 1) + (isExact ? 0 : 1);
    return [
      {
        kind: 'distort',
        curve: { shape: 'quantize', steps, saturates: isExact, ...(dither && { dither }) },
        drive: { factor: 1 },
        level: 'none',
        oversampling: 1,
      },
    ];
  },
});
