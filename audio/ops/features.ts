import type { OpBase } from './base.ts';

/** Triangles over the mel scale. */
export interface MelBankSpec {
  readonly mels: number;
  readonly minHz: number;
  readonly maxHz: number;
  /** `htk`: 2595 log10(1 + f / 700); `slaney`: linear below 1 kHz, logarithmic above. */
  readonly melScale: 'htk' | 'slaney';
  /** `slaney`: each triangle has the same area instead of the same height. */
  readonly norm: 'none' | 'slaney';
}

/** A waveform to columns of a spectrum. A full-scale sine has a magnitude of 1. */
export interface FeaturesOp extends OpBase {
  readonly kind: 'features';
  readonly fftFrames: number;
  readonly windowFrames: number;
  readonly hopFrames: number;
  readonly window: 'hann' | 'hamming' | 'rectangular';
  readonly power: 1 | 2;
  readonly bank?: MelBankSpec;
  /** Decibels that become -1 and 1. Left out: the values as they are, and twice that less 1. */
  readonly rangeDb?: readonly [low: number, high: number];
  /** A cosine transform of each column, of which so many values are kept. */
  readonly cepstrum?: { readonly count: number; readonly lifter: number };
}

/** Fills parts of features: spans of columns, or of bins, [first, count]. */
export interface SpanMaskOp extends OpBase {
  readonly kind: 'spanMask';
  readonly axis: 'columns' | 'bins';
  readonly spans: readonly (readonly [first: number, count: number])[];
  readonly fill: 'floor' | 'mean' | 'zero';
}

/** Moves column `from` to `to`, and those beside it in proportion; the ends stay. */
export interface ColumnWarpOp extends OpBase {
  readonly kind: 'columnWarp';
  readonly from: number;
  readonly to: number;
}
