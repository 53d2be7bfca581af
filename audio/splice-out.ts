import { flag, interval, number } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { type Cut, join, without } from './ops/joins.ts';
import { defineAudioTransform } from './sound.ts';

/** Takes random stretches out of the sound and joins what is left; labels close up with it. */
export const spliceOut = defineAudioTransform({
  name: 'spliceOut',
  summary: 'Take random stretches out of the sound and join what is left.',
  reference:
    'torch-audiomentations SpliceOut; Jain et al., "SpliceOut: A Simple and Efficient Audio Augmentation Method", 2021',
  parameters: {
    stretches: interval({
      default: [8, 8],
      integer: true,
      min: 0,
      max: 1000,
      help: 'How many stretches are taken out, drawn for each sample.',
    }),
    stretchSeconds: interval({
      default: [0, 0.4],
      min: 0,
      max: 600,
      unit: 'seconds',
      help: 'How long each of them is.',
    }),
    maxFraction: number({
      default: 0.5,
      min: 0,
      max: 1,
      unit: 'of the length',
      help: 'No more than this is taken out in all: stretches are shortened to it alike.',
    }),
    crossfadeSeconds: number({
      default: 0.005,
      min: 0,
      max: 10,
      unit: 'seconds',
      help: 'How long the crossfade at each seam is, at equal energy.',
    }),
    keepLength: flag({ default: true, help: 'Whether it is filled up with silence to the old length.' }),
  },
  draw: (draws, { stretches, stretchSeconds }) => {
    const count = draws.integer(stretches);
    const seconds = Array.from({ length: count }, () => draws.uniform(stretchSeconds));
    return { stretches: count, stretchSeconds: seconds, places: seconds.map(() => draws.unit()) };
  },
  lower: ({ stretchSeconds, places }, values, { frames, sampleRate }): AudioOp[] => {
    const { maxFraction, crossfadeSeconds, keepLength } = values;
    const wanted = stretchSeconds.reduce((sum, seconds) => sum + seconds, 0) * sampleRate;
    const shortened = Math.min(1, (maxFraction * frames) / Math.max(wanted, 1));
    let cuts: readonly Cut[] = [{ from: 0, to: frames }];
    let left = frames;
    for (const [i, place] of places.entries()) {
      const gone = Math.min(left, Math.floor(stretchSeconds[i]! * sampleRate * shortened));
      const first = Math.floor(place * (left - gone + 1));
      cuts = without(cuts, first, first + gone);
      left -= gone;
    }
    if (left === frames) return [];
    return [join(cuts, frames, keepLength ? frames : left, Math.floor(crossfadeSeconds * sampleRate))];
  },
});
