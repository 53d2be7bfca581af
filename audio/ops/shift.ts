import type { FieldKey, OpBase } from './base.ts';

/** What is where the shifted sound is not: its other end, silence, its outermost value, its mirror image, or room tone. */
export type ShiftFill = 'wrap' | 'zeros' | 'edge' | 'reflect' | 'noise';

/**
 * Moves each channel later by so many frames (earlier where negative; part frames by interpolation): one number for all channels,
 * or one for each. The seam lies where the sound's first frame went (later), or behind its last one (earlier).
 */
export interface ShiftOp extends OpBase {
  readonly kind: 'shift';
  readonly shiftFrames: readonly number[];
  readonly fill: ShiftFill;
  readonly seam: 'crossfade' | 'fade' | 'none';
  readonly fadeFrames: number;
  /** For room tone. */
  readonly key?: FieldKey;
}
