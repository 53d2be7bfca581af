import type { OpBase } from './base.ts';

/** Separable Gaussian of radius max(1, ceil(3 sigma)), borders reflected (101). */
export interface BlurOp extends OpBase {
  readonly kind: 'blur';
  readonly sigmaPixels: number;
}
