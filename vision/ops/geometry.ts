import type { Border, Interpolation, Matrix3, OpBase, Rgb } from './base.ts';
import type { Bend } from './bend.ts';

/** One change of geometry: each output pixel centre, sent through `inverse`, is where its input lies. */
export interface WarpStep {
  /** Maps (x, y, 1) of the output to homogeneous coordinates of the input. */
  readonly inverse: Matrix3;
  /** Displaces the output's places before `inverse` does: the input of p is `inverse(p + d(p))`, d in output pixels. */
  readonly bend?: Bend;
  /** The input's part that may be seen: [left, top, width, height] in whole input pixels. */
  readonly window: readonly [number, number, number, number];
  readonly width: number;
  readonly height: number;
  /** Applies where a coordinate falls outside of the window. */
  readonly border: Border;
  readonly fill: Rgb;
  /** `any`: the step only moves whole pixels, and takes on what its neighbours in a fused warp use. */
  readonly interpolation: Interpolation | 'any';
}

/** Geometry. `steps[0]` is nearest to the source; the last one's size is the output's. Always one resampling. */
export interface WarpOp extends OpBase {
  readonly kind: 'warp';
  readonly steps: readonly WarpStep[];
}

/**
 * Lays a constant border's fill where the geometry of `steps` looks outside of its first step's window. Stands where
 * colour came before that geometry in the plan, and is carried out after it: the fill does not take the colour on.
 */
export interface FillOp extends OpBase {
  readonly kind: 'fill';
  readonly steps: readonly WarpStep[];
  readonly fill: Rgb;
}
