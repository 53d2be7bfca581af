import type { CodecOp, SoundRef } from '../ops/index.ts';

/** A sound that an op refers to: float32, planar [channels, frames]. */
export interface LoadedSound {
  readonly name: string;
  readonly planes: Float32Array;
  readonly channels: number;
  readonly frames: number;
}

/** Sends one channel, of a rate that the codec takes, there and back: as many values, in step. Nothing is kept from one to the next. */
export type RoundTrip = (values: Float32Array, sampleRate: number, op: CodecOp) => Float32Array;

/** What ops need beside the sound that they work on, made ready beforehand. */
export interface Sounds {
  /** A sound that an op refers to, at a sample rate. Throws TypeError where it was not loaded. */
  get(ref: SoundRef, sampleRate: number): LoadedSound;
  /** Throws TypeError where it was not loaded. */
  codec(name: CodecOp['codec']): RoundTrip;
}
