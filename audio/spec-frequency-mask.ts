import { choice, interval, number } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Hides random spans of bins (of frequency) of the features. */
export const specFrequencyMask = defineAudioTransform({
  name: 'specFrequencyMask',
  takes: 'features',
  summary: 'Hide random spans of bins (of frequency) of the features.',
  reference: 'SpecAugment (Park et al. 2019), torchaudio.transforms.SpecAugment',
  parameters: {
    count: interval({ integer: true, default: [1, 2], min: 0, max: 100, help: 'How many spans.' }),
    bins: interval({ integer: true, default: [0, 15], min: 0, max: 10_000, unit: 'bins', help: 'How wide each is.' }),
    maxFraction: number({ default: 1, min: 0, max: 1, help: 'At most so much of all bins is hidden by one span.' }),
    fill: choice({
      options: ['floor', 'mean', 'zero'],
      default: 'floor',
      help: 'floor: -1, which is silence in decibels; mean: the mean of the sample; zero: 0.',
    }),
  },
  draw: (draws, { count, bins }) => {
    const spans: (readonly [number, number])[] = [];
    for (let left = draws.integer(count); left > 0; left--) spans.push([draws.integer(bins), draws.unit()]);
    return { spans };
  },
  lower: ({ spans }, { maxFraction, fill }, { bins }) => {
    if (bins === 0 || spans.length === 0) return [];
    const most = Math.floor(maxFraction * bins);
    const placed = spans.map(([wide, at]): readonly [number, number] => {
      const count = Math.min(wide, most);
      return [Math.floor(at * (bins - count + 1)), count];
    });
    return [{ kind: 'spanMask', axis: 'bins', spans: placed, fill }];
  },
});
