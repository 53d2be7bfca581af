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

/** Rounds as Python and C do. */
export function halfToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
}
