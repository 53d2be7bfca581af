import type { ColorMatrix, OpBase } from './base.ts';

/** An affine map of RGB, not clamped. */
export interface ColorOp extends OpBase {
  readonly kind: 'color';
  readonly matrix: ColorMatrix;
}

/** torchvision's contrast: `factor * x + (1 - factor) * mean grey of the picture` as it is at this point. */
export interface ContrastOp extends OpBase {
  readonly kind: 'contrast';
  readonly factor: number;
}

/** Shift of HSV hue by a fraction of a turn; value and chroma stay. */
export interface HueOp extends OpBase {
  readonly kind: 'hue';
  readonly turns: number;
}

/** Three look-up curves of 256 entries, linear in between. */
export interface CurveOp extends OpBase {
  readonly kind: 'curve';
  readonly tables: readonly [readonly number[], readonly number[], readonly number[]];
}

/** Back into 0..255. Stands where a run of colour ops ends. */
export interface ClampOp extends OpBase {
  readonly kind: 'clamp';
}

/** A run of colour ops in one: as few passes as the statistics allow, all that is linear in one matrix. */
export interface ColorsOp extends OpBase {
  readonly kind: 'colors';
  readonly steps: readonly (ColorOp | ContrastOp | HueOp | CurveOp)[];
  readonly clamp: boolean;
}

/** What one pass over the pixels can do: clamp(post * curve(hue(pre * x))). Absent parts are identity. */
export interface ColorPassOp extends OpBase {
  readonly kind: 'colorPass';
  readonly pre?: ColorMatrix;
  readonly hueTurns?: number;
  readonly tables?: readonly [readonly number[], readonly number[], readonly number[]];
  readonly post?: ColorMatrix;
  readonly clamp: boolean;
}
