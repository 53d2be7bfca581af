import type { OpBase } from './base.ts';

/** What is where a sound that is made longer has none: silence, its outermost value, its mirror image, or itself again. */
export type PadFill = 'zeros' | 'edge' | 'reflect' | 'wrap';

/** Keeps `frames` frames from `first` on; both ends may lie outside of the sound, where `fill` says what there is. */
export interface WindowOp extends OpBase {
  readonly kind: 'window';
  readonly first: number;
  readonly frames: number;
  readonly fill: PadFill;
}

/** Input frames [from, to) that lie in the output from `at` on: they fade in over `overlap` frames, as what is there fades out. */
export interface JoinPart {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly overlap: number;
}

/** Makes a sound of `frames` frames of parts of the input, in the order that they come in; silence follows the last. */
export interface JoinOp extends OpBase {
  readonly kind: 'join';
  readonly frames: number;
  readonly parts: readonly JoinPart[];
}

/** Silences frames [from, to), of which the first `fadeOut` fade out and the last `fadeIn` fade in. */
export interface MaskOp extends OpBase {
  readonly kind: 'mask';
  readonly from: number;
  readonly to: number;
  readonly fadeOut: number;
  readonly fadeIn: number;
}

/** Drops the windows at both ends that are `thresholdDb` or more below the loudest one. */
export interface TrimOp extends OpBase {
  readonly kind: 'trim';
  readonly thresholdDb: number;
  readonly windowFrames: number;
  readonly hopFrames: number;
  readonly measures: NonNullable<OpBase['measures']>;
}

/** Channel i becomes what channel `order[i]` was. */
export interface ReorderOp extends OpBase {
  readonly kind: 'reorder';
  readonly order: readonly number[];
}
