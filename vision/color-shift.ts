import { flag, interval } from '../transforms/parameters.ts';
import { defineImageTransform } from './image.ts';

/** Adds a random amount to each channel. */
export const colorShift = defineImageTransform({
  name: 'colorShift',
  summary: 'Add a random amount to each channel.',
  reference: 'albumentations.RGBShift',
  equivalents: {
    albumentations: 'A.RGBShift(r_shift_limit=(-20, 20), g_shift_limit=(-20, 20), b_shift_limit=(-20, 20))',
  },
  parameters: {
    shift: interval({ default: [-20, 20], min: -255, max: 255, unit: 'grey levels', help: 'Amount that is added.' }),
    perChannel: flag({
      default: true,
      help: 'An amount for each channel; false: one for all three, a change of brightness.',
    }),
  },
  draw: (draws, { shift, perChannel }) => {
    const first = draws.uniform(shift);
    return { shift: perChannel ? [first, draws.uniform(shift), draws.uniform(shift)] : [first, first, first] };
  },
  lower: ({ shift: [red, green, blue] }) => [
    { kind: 'color', matrix: [1, 0, 0, red!, 0, 1, 0, green!, 0, 0, 1, blue!] },
  ],
});
