import { integer, number } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { defineAudioTransform } from './sound.ts';

/**
 * Drops what is quiet at both ends: windows whose rms is `thresholdDb` or more below that of the loudest, all channels together (a
 * window counts with its loudest channel). As librosa's `trim`, windows lie around every `hopFrames`-th frame. Silence is kept as it is.
 */
export const trimSilence = defineAudioTransform({
  name: 'trimSilence',
  summary: 'Drop what is quiet at both ends.',
  reference: 'librosa.effects.trim, audiomentations Trim',
  parameters: {
    thresholdDb: number({
      default: 30,
      min: 0,
      positive: true,
      max: 120,
      unit: 'dB',
      help: 'How far below the loudest window a window is quiet.',
    }),
    windowFrames: integer({ default: 2048, min: 1, max: 2 ** 24, unit: 'frames', help: 'Length of a window.' }),
    hopFrames: integer({ default: 512, min: 1, max: 2 ** 24, unit: 'frames', help: 'From one window to the next.' }),
  },
  draw: () => ({}),
  lower: (_drawn, { thresholdDb, windowFrames, hopFrames }, { measured, measurements }): AudioOp[] => {
    const found = measured?.[measurements ?? 0];
    const op = { kind: 'trim', thresholdDb, windowFrames, hopFrames } as const;
    if (found === undefined) return [{ ...op, measures: {} }];
    const [first, frames] = found;
    const time = [{ from: first, to: first + frames, at: 0, rate: 1 }];
    return [{ ...op, measures: { found: [first, frames] }, makes: { frames }, time }];
  },
});
