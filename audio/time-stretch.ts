import { flag, interval } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/** Plays the sound faster or slower at the same pitch; labels in time go with it. */
export const timeStretch = defineAudioTransform({
  name: 'timeStretch',
  summary: 'Play the sound faster or slower at the same pitch.',
  reference:
    'audiomentations TimeStretch; Laroche and Dolson, "Improved Phase Vocoder Time-Scale Modification of Audio", 1999',
  parameters: {
    rate: interval({
      default: [0.8, 1.25],
      min: 0.1,
      max: 10,
      unit: 'times as fast',
      help: 'How many times as fast, drawn for each sample.',
    }),
    keepLength: flag({ default: true, help: 'Cut off at its own length, or filled up with silence.' }),
  },
  draw: (draws, { rate }) => ({ rate: draws.uniform(rate) }),
  lower: ({ rate }, { keepLength }, facts): AudioOp[] => {
    if (rate === 1) return [];
    const natural = Math.ceil(facts.frames / rate);
    const frames = keepLength ? facts.frames : natural;
    const to = frames < natural ? Math.min(facts.frames, frames * rate) : facts.frames;
    return [{ kind: 'stretch', rate, frames, makes: { frames }, time: [{ from: 0, to, at: 0, rate: 1 / rate }] }];
  },
});
