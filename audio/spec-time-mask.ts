import { choice, interval, number } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Hides random spans of columns (of time) of the features. */
export const specTimeMask = defineAudioTransform({
  name: 'specTimeMask',
  takes: 'features',
  summary: 'Hide random spans of columns (of time) of the features.',
  reference: 'SpecAugment (Park et al. 2019), torchaudio.transforms.SpecAugment',
  parameters: {
    count: interval({ integer: true, default: [1, 2], min: 0, max: 100, help: 'How many spans.' }),
    columns: interval({
      integer: true,
      default: [0, 40],
      min: 0,
      max: 10_000,
      unit: 'columns',
      help: 'How wide each is.',
    }),
    maxFraction: number({ default: 1, min: 0, max: 1, help: 'At most so much of all columns is hidden by one span.' }),
    fill: choice({
      options: ['floor', 'mean', 'zero'],
      default: 'floor',
      help: 'floor: -1, which is silence in decibels; mean: the mean of the sample; zero: 0.',
    }),
  },
  draw: (draws, { count, columns }) => {
    const spans: (readonly [number, number])[] = [];
    for (let left = draws.integer(count); left > 0; left--) spans.push([draws.integer(columns), draws.unit()]);
    return { spans };
  },
  lower: ({ spans }, { maxFraction, fill }, { bins, frames }) => {
    if (bins === 0 || spans.length === 0) return [];
    const most = Math.floor(maxFraction * frames);
    const placed = spans.map(([wide, at]): readonly [number, number] => {
      const count = Math.min(wide, most);
      return [Math.floor(at * (frames - count + 1)), count];
    });
    return [{ kind: 'spanMask', axis: 'columns', spans: placed, fill }];
  },
});
