import { choice, flag, interval, number } from '../transforms/parameters.ts';
import type { AudioOp } from './ops/index.ts';
import { type Cut, firstOf, join } from './ops/joins.ts';
import { defineAudioTransform } from './sound.ts';

/**
 * Plays a random part of the sound again and again, as a stutter or a scratched record; labels are repeated with it. A sound that is
 * shorter than the shortest part stays as it is.
 */
export const repeatPart = defineAudioTransform({
  name: 'repeatPart',
  summary: 'Play a random part of the sound again and again.',
  reference: 'audiomentations RepeatPart',
  parameters: {
    repeats: interval({
      default: [1, 3],
      integer: true,
      min: 1,
      max: 100,
      help: 'How often the part comes again, drawn for each sample.',
    }),
    partSeconds: interval({
      default: [0.25, 1.2],
      min: 0,
      positive: true,
      max: 600,
      unit: 'seconds',
      help: 'How long the part is; no longer than the sound.',
    }),
    mode: choice({
      options: ['insert', 'replace'],
      default: 'insert',
      help: 'Whether what follows comes later, or is played over.',
    }),
    crossfadeSeconds: number({
      default: 0.005,
      min: 0,
      max: 10,
      unit: 'seconds',
      help: 'How long the crossfade at each seam is, at equal energy; at most half of the part.',
    }),
    keepLength: flag({ default: false, help: 'Whether what `insert` makes longer is cut off at the old length.' }),
  },
  draw: (draws, { repeats, partSeconds }, { frames, sampleRate }) => {
    const most = frames / sampleRate;
    if (frames === 0 || partSeconds[0] > most) return { part: null };
    const seconds = draws.uniform([partSeconds[0], Math.min(partSeconds[1], most)]);
    const spare = frames - partFrames(seconds, sampleRate, frames);
    return { partSeconds: seconds, repeats: draws.integer(repeats), first: draws.integer([0, spare]) };
  },
  lower: (drawn, { mode, crossfadeSeconds, keepLength }, { frames, sampleRate }): AudioOp[] => {
    if (drawn.partSeconds === undefined) return [];
    const { partSeconds, repeats, first } = drawn;
    const part: Cut = { from: first, to: first + partFrames(partSeconds, sampleRate, frames) };
    const again = Array.from({ length: repeats }, () => part);
    const long = [{ from: 0, to: part.to }, ...again];
    const repeated = repeats * (part.to - part.from);
    const rest = { from: mode === 'insert' ? part.to : part.to + repeated, to: frames };
    const length = mode === 'insert' && !keepLength ? frames + repeated : frames;
    const cuts = firstOf([...long, rest], length);
    return [join(cuts, frames, length, Math.floor(crossfadeSeconds * sampleRate))];
  },
});

function partFrames(seconds: number, sampleRate: number, frames: number): number {
  return Math.min(frames, Math.max(1, Math.round(seconds * sampleRate)));
}
