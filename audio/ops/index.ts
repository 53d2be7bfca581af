// The frozen op data that sound transforms lower to. An op is plain JSON: it names what is done, never how.
// Time is in frames of the sound as it is at that point, values are float, nominally -1..1.
import type { GainTransitionOp, LimiterOp, LoudnessOp, NormalizeOp } from './dynamics.ts';
import type { AirAbsorptionOp, FilterOp } from './filter.ts';
import type { GainOp, NoiseOp, ScaleOp } from './level.ts';
import type { ReverseOp } from './time.ts';

export type * from './base.ts';
export type * from './dynamics.ts';
export type * from './filter.ts';
export type * from './level.ts';
export type * from './time.ts';

export type AudioOp =
  | AirAbsorptionOp
  | FilterOp
  | GainOp
  | GainTransitionOp
  | LimiterOp
  | LoudnessOp
  | NoiseOp
  | NormalizeOp
  | ReverseOp
  | ScaleOp;
