import type { OpBase } from './base.ts';

/** Brings the peak of all channels to 1; `onlyTooLoud`: only where it is beyond. Silence stays. */
export interface NormalizeOp extends OpBase {
  readonly kind: 'normalize';
  readonly apply: 'all' | 'onlyTooLoud';
}

/** Brings the integrated loudness (BS.1770) to a target. Silence stays. */
export interface LoudnessOp extends OpBase {
  readonly kind: 'loudness';
  readonly targetLufs: number;
}

/** Holds every value below a threshold: all channels are turned down together, before a peak and after it. */
export interface LimiterOp extends OpBase {
  readonly kind: 'limiter';
  readonly thresholdDb: number;
  readonly thresholdMode: 'relativeToPeak' | 'absolute';
  /** In these, 99.9 % of the way to a gain, and back from it, is done. */
  readonly attackSeconds: number;
  readonly releaseSeconds: number;
}

/** A gain that goes in a straight line of decibels from frame `start` on, `frames` long; both may lie outside of the sound. */
export interface GainTransitionOp extends OpBase {
  readonly kind: 'gainTransition';
  readonly start: number;
  readonly frames: number;
  readonly startGainDb: number;
  readonly endGainDb: number;
}
