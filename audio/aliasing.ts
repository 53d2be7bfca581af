import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform, halfToEven } from './sound.ts';

/** Brings the sound to a lower rate and back by straight lines, without any filter; at or above its own rate it stays as it is. */
export const aliasing = defineAudioTransform({
  name: 'aliasing',
  summary: 'Alias as a careless change of the sample rate does.',
  reference: 'audiomentations Aliasing',
  parameters: {
    sampleRateHz: interval({
      default: [8000, 30000],
      min: 1,
      max: 1e6,
      unit: 'Hz',
      help: 'The rate in between, drawn evenly on the mel scale.',
    }),
  },
  draw: (draws, { sampleRateHz: [low, high] }) => {
    const mel = draws.uniform([melOf(low), melOf(high)]);
    return { sampleRateHz: Math.min(high, Math.max(low, 700 * (10 ** (mel / 2595) - 1))) };
  },
  lower: ({ sampleRateHz }, _values, { frames, sampleRate }) =>
    sampleRateHz >= sampleRate || frames < 2
      ? []
      : [{ kind: 'alias', frames: Math.max(1, halfToEven((frames * sampleRateHz) / sampleRate)) }],
});

const melOf = (hz: number) => 2595 * Math.log10(1 + hz / 700);
