import type { FieldKey, OpBase } from './base.ts';

/** Adds a field of independent normals. Sigma and mean in grey levels. */
export interface NoiseOp extends OpBase {
  readonly kind: 'noise';
  readonly key: FieldKey;
  readonly sigma: number;
  readonly mean: number;
  readonly perChannel: boolean;
}
