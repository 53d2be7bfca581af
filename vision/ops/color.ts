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

/** `gain * x + fraction * mean of all values of the picture`, as it is at this point. */
export interface LiftOp extends OpBase {
  readonly kind: 'lift';
  readonly gain: number;
  readonly fraction: number;
}

/** Shift of HSV hue by a fraction of a turn; value and chroma stay. */
export interface HueOp extends OpBase {
  readonly kind: 'hue';
  readonly turns: number;
}

/**
 * HSV as in OpenCV: hue turned, saturation (0..1) and value (0..255) shifted, and clamped each. Grey keeps its
 * saturation of 0, for it has no hue.
 */
export interface HueSaturationOp extends OpBase {
  readonly kind: 'hueSaturation';
  readonly turns: number;
  /** Times what it is, before the shift (1). */
  readonly saturationFactor?: number;
  readonly saturationShift: number;
  readonly valueShift: number;
}

/** Histogram equalisation, as Pillow's `ImageOps.equalize` or OpenCV's `equalizeHist`; whole levels are counted. */
export interface EqualizeOp extends OpBase {
  readonly kind: 'equalize';
  readonly mode: 'pil' | 'cv';
  /** Each channel by itself; otherwise luma, to which the colour is added again. */
  readonly perChannel: boolean;
}

/** Pillow's `ImageOps.autocontrast`: levels stretched so that the darkest left becomes black and the lightest white. */
export interface AutoContrastOp extends OpBase {
  readonly kind: 'autoContrast';
  /** Percent of the values that are cut off at the dark and at the light end. */
  readonly cutoffPercent: readonly [number, number];
  /** Each channel by itself; otherwise one curve for all, found from luma (Pillow's `preserve_tone`). */
  readonly perChannel: boolean;
}

/** What works on each pixel by itself, once the picture's statistics are known. */
export type ColorStep = ColorOp | ContrastOp | LiftOp | HueOp | HueSaturationOp | CurveOp | EqualizeOp | AutoContrastOp;

/** Contrast-limited adaptive histogram equalisation as OpenCV's: of the L of CIELAB in colour, of the levels in grey. */
export interface ClaheOp extends OpBase {
  readonly kind: 'clahe';
  readonly clipLimit: number;
  /** [rows, columns]. */
  readonly tiles: readonly [number, number];
}

/**
 * Resamples channels 0 and 2, each [k1, k2]: where r is the distance from the centre over the longer side, a value comes
 * from 1 + k1 r^2 + k2 r^4 times as far.
 */
export interface ChromaticAberrationOp extends OpBase {
  readonly kind: 'chromaticAberration';
  readonly red: readonly [number, number];
  readonly blue: readonly [number, number];
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
  readonly steps: readonly ColorStep[];
  readonly clamp: boolean;
}

/** What one pass over the pixels can do: clamp(post * curve(hue(pre * x))). Absent parts are identity; `shift` goes with hue. */
export interface ColorPassOp extends OpBase {
  readonly kind: 'colorPass';
  readonly pre?: ColorMatrix;
  readonly hueTurns?: number;
  /** [saturation 0..1, value in grey levels], added in HSV, and what saturation is multiplied by before. */
  readonly shift?: readonly [number, number, number];
  readonly tables?: readonly [readonly number[], readonly number[], readonly number[]];
  readonly post?: ColorMatrix;
  readonly clamp: boolean;
}
