// The frozen op data that sound transforms lower to. An op is plain JSON: it names what is done, never how.
// Time is in frames of the sound as it is at that point, values are float, nominally -1..1.
import type { GainOp, NoiseOp, ScaleOp } from './level.ts';
import type { BandwidthOp, ResampleOp, SpeedOp } from './rate.ts';
import type { ImpulseResponseOp, RoomReverbOp } from './room.ts';
import type { ShiftOp } from './shift.ts';
import type { PitchShiftOp, StretchOp } from './stretch.ts';
import type { ReverseOp } from './time.ts';

export type * from './base.ts';
export type * from './level.ts';
export type * from './rate.ts';
export type * from './room.ts';
export type * from './shift.ts';
export type * from './stretch.ts';
export type * from './time.ts';

export type AudioOp =
  | BandwidthOp
  | GainOp
  | ImpulseResponseOp
  | NoiseOp
  | PitchShiftOp
  | ResampleOp
  | ReverseOp
  | RoomReverbOp
  | ScaleOp
  | ShiftOp
  | SpeedOp
  | StretchOp;
