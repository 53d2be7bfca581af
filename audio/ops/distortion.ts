import type { FieldKey, OpBase } from './base.ts';

/** What is kept the same of a distorted sound: nothing, the mean of its channels' rms, its peak, or its K-weighted power. */
export type LevelMatch = 'none' | 'rms' | 'peak' | 'loudness';

/** A curve that values go through; all but the rectifier's halves go through 0. */
export type Curve =
  | { readonly shape: 'tanh' | 'arctangent' | 'cubic' | 'hardClip' | 'foldback' }
  /** tanh about `bias` in place of 0, within [-1, 1]. */
  | { readonly shape: 'asymmetric'; readonly bias: number }
  /** 1/2: one half of the wave is left out; 1: it is turned up. */
  | { readonly shape: 'rectifier'; readonly rectified: number }
  /** Rounds to multiples of 1/steps; `saturates`: from -1 to 1 - 1/steps, as two's complement. `dither`: triangular, +-1 step. */
  | { readonly shape: 'quantize'; readonly steps: number; readonly saturates: boolean; readonly dither?: FieldKey }
  /** Holds values so many times in a second. */
  | { readonly shape: 'sampleHold'; readonly rateHz: number };

/** How strongly it is driven: by a factor, or so that the percentile of all absolute values comes to `to`. */
export type Drive = { readonly factor: number } | { readonly percentile: number; readonly to: number };

/** Drives all values through a curve, at so many times the sample rate. */
export interface DistortOp extends OpBase {
  readonly kind: 'distort';
  readonly curve: Curve;
  readonly drive: Drive;
  readonly level: LevelMatch;
  readonly oversampling: 1 | 2 | 4 | 8;
}

/** Cuts off what is below one percentile of all values, or above another. */
export interface ClipPercentilesOp extends OpBase {
  readonly kind: 'clipPercentiles';
  readonly low: number;
  readonly high: number;
}

/** The valve amplifier of sox. `settled`: as if silence came before it. */
export interface OverdriveOp extends OpBase {
  readonly kind: 'overdrive';
  readonly factor: number;
  readonly offset: number;
  readonly settled: boolean;
}

/** Brings it to another length and back by straight lines. */
export interface AliasOp extends OpBase {
  readonly kind: 'alias';
  readonly frames: number;
}
