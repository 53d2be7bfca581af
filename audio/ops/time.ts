import type { OpBase } from './base.ts';

/** Plays it backwards. */
export interface ReverseOp extends OpBase {
  readonly kind: 'reverse';
}
