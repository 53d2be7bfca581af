// The frozen op data that sound transforms lower to. An op is plain JSON: it names what is done, never how.
// Time is in frames of the sound as it is at that point, values are float, nominally -1..1.

import type { BackgroundNoiseOp, ColoredNoiseOp, ShortNoisesOp } from './blend.ts';
import type { CodecOp, TelephoneOp } from './codec.ts';
import type { AliasOp, ClipPercentilesOp, DistortOp, OverdriveOp } from './distortion.ts';
import type { GainTransitionOp, LimiterOp, LoudnessOp, NormalizeOp } from './dynamics.ts';
import type { JoinOp, MaskOp, ReorderOp, TrimOp, WindowOp } from './edit.ts';
import type { ColumnWarpOp, FeaturesOp, SpanMaskOp } from './features.ts';
import type { AirAbsorptionOp, FilterOp } from './filter.ts';
import type { GainOp, NoiseOp, ScaleOp } from './level.ts';
import type { BandwidthOp, ResampleOp, SpeedOp } from './rate.ts';
import type { ImpulseResponseOp, RoomReverbOp } from './room.ts';
import type { ShiftOp } from './shift.ts';
import type { PitchShiftOp, StretchOp } from './stretch.ts';
import type { ReverseOp } from './time.ts';

export type * from './base.ts';
export type * from './blend.ts';
export type * from './codec.ts';
export type * from './distortion.ts';
export type * from './dynamics.ts';
export type * from './edit.ts';
export type * from './features.ts';
export type * from './filter.ts';
export type * from './level.ts';
export type * from './rate.ts';
export type * from './room.ts';
export type * from './shift.ts';
export type * from './stretch.ts';
export type * from './time.ts';

export type AudioOp =
  | BackgroundNoiseOp
  | ColoredNoiseOp
  | ShortNoisesOp
  | AirAbsorptionOp
  | AliasOp
  | BandwidthOp
  | ClipPercentilesOp
  | CodecOp
  | ColumnWarpOp
  | DistortOp
  | FeaturesOp
  | FilterOp
  | GainOp
  | GainTransitionOp
  | ImpulseResponseOp
  | JoinOp
  | LimiterOp
  | LoudnessOp
  | MaskOp
  | NoiseOp
  | NormalizeOp
  | OverdriveOp
  | PitchShiftOp
  | ReorderOp
  | ResampleOp
  | ReverseOp
  | RoomReverbOp
  | ScaleOp
  | ShiftOp
  | SpanMaskOp
  | SpeedOp
  | StretchOp
  | TelephoneOp
  | TrimOp
  | WindowOp;
