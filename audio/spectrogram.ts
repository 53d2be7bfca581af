import { flag, interval } from '../transforms/parameters.ts';
import { checkColumns, checkRange, columnsOp, columnWords } from './columns.ts';
import { defineAudioTransform } from './sound.ts';

/** Makes a spectrogram of the waveform: [channels, bins, columns], decibels relative to a full-scale sine mapped to [-1, 1]. */
export const spectrogram = defineAudioTransform({
  name: 'spectrogram',
  makes: 'features',
  summary: 'Make a spectrogram of the waveform, in decibels mapped to [-1, 1].',
  reference: 'torchaudio.transforms.Spectrogram and AmplitudeToDB, relative to a full-scale sine',
  parameters: {
    ...columnWords,
    decibels: flag({ default: true, help: 'False: energies or magnitudes as they are, 0 to 1 mapped to [-1, 1].' }),
    rangeDb: interval({
      default: [-80, 0],
      min: -200,
      max: 60,
      unit: 'dB',
      help: 'What becomes -1 and 1; 0 is a full-scale sine.',
    }),
  },
  validate: (values) => {
    checkColumns('spectrogram', values);
    checkRange('spectrogram', values.rangeDb);
  },
  draw: () => ({}),
  lower: (_drawn, values, facts) => columnsOp(values, facts, values.decibels ? { rangeDb: values.rangeDb } : {}),
});
