import { flag, interval } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { ratioOf, resampledFrames } from './ops/ratio.ts';
import { defineAudioTransform } from './sound.ts';

/** Plays the sound faster or slower, and so higher or lower, as a record player does. */
export const speed = defineAudioTransform({
  name: 'speed',
  summary: 'Play the sound faster and higher, or slower and lower.',
  reference:
    'Kaldi and lhotse PerturbSpeed, torchaudio SpeedPerturbation (Ko et al., "Audio Augmentation for Speech Recognition", 2015)',
  parameters: {
    speedFactor: interval({
      default: [0.9, 1.1],
      min: 0.1,
      max: 10,
      unit: 'times as fast',
      help: 'How many times as fast, drawn for each sample.',
    }),
    keepLength: flag({ default: false, help: 'Cut off at its own length, or filled up with silence.' }),
  },
  draw: (draws, { speedFactor }) => ({ speedFactor: draws.uniform(speedFactor) }),
  lower: ({ speedFactor }, { keepLength }, facts): AudioOp[] => {
    const ratio = ratioOf(speedFactor);
    if (ratio[0] === ratio[1]) return [];
    const natural = resampledFrames(facts.frames, ratio[0], ratio[1]);
    const frames = keepLength ? facts.frames : natural;
    const rate = ratio[1] / ratio[0];
    const to = frames < natural ? Math.min(facts.frames, frames / rate) : facts.frames;
    return [{ kind: 'speed', ratio, frames, makes: { frames }, time: [{ from: 0, to, at: 0, rate }] }];
  },
});
