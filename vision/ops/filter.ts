import type { FieldKey, OpBase } from './base.ts';

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

/** The mean over a square of 2 radius + 1 pixels a side, borders reflected (101). */
export interface BoxOp extends OpBase {
  readonly kind: 'box';
  readonly radiusPixels: number;
}

/** The median over such a square, of values rounded to whole levels. */
export interface MedianOp extends OpBase {
  readonly kind: 'median';
  readonly radiusPixels: number;
}

/** The mean over a disc, then a Gaussian, both with reflected borders (101). */
export interface DefocusOp extends OpBase {
  readonly kind: 'defocus';
  readonly radiusPixels: number;
  readonly aliasSigmaPixels: number;
}

/**
 * The weighted mean along a line through each pixel. (`x`, `y`) is its direction, of length 1; `bias` in [-1, 1] puts all
 * weight to one end, where 1 is the end that the direction points to, and 0 weighs all of it alike.
 */
export interface MotionOp extends OpBase {
  readonly kind: 'motion';
  readonly x: number;
  readonly y: number;
  readonly lengthPixels: number;
  readonly bias: number;
}

/** Nine weights, row by row, for the square around each pixel; borders reflected (101), clamped to 0..255. */
export interface ConvolveOp extends OpBase {
  readonly kind: 'convolve';
  readonly weights: readonly number[];
}

/** The mean of the picture enlarged around its middle by 1, 1 + step, 1 + 2 step, ... up to `factor`. */
export interface ZoomOp extends OpBase {
  readonly kind: 'zoom';
  readonly factor: number;
  readonly stepFraction: number;
}

/** A Gaussian, then `passes` in which each pixel changes places with one at most `reachPixels` away, then the Gaussian again. */
export interface GlassOp extends OpBase {
  readonly kind: 'glass';
  readonly key: FieldKey;
  readonly sigmaPixels: number;
  readonly reachPixels: number;
  readonly passes: number;
}

/** Adds `amount` times what a Gaussian takes away, where that is more than `threshold` levels; that mask is blurred too. */
export interface UnsharpOp extends OpBase {
  readonly kind: 'unsharp';
  readonly sigmaPixels: number;
  readonly amount: number;
  readonly threshold: number;
}

/** To so many pixels and back to the size that it was: an op, not two warps, because warps would join to nothing. */
export interface DownscaleOp extends OpBase {
  readonly kind: 'downscale';
  readonly width: number;
  readonly height: number;
  readonly down: 'nearest' | 'bilinear';
  readonly up: 'nearest' | 'bilinear';
}

/** There and back through a lossy format. */
export interface CompressOp extends OpBase {
  readonly kind: 'compress';
  readonly format: 'jpeg' | 'webp';
  /** A whole number, 1 to 100. */
  readonly qualityPercent: number;
}
