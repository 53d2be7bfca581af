import { AugmentError } from '../transforms/errors.ts';
import { integer, interval } from '../transforms/parameters.ts';
import { checkColumns, checkRange, columnsOp, columnWords, melWords } from './columns.ts';
import { defineAudioTransform } from './sound.ts';

/**
 * Makes mel-frequency cepstral coefficients of the waveform: [channels, coefficients, columns]. Each is the orthonormal DCT-II of a
 * column of `logMel` (its decibels mapped to [-1, 1]) divided by the root of the number of bands, and so within [-1, 1] as well.
 */
export const mfcc = defineAudioTransform({
  name: 'mfcc',
  makes: 'features',
  summary: 'Make mel-frequency cepstral coefficients of the waveform.',
  reference: 'librosa.feature.mfcc; torchaudio.transforms.MFCC (ortho)',
  parameters: {
    ...columnWords,
    ...melWords,
    coefficients: integer({ default: 20, min: 1, max: 1024, help: 'How many are kept, the lowest; at most `mels`.' }),
    lifter: integer({
      default: 0,
      min: 0,
      max: 1000,
      help: 'Raises the higher ones: 1 + lifter / 2 sin(pi k / lifter).',
    }),
    rangeDb: interval({
      default: [-80, 0],
      min: -200,
      max: 60,
      unit: 'dB',
      help: 'Decibels of the bands that become -1 and 1 before the cosine transform.',
    }),
  },
  validate: (values) => {
    checkColumns('mfcc', values);
    checkRange('mfcc', values.rangeDb);
    if (values.coefficients <= values.mels) return;
    throw new AugmentError(
      'bad-parameter',
      `mfcc.coefficients: expected at most as many as mels (${values.mels}), got ${values.coefficients}`,
      { transform: 'mfcc', parameter: 'coefficients' },
    );
  },
  draw: () => ({}),
  lower: (_drawn, values, facts) => {
    const cepstrum = { count: values.coefficients, lifter: values.lifter };
    return columnsOp(values, facts, { mel: values, rangeDb: values.rangeDb, cepstrum });
  },
});
