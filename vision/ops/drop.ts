import type { FieldKey, OpBase, Rgb } from './base.ts';

/** Replaces a random `fraction` of the pixels (or of the channel values). */
export interface DropOp extends OpBase {
  readonly kind: 'drop';
  readonly key: FieldKey;
  readonly fraction: number;
  readonly perChannel: boolean;
  /** A colour in grey levels, or `random`: uniform values of their own for each dropped pixel. */
  readonly fill: Rgb | 'random';
}
