import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Sends the sound through MP3 of a random bitrate and back. */
export const mp3Compression = defineAudioTransform({
  name: 'mp3Compression',
  summary: 'Send the sound through MP3 of a random bitrate and back, of the same length and in step.',
  reference: 'audiomentations Mp3Compression; LAME',
  parameters: {
    bitrateKbps: interval({
      default: [8, 64],
      min: 8,
      max: 320,
      unit: 'kbit/s',
      help: 'Drawn for each sample, evenly on a logarithmic scale; the next one that MP3 has at the rate is taken.',
    }),
  },
  draw: (draws, { bitrateKbps }) => ({ bitrateKbps: draws.logUniform(bitrateKbps) }),
  lower: ({ bitrateKbps }) => [{ kind: 'codec', codec: 'mp3', bitrateKbps }],
});
