import { interval, number } from '../transforms/parameters.ts';
import type { FieldKey } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/** Sends the sound through Opus, as a call over the network does, with packets that get lost. */
export const opusCompression = defineAudioTransform({
  name: 'opusCompression',
  summary: 'Send the sound through Opus and back, as a call does, with packets that get lost.',
  reference: 'RFC 6716 (libopus); losses after Gilbert, "Capacity of a burst-noise channel", 1960',
  parameters: {
    bitrateKbps: interval({
      default: [6, 32],
      min: 6,
      max: 256,
      unit: 'kbit/s',
      help: 'Of a channel; drawn for each sample, evenly on a logarithmic scale.',
    }),
    lossFraction: interval({
      default: [0, 0.1],
      min: 0,
      max: 0.9,
      help: 'Packets of 20 ms that get lost; what was heard last goes on in their place, ever softer.',
    }),
    lossBurstPackets: number({
      default: 2,
      min: 1,
      max: 50,
      unit: 'packets',
      help: 'How many are lost in a row, on average.',
    }),
  },
  draw: (draws, { bitrateKbps, lossFraction }) => ({
    bitrateKbps: draws.logUniform(bitrateKbps),
    lossFraction: draws.uniform(lossFraction),
    field: draws.field('losses'),
  }),
  lower: ({ bitrateKbps, lossFraction, field }, { lossBurstPackets }) => [
    {
      kind: 'codec',
      codec: 'opus',
      bitrateKbps,
      ...(lossFraction === 0
        ? {}
        : { loss: { fraction: lossFraction, burst: lossBurstPackets, key: field as FieldKey } }),
    },
  ],
});
