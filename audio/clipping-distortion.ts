import { interval } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Cuts off a random part of all values, half of it at the top and half at the bottom; 100 leaves the median alone. */
export const clippingDistortion = defineAudioTransform({
  name: 'clippingDistortion',
  summary: 'Cut off the loudest values, as an overdriven converter does.',
  reference: 'audiomentations ClippingDistortion, with odd and part percentages taken as they are',
  parameters: {
    percentileThreshold: interval({
      default: [0, 40],
      min: 0,
      max: 100,
      unit: '%',
      help: 'How many of all values are cut off, half of them above and half below.',
    }),
  },
  draw: (draws, { percentileThreshold }) => ({ percentileThreshold: draws.uniform(percentileThreshold) }),
  lower: ({ percentileThreshold: cut }) =>
    cut === 0 ? [] : [{ kind: 'clipPercentiles', low: cut / 2, high: 100 - cut / 2 }],
});
