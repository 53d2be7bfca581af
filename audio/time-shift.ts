import type { Interval } from '../transforms/draws.ts';
import { AugmentError, show } from '../transforms/errors.ts';
import { choice, flag, interval, number } from '../transforms/parameters.ts';
import type { FieldKey, ShiftOp, TimePiece } from './ops/index.ts';
import { defineAudioTransform, halfToEven, type SoundFacts } from './sound.ts';

/**
 * Moves the sound later or earlier and keeps its length; labels in time follow channel 0. Seams: `fade` fades out and in again, through
 * silence. `crossfade` of a `wrap`: the part that goes on moves by exactly the shift; the part that comes round is played `fadeSeconds`
 * nearer to it, so that the sound's last frames and its first overlap at equal energy, and is as much longer at its other end, by frames
 * from beyond the cut, which the part that goes on has as well. Over `noise` the two overlap where the sound begins or ends; over `zeros`
 * the sound fades; `edge` and `reflect` need no crossfade and get none.
 */
export const timeShift = defineAudioTransform({
  name: 'timeShift',
  summary: 'Move the sound later or earlier in time; its length stays.',
  reference:
    'audiomentations Shift (fill wrap or zeros, seam fade); the fades: Signalsmith, "A cheap energy-preserving-ish crossfade"',
  parameters: {
    shift: interval({ default: [-0.5, 0.5], unit: '`unit`', help: 'How much later it comes; earlier where negative.' }),
    unit: choice({
      options: ['fraction', 'frames', 'seconds'],
      default: 'fraction',
      help: 'What `shift` is counted in: parts of the length (at most 1), frames or seconds.',
    }),
    fill: choice({
      options: ['wrap', 'zeros', 'edge', 'reflect', 'noise'],
      default: 'wrap',
      help: 'What comes where the sound left: its other end, silence, its outermost value, its mirror image, or white noise as strong as the quietest tenth of its 20 ms blocks.',
    }),
    seam: choice({
      options: ['crossfade', 'fade', 'none'],
      default: 'fade',
      help: 'How the ends are joined: overlapped at equal energy, faded out and in again, or as they are.',
    }),
    fadeSeconds: number({
      default: 0.005,
      min: 0,
      max: 10,
      unit: 'seconds',
      help: 'How long each fade of the seam is.',
    }),
    subframe: flag({ default: false, help: 'Whether it also moves by parts of a frame, by a windowed sinc.' }),
    perChannel: flag({ default: false, help: 'Whether each channel is moved by another amount.' }),
  },
  validate: ({ shift, unit, subframe }) => {
    const expected = fault(shift, unit, subframe);
    if (expected === undefined) return;
    throw new AugmentError('bad-parameter', `timeShift.shift: expected ${expected}, got ${show(shift)}`, {
      transform: 'timeShift',
      parameter: 'shift',
    });
  },
  draw: (draws, { shift, unit, fill, subframe, perChannel }, { channels }) => {
    const one = () =>
      unit === 'frames' && !subframe
        ? draws.integer([Math.ceil(shift[0]) + 0, Math.floor(shift[1]) + 0])
        : draws.uniform(shift);
    const drawn = perChannel ? Array.from({ length: channels }, one) : one();
    return fill === 'noise' ? { shift: drawn, field: draws.field('field') } : { shift: drawn };
  },
  lower: (drawn, { unit, fill, seam, fadeSeconds, subframe }, facts) => {
    const { frames, sampleRate } = facts;
    const inFrames = (shift: number) => {
      const exact = shift * (unit === 'fraction' ? frames : unit === 'seconds' ? sampleRate : 1);
      const moved = subframe ? exact : halfToEven(exact);
      return (fill === 'wrap' ? moved % Math.max(1, frames) : Math.max(-frames, Math.min(frames, moved))) + 0;
    };
    const { shift } = drawn;
    const shiftFrames = (typeof shift === 'number' ? [shift] : (shift as readonly number[])).map(inFrames);
    if (frames === 0 || shiftFrames.every((moved) => moved === 0)) return [];
    const fadeFrames = Math.floor(Math.min(fadeSeconds * sampleRate, frames));
    const op: ShiftOp = { kind: 'shift', shiftFrames, fill, seam: fadeFrames === 0 ? 'none' : seam, fadeFrames };
    const key = (drawn as { field?: FieldKey }).field;
    return [{ ...op, ...(key && { key }), time: pieces(op, facts) }];
  },
});

function fault(shift: Interval, unit: string, subframe: boolean): string | undefined {
  const most = Math.max(-shift[0], shift[1]);
  if (unit === 'fraction' && most > 1) return 'a fraction of the length from -1 to 1 (for more, unit "seconds")';
  if (most > 1e9) return `at most 1e9 ${unit} either way`;
  if (unit === 'frames' && !subframe && Math.ceil(shift[0]) > Math.floor(shift[1]))
    return 'an interval with a whole number of frames in it (or subframe true)';
  return undefined;
}

/** Where channel 0's frames went: the part that goes on, and the part that comes round. */
function pieces({ shiftFrames, fill, seam, fadeFrames }: ShiftOp, { frames }: SoundFacts): TimePiece[] {
  const moved = shiftFrames[0]!;
  const away = Math.abs(moved);
  const later = moved > 0;
  const pieces: TimePiece[] = [];
  const main = { from: later ? 0 : away, to: later ? frames - away : frames, at: later ? moved : 0, rate: 1 };
  if (main.to > main.from) pieces.push(main);
  if (fill !== 'wrap' || away === 0) return pieces;
  const overlap = seam === 'crossfade' ? Math.min(fadeFrames, Math.floor(frames - away)) : 0;
  pieces.push(
    later
      ? { from: frames - away - overlap, to: frames, at: 0, rate: 1 }
      : { from: 0, to: away + overlap, at: frames - away - overlap, rate: 1 },
  );
  return pieces;
}
