import { interval } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { ratioOf } from './ops/ratio.ts';
import { defineAudioTransform } from './sound.ts';

/** Makes the sound higher or lower at the same tempo and length. */
export const pitchShift = defineAudioTransform({
  name: 'pitchShift',
  summary: 'Make the sound higher or lower at the same tempo.',
  reference:
    'audiomentations PitchShift; Laroche and Dolson, "Improved Phase Vocoder Time-Scale Modification of Audio", 1999',
  parameters: {
    semitones: interval({
      default: [-4, 4],
      min: -24,
      max: 24,
      unit: 'semitones',
      help: 'How much higher, drawn for each sample; negative is lower.',
    }),
  },
  draw: (draws, { semitones }) => ({ semitones: draws.uniform(semitones) }),
  lower: ({ semitones }): AudioOp[] => {
    const ratio = ratioOf(2 ** (semitones / 12));
    return ratio[0] === ratio[1] ? [] : [{ kind: 'pitchShift', ratio }];
  },
});
