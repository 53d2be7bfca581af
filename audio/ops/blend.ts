import type { FieldKey, OpBase, SoundRef } from './base.ts';

/** How loud other sound is made: `snrDb` below the signal's rms, or of an rms of its own. */
export type BlendLevel = { readonly snrDb: number } | { readonly rmsDb: number };

/** Adds noise whose spectrum falls (or rises) by so many decibels an octave, of its own in each channel. */
export interface ColoredNoiseOp extends OpBase {
  readonly kind: 'coloredNoise';
  readonly key: FieldKey;
  readonly decayDbPerOctave: number;
  readonly snrDb: number;
}

/** Adds an excerpt of the one sound: `start` in [0, 1) says which, whatever its length. */
export interface BackgroundNoiseOp extends OpBase {
  readonly kind: 'backgroundNoise';
  readonly sounds: readonly [SoundRef];
  readonly start: number;
  readonly level: BlendLevel;
}

/** One of several noises: `wait` is counted in frames from the end of the one before, or in its length from its start. */
export interface NoiseEvent {
  readonly wait: { readonly frames: number } | { readonly fraction: number };
  readonly level: BlendLevel;
  /** Frames. */
  readonly fadeIn: number;
  readonly fadeOut: number;
}

/** Adds noises one after the other, each once from its beginning: event i plays sound i. */
export interface ShortNoisesOp extends OpBase {
  readonly kind: 'shortNoises';
  readonly sounds: readonly SoundRef[];
  readonly events: readonly NoiseEvent[];
  /** Against the rms of all of the signal, or of the part where the noise is. */
  readonly against: 'whole' | 'part';
  /** Of the signal, where a noise is. */
  readonly signalFactor: number;
}
