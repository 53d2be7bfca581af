import type { OpBase } from './base.ts';

/** Separable Gaussian of radius max(1, ceil(3 sigma)), borders reflected (101). */
export interface BlurOp extends OpBase {
  readonly kind: 'blur';
  readonly sigmaPixels: number;
}

/**
 * PIL's ImageEnhance.Sharpness: `s + factor * (x - s)`, s a 3 x 3 mean in which the middle counts five times, in whole
 * levels; 0 smooths, 1 changes nothing, more sharpens. The outermost pixels stay as they are.
 */
export interface SharpnessOp extends OpBase {
  readonly kind: 'sharpness';
  readonly factor: number;
}
