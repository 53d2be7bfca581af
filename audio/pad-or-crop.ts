import { AugmentError } from '../transforms/errors.ts';
import { choice, integer, number, optional } from '../transforms/parameters.ts';
import type { Transform } from '../transforms/transform.ts';
import type { AudioOp } from './ops/index.ts';
import { windowOf } from './ops/windows.ts';
import { defineAudioTransform, type SoundFacts } from './sound.ts';

/** More than any memory holds; the kernels refuse it. */
const mostFrames = 2 ** 29;

/**
 * Cuts the sound down, or fills it up, to `frames` or `durationSeconds`: one of the two. Labels go with it, into copies
 * (fill `wrap`) and mirror images (`reflect`) as well.
 */
export const padOrCrop = defineAudioTransform({
  name: 'padOrCrop',
  summary: 'Cut the sound down, or fill it up, to one length.',
  reference: 'audiomentations AdjustDuration and Padding',
  example: { durationSeconds: 1 },
  parameters: {
    frames: optional(integer({ min: 1, max: mostFrames, unit: 'frames', help: 'Length of the result.' })),
    durationSeconds: optional(
      number({ min: 0, positive: true, unit: 'seconds', help: 'Length of the result, instead of `frames`.' }),
    ),
    crop: choice({
      options: ['random', 'start', 'center', 'end'],
      default: 'random',
      help: 'Which part is kept of a sound that is longer.',
    }),
    pad: choice({
      options: ['end', 'start', 'both', 'random'],
      default: 'end',
      help: 'Where a sound that is shorter is filled up; `random`: any part before it, the rest behind.',
    }),
    fill: choice({
      options: ['zeros', 'edge', 'reflect', 'wrap'],
      default: 'zeros',
      help: 'With what: silence, its outermost value, its mirror image, or itself over and over.',
    }),
  },
  validate: ({ frames, durationSeconds }) => {
    if ((frames === undefined) !== (durationSeconds === undefined)) return;
    const came = frames === undefined ? 'neither' : 'both';
    throw new AugmentError('bad-parameter', `padOrCrop.frames: expected frames or durationSeconds, got ${came}`, {
      transform: 'padOrCrop',
      parameter: 'frames',
    });
  },
  undrawn: ({ frames, durationSeconds, crop, pad, fill }): Transform<SoundFacts, AudioOp> =>
    padOrCrop({
      ...(frames === undefined ? {} : { frames }),
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      crop: crop === 'random' ? 'center' : crop,
      pad: pad === 'random' ? 'both' : pad,
      fill,
    }),
  draw: (draws, values, facts) => {
    const spare = facts.frames - lengthOf(values, facts);
    if (spare > 0) return { first: values.crop === 'random' ? draws.integer([0, spare]) : place[values.crop](spare) };
    if (spare === 0) return { first: 0 };
    const before = values.pad === 'random' ? draws.integer([0, -spare]) : place[opposite[values.pad]](-spare);
    return { first: 0 - before };
  },
  lower: ({ first }, values, facts) => {
    const frames = lengthOf(values, facts);
    return frames === facts.frames ? [] : [windowOf(facts.frames, first, frames, values.fill)];
  },
});

const place = { start: () => 0, center: (spare: number) => Math.floor(spare / 2), end: (spare: number) => spare };
/** Where the sound lies in what is filled up at the other side. */
const opposite = { end: 'start', start: 'end', both: 'center' } as const;

function lengthOf(
  { frames, durationSeconds }: { readonly frames: number | undefined; readonly durationSeconds: number | undefined },
  { sampleRate }: SoundFacts,
): number {
  return frames ?? Math.min(mostFrames, Math.max(1, Math.round(durationSeconds! * sampleRate)));
}
