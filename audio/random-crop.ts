import { interval } from '../transforms/parameters.ts';
import { windowOf } from './ops/windows.ts';
import { defineAudioTransform } from './sound.ts';

/** Keeps a random part of the sound, so many parts of its length; for one length, see padOrCrop. */
export const randomCrop = defineAudioTransform({
  name: 'randomCrop',
  summary: 'Keep a random part of the sound.',
  reference: 'torch-audiomentations RandomCrop; torchvision RandomResizedCrop, in time',
  parameters: {
    lengthFraction: interval({
      default: [0.5, 1],
      min: 0,
      positive: true,
      max: 1,
      unit: 'of the length',
      help: 'How much of it is kept, drawn for each sample; at least one frame.',
    }),
  },
  draw: (draws, { lengthFraction }, facts) => {
    const fraction = draws.uniform(lengthFraction);
    return { lengthFraction: fraction, first: draws.integer([0, facts.frames - keptOf(fraction, facts.frames)]) };
  },
  lower: ({ lengthFraction, first }, _values, facts) => {
    const frames = keptOf(lengthFraction, facts.frames);
    return frames === facts.frames ? [] : [windowOf(facts.frames, first, frames, 'zeros')];
  },
});

function keptOf(fraction: number, frames: number): number {
  return Math.min(frames, Math.max(1, Math.round(fraction * frames)));
}
