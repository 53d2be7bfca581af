import { interval } from '../transforms/parameters.ts';
import { checkColumns, checkRange, columnsOp, columnWords, melWords } from './columns.ts';
import { defineAudioTransform } from './sound.ts';

/** Makes a log-mel spectrogram of the waveform: [channels, mels, columns], decibels relative to a full-scale sine mapped to [-1, 1]. */
export const logMel = defineAudioTransform({
  name: 'logMel',
  makes: 'features',
  summary: 'Make a log-mel spectrogram of the waveform, in decibels mapped to [-1, 1].',
  reference: 'torchaudio.transforms.MelSpectrogram and AmplitudeToDB; librosa.feature.melspectrogram (slaney)',
  parameters: {
    ...columnWords,
    ...melWords,
    rangeDb: interval({
      default: [-80, 0],
      min: -200,
      max: 60,
      unit: 'dB',
      help: 'What becomes -1 and 1; 0 is a full-scale sine.',
    }),
  },
  validate: (values) => {
    checkColumns('logMel', values);
    checkRange('logMel', values.rangeDb);
  },
  draw: () => ({}),
  lower: (_drawn, values, facts) => columnsOp(values, facts, { mel: values, rangeDb: values.rangeDb }),
});
