import { interval } from '../transforms/parameters.ts';
import type { Filter } from './ops/index.ts';
import { defineAudioTransform, melUniform } from './sound.ts';

/** Where each band's frequency is drawn from; they overlap, so that every frequency may be met. */
const bands = [
  [42, 95],
  [91, 204],
  [196, 441],
  [421, 948],
  [909, 2045],
  [1957, 4404],
  [4216, 9486],
] as const;
const shapeOf = (band: number) => (band === 0 ? 'lowShelf' : band === bands.length - 1 ? 'highShelf' : 'peaking');

/** Changes the timbre by an equalizer of seven random bands: a low shelf, five bells and a high shelf. */
export const parametricEq = defineAudioTransform({
  name: 'parametricEq',
  summary: 'Change the timbre by seven random bands, from 42 Hz to 9486 Hz.',
  reference: 'audiomentations SevenBandParametricEQ; R. Bristow-Johnson, cookbook formulae for audio EQ',
  parameters: {
    gainDb: interval({ default: [-12, 12], min: -60, max: 60, unit: 'dB', help: 'Gain, drawn for each band.' }),
    bellQ: interval({
      default: [0.5, 5],
      min: 0.01,
      max: 100,
      help: 'How narrow the five bells are, drawn for each.',
    }),
    shelfQ: interval({
      default: [0.1, 0.999],
      min: 0.01,
      max: 1,
      help: 'How steep the two shelves are, drawn for each.',
    }),
  },
  draw: (draws, { gainDb, bellQ, shelfQ }) => ({
    bands: bands.map((range, band) => ({
      centerHz: melUniform(draws, range),
      gainDb: draws.uniform(gainDb),
      q: draws.uniform(shapeOf(band) === 'peaking' ? bellQ : shelfQ),
    })),
  }),
  lower: (drawn) => {
    const filters = drawn.bands.flatMap((one, band): Filter[] =>
      one.gainDb === 0 ? [] : [{ shape: shapeOf(band), ...one }],
    );
    return filters.length === 0 ? [] : [{ kind: 'filter', filters, zeroPhase: false }];
  },
});
