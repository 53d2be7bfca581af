import type { Draws, Interval } from '../transforms/draws.ts';
import { AugmentError } from '../transforms/errors.ts';
import { interval } from '../transforms/parameters.ts';
import type { FactRules } from '../transforms/plan.ts';
import { type Definition, defineTransform, type Factory, type Json, type Parameters } from '../transforms/transform.ts';
import type { AudioOp } from './ops/index.ts';

/** What a transform may know of a sound before it is decoded. */
export interface SoundFacts {
  readonly channels: number;
  /** Frames of the waveform; columns, once features were made of it. */
  readonly frames: number;
  readonly sampleRate: number;
  /** Values of a column of features; 0 while it is a waveform. */
  readonly bins: number;
  /** What features are filled up with (0). */
  readonly padValue?: number;
  /** What ops whose length hangs on the sound itself were found to keep of it, in their order: [first frame, frames]. */
  readonly measured?: readonly (readonly [first: number, frames: number])[];
  /** How many such ops there were so far. */
  readonly measurements?: number;
}

export const soundRules: FactRules<SoundFacts, AudioOp> = {
  modality: 'audio',
  after: ({ makes, measures }, facts) => {
    if (makes === undefined && measures === undefined) return facts;
    const changed = { ...facts, ...makes };
    return measures === undefined ? changed : { ...changed, measurements: (facts.measurements ?? 0) + 1 };
  },
};

/** Declares a sound transform: see CONTRIBUTING.md. */
export function defineAudioTransform<P extends Parameters, Drawn extends Json>(
  definition: Omit<Definition<P, SoundFacts, AudioOp, Drawn>, 'modality'>,
): Factory<P, SoundFacts, AudioOp> {
  return defineTransform<P, SoundFacts, AudioOp, Drawn>({ modality: 'audio', ...definition });
}

/** The factor that so many decibels are. */
export const fromDb = (db: number) => 10 ** (db / 20);

/** A frequency, uniform on the mel scale: 2595 log10(1 + f / 700). */
export function melUniform(draws: Draws, hz: Interval): number {
  const mel = (f: number) => 2595 * Math.log10(1 + f / 700);
  const drawn = 700 * (10 ** (draws.uniform([mel(hz[0]), mel(hz[1])]) / 2595) - 1);
  return Math.min(hz[1], Math.max(hz[0], drawn));
}
/** How steep a Butterworth filter falls: each order is worth 6 dB an octave, and twice that if it also runs backwards. */
export const rolloff = interval({
  default: [12, 24],
  integer: true,
  min: 6,
  max: 96,
  unit: 'dB per octave',
  help: 'How steeply it falls off: one of the multiples of 6 in the interval (of 12 with `zeroPhase`).',
});
const rolloffStep = (zeroPhase: boolean) => (zeroPhase ? 12 : 6);
/** One of the multiples within. */
export function drawRolloff(draws: Draws, within: Interval, zeroPhase: boolean): number {
  const step = rolloffStep(zeroPhase);
  return step * draws.integer([Math.ceil(within[0] / step), Math.floor(within[1] / step)]);
}
/** The order of the filter that falls so steeply. */
export const orderOf = (rolloffDbPerOctave: number, zeroPhase: boolean) => rolloffDbPerOctave / rolloffStep(zeroPhase);
/** Throws AugmentError where no filter falls so steeply. */
export function checkRolloff(transform: string, within: Interval, zeroPhase: boolean): void {
  const step = rolloffStep(zeroPhase);
  if (Math.ceil(within[0] / step) <= Math.floor(within[1] / step)) return;
  throw new AugmentError(
    'bad-parameter',
    `${transform}.rolloffDbPerOctave: expected an interval with a multiple of ${step} in it${zeroPhase ? ' (with zeroPhase)' : ''}, got [${within}]; write [${step}, ${2 * step}]`,
    { transform, parameter: 'rolloffDbPerOctave' },
  );
/** Rounds as Python and C do. */
export function halfToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
}
