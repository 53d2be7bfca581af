import type { FieldKey, OpBase, SoundRef } from './base.ts';

/** How loud a reverberated sound is made: as strong as it came, by its peak, or as the convolution leaves it. */
export type ReverbLevel = 'power' | 'peakHalf' | 'peak' | 'unchanged';

/** Convolves with the recorded response of a place (`sounds[0]`) and keeps the length. */
export interface ImpulseResponseOp extends OpBase {
  readonly kind: 'impulseResponse';
  readonly sounds: readonly [SoundRef];
  readonly level: ReverbLevel;
  /** Whether the delay of the response's largest value is taken away. */
  readonly isAligned: boolean;
  readonly wetFraction: number;
}

/** A point in a room, in metres from a corner. */
export type Point = readonly [x: number, y: number, z: number];

/** A room of six like walls, and who speaks and who listens in it. */
export interface Room {
  /** Length, width and height in metres. */
  readonly size: Point;
  readonly source: Point;
  readonly microphone: Point;
  /** The time in which its echo falls by 60 dB. */
  readonly reverbSeconds: number;
}

/** Convolves with the response of a room that is computed; `key` names the noise of its late echo. */
export interface RoomReverbOp extends OpBase {
  readonly kind: 'roomReverb';
  readonly room: Room;
  readonly key: FieldKey;
  readonly level: ReverbLevel;
  readonly wetFraction: number;
}
