import type { FieldKey, OpBase } from './base.ts';

/** Multiplies all frames; -1 turns the polarity about. */
export interface GainOp extends OpBase {
  readonly kind: 'gain';
  readonly factor: number;
}

/** Adds independent normals: of a fixed `sigma`, or so strong that the signal is `snrDb` above them. */
export interface NoiseOp extends OpBase {
  readonly kind: 'noise';
  readonly key: FieldKey;
  readonly level: { readonly sigma: number } | { readonly snrDb: number };
}

/** How values beyond [-1, 1] are brought back into it. */
export type RangePolicy = 'clip' | 'soft' | 'normalizeIfNeeded' | 'error';

/** Brings all values into [-1, 1] by a policy, in the layout of the batch. Always the last op. */
export interface ScaleOp extends OpBase {
  readonly kind: 'scale';
  readonly policy: RangePolicy;
  readonly layout: 'channelsFirst' | 'channelsLast';
}
