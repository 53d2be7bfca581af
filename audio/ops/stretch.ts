import type { OpBase } from './base.ts';

/** Plays it `rate` times as fast at the same pitch, up to `frames` frames; silence follows where there are fewer. */
export interface StretchOp extends OpBase {
  readonly kind: 'stretch';
  readonly rate: number;
  readonly frames: number;
}

/** Makes every frequency `ratio[0] / ratio[1]` times as high, at the same tempo. */
export interface PitchShiftOp extends OpBase {
  readonly kind: 'pitchShift';
  readonly ratio: readonly [above: number, below: number];
}
