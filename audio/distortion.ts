import type { Draws } from '../transforms/draws.ts';
import { AugmentError } from '../transforms/errors.ts';
import { choice, integer, interval, optional } from '../transforms/parameters.ts';
import type { Curve, FieldKey } from './ops/index.ts';
import { defineAudioTransform, fromDb } from './sound.ts';

/** Where each curve bends: what a percentile is brought to. */
const knees = {
  tanh: 0.5,
  arctangent: 0.5,
  cubic: 0.5,
  hardClip: 1,
  foldback: 1,
  asymmetric: 0.5,
  rectifier: 1,
  quantize: 1,
  sampleHold: 1,
} as const;

/**
 * Drives values through a curve that makes harmonics, at the level that they had. `oversampling` works at so many times the sample
 * rate, in line with the sound, and takes the curve's averages between values, so that harmonics that the rate cannot hold do not come
 * back as others: at 8 these are 60 dB below the rest, for tones up to 0.85 of half the rate and driven up to 34 dB. Not so for what
 * is meant to alias or to hiss: `sampleHold`, and `quantize` with dither. Above 1, `quantize` has its levels at the higher rate only.
 */
export const distortion = defineAudioTransform({
  name: 'distortion',
  summary: 'Distort the sound by a curve: soft, hard, folded, one-sided, rectified, of few bits, or held.',
  reference:
    'audiomentations TanhDistortion (drivePercentile 100 - 99 d), pedalboard Distortion (driveDb); Parker, Zavalishin and Le Bivic 2016 (averages of the curve)',
  parameters: {
    shape: choice({
      options: [
        'tanh',
        'arctangent',
        'cubic',
        'hardClip',
        'foldback',
        'asymmetric',
        'rectifier',
        'quantize',
        'sampleHold',
      ],
      default: 'tanh',
      help: 'The curve; the first four level off at 1, foldback turns back there.',
    }),
    driveDb: interval({ default: [6, 24], min: -60, max: 80, unit: 'dB', help: 'Gain in front of the curve.' }),
    drivePercentile: optional(
      interval({
        min: 0,
        max: 100,
        unit: '%',
        help: 'The percentile of all absolute values that is brought to where the curve bends (0.5 for the soft ones, 1 for the others), instead of `driveDb`.',
      }),
    ),
    level: choice({
      options: ['none', 'rms', 'peak', 'loudness'],
      default: 'rms',
      help: 'What stays as it was: nothing, the mean of the channels’ rms, the peak, or the K-weighted power (BS.1770, ungated).',
    }),
    oversampling: integer({
      default: 1,
      min: 1,
      max: 8,
      help: 'How many times the sample rate it works at: 1, 2, 4 or 8.',
    }),
    bias: interval({ default: [0.2, 0.8], min: -4, max: 4, help: 'For asymmetric: where on tanh silence lies.' }),
    rectified: interval({
      default: [0.5, 1],
      min: 0,
      max: 1,
      help: 'For rectifier: 0.5 leaves one half of the wave out, 1 turns it up.',
    }),
    bits: interval({
      default: [5, 10],
      min: 1,
      max: 24,
      integer: true,
      unit: 'bits',
      help: 'For quantize: 2^bits levels.',
    }),
    dither: choice({
      options: ['none', 'triangular'],
      default: 'none',
      help: 'For quantize: noise of one level either way before it is rounded; silence becomes noise as well.',
    }),
    holdRateHz: interval({
      default: [2000, 8000],
      min: 50,
      max: 1e6,
      unit: 'Hz',
      help: 'For sampleHold: how many values there are in a second.',
    }),
  },
  validate: ({ oversampling }) => {
    if ([1, 2, 4, 8].includes(oversampling)) return;
    throw new AugmentError('bad-parameter', `distortion.oversampling: expected 1, 2, 4 or 8, got ${oversampling}`, {
      transform: 'distortion',
      parameter: 'oversampling',
    });
  },
  draw: (draws, { shape, driveDb, drivePercentile, bias, rectified, bits, dither, holdRateHz }) => {
    const drive =
      drivePercentile === undefined
        ? { driveDb: draws.uniform(driveDb) }
        : { drivePercentile: draws.uniform(drivePercentile) };
    return { ...drive, ...own(draws) };

    function own(draws: Draws): { readonly [name: string]: number | FieldKey } {
      if (shape === 'asymmetric') return { bias: draws.uniform(bias) };
      if (shape === 'rectifier') return { rectified: draws.uniform(rectified) };
      if (shape === 'sampleHold') return { holdRateHz: draws.logUniform(holdRateHz) };
      if (shape !== 'quantize') return {};
      const drawn = { bits: draws.integer(bits) };
      return dither === 'none' ? drawn : { ...drawn, field: draws.field('field') };
    }
  },
  lower: (drawn, { shape, level, oversampling }) => {
    const { driveDb, drivePercentile } = drawn as { driveDb?: number; drivePercentile?: number };
    const drive =
      drivePercentile === undefined ? { factor: fromDb(driveDb!) } : { percentile: drivePercentile, to: knees[shape] };
    return [
      {
        kind: 'distort',
        curve: curveOf(shape, drawn as never),
        drive,
        level,
        oversampling: oversampling as 1 | 2 | 4 | 8,
      },
    ];
  },
});

interface Own {
  readonly bias: number;
  readonly rectified: number;
  readonly bits: number;
  readonly field?: FieldKey;
  readonly holdRateHz: number;
}

function curveOf(shape: Curve['shape'], { bias, rectified, bits, field, holdRateHz }: Own): Curve {
  switch (shape) {
    case 'asymmetric':
      return { shape, bias };
    case 'rectifier':
      return { shape, rectified };
    case 'quantize':
      return { shape, steps: 2 ** (bits - 1), saturates: true, ...(field && { dither: field }) };
    case 'sampleHold':
      return { shape, rateHz: holdRateHz };
    default:
      return { shape };
  }
}
