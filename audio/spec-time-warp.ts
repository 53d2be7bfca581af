import { integer } from '../transforms/parameters.ts';
import { defineAudioTransform } from './sound.ts';

/** Moves a random column of the features earlier or later, and those beside it in proportion. */
export const specTimeWarp = defineAudioTransform({
  name: 'specTimeWarp',
  takes: 'features',
  summary: 'Warp the features in time: move a random column, and those beside it in proportion.',
  reference: 'SpecAugment (Park et al. 2019), as lhotse does it: two linear pieces',
  parameters: {
    maxColumns: integer({ default: 20, min: 0, max: 10_000, unit: 'columns', help: 'How far a column moves at most.' }),
  },
  draw: (draws) => ({ at: draws.unit(), move: draws.uniform([-1, 1]) }),
  lower: ({ at, move }, { maxColumns }, { bins, frames }) => {
    const most = Math.min(maxColumns, Math.floor((frames - 1) / 2) - 1);
    if (bins === 0 || most < 1) return [];
    const last = frames - 1;
    const from = most + 1 + at * (last - 2 * (most + 1));
    const to = from + move * most;
    const piece = (start: number, end: number, place: number, rate: number) => ({
      from: start,
      to: end,
      at: place,
      rate,
    });
    return [
      {
        kind: 'columnWarp',
        from,
        to,
        time: [piece(0, from, 0, to / from), piece(from, frames, to, (last - to) / (last - from))],
      },
    ];
  },
});
