import type { SoundRef } from '../ops/index.ts';

/** A sound that an op refers to: float32, planar [channels, frames]. */
export interface LoadedSound {
  readonly name: string;
  readonly planes: Float32Array;
  readonly channels: number;
  readonly frames: number;
}

/** The sounds that ops refer to, decoded and brought to a sample rate beforehand. */
export interface Sounds {
  /** Throws TypeError where it was not loaded. */
  get(ref: SoundRef, sampleRate: number): LoadedSound;
}
