import { choice, flag, folder, interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/**
 * Makes the sound as it would be heard in a place whose response to a click was recorded: convolves it with a random sound of
 * `folder`, brought to its sample rate. A response of fewer channels serves them in turn (channel c has response c modulo their
 * count). The length stays: what would still be heard after the end is cut off. Silence stays silence, and a silent response
 * changes nothing. With part of the sound dry, both are brought to the same rms before they are mixed, but for `unchanged`.
 */
export const impulseResponse = defineAudioTransform({
  name: 'impulseResponse',
  summary: 'Put the sound into a place whose impulse response was recorded; its length stays.',
  reference:
    'audiomentations ApplyImpulseResponse (level peakHalf), torch-audiomentations ApplyImpulseResponse (unchanged), AugLy fft_convolve (peak), lhotse ReverbWithImpulseResponse (power)',
  example: { folder: 'samples/rooms' },
  parameters: {
    folder: folder({ help: 'The folder of recorded impulse responses; one is drawn for each sample.' }),
    level: choice({
      options: ['power', 'peakHalf', 'peak', 'unchanged'],
      default: 'power',
      help: 'How loud it is made: as strong (rms) as it came, its peak 0.5 or 1, or as the convolution leaves it.',
    }),
    alignDirectPath: flag({
      default: true,
      help: 'Whether the delay of the largest value of the response is taken away, so that labels in time stay right.',
    }),
    wetFraction: interval({
      default: [1, 1],
      min: 0,
      max: 1,
      help: 'How much of the result is the place; the rest is the sound as it came.',
    }),
  },
  draw: (draws, { wetFraction }) => ({ pick: draws.unit(), wetFraction: draws.uniform(wetFraction) }),
  lower: ({ pick, wetFraction }, { folder, level, alignDirectPath }) => [
    { kind: 'impulseResponse', sounds: [{ folder, pick }], level, isAligned: alignDirectPath, wetFraction },
  ],
});
