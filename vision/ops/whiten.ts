import type { OpBase } from './base.ts';

/** Per picture (or channel): mean to mid grey, `clipSigma` standard deviations to black and white. */
export interface StandardizeOp extends OpBase {
  readonly kind: 'standardize';
  readonly perChannel: boolean;
  readonly clipSigma: number;
  readonly epsilon: number;
  /** `add`: divide by (std + epsilon); `floor`: divide by max(std, epsilon). */
  readonly epsilonMode: 'add' | 'floor';
}

/** Multiplies colours, or whole pictures, less their mean, by a whitening matrix that was fitted over a dataset. */
export interface WhitenOp extends OpBase {
  readonly kind: 'whiten';
  readonly file: string;
  readonly method: 'zca' | 'pca';
  readonly clipSigma: number;
  readonly epsilon: number;
  /** `insideRoot`: 1 / sqrt(eigenvalue + epsilon) (kornia); `addedToSingularValue`: 1 / (sqrt(eigenvalue) + epsilon / sqrt(n)) (Keras). */
  readonly epsilonMode: 'insideRoot' | 'addedToSingularValue';
}
