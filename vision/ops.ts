// The frozen op data that picture transforms lower to. An op is plain JSON: it names what is done, never how.
// Coordinates: x right, y down, the centre of the first pixel is (0, 0). Values: 0..255 grey levels, float.

/** How a step answers for coordinates outside its window: numpy's `constant`, `edge`, `reflect` (101) and `wrap`. */
export type Border = 'constant' | 'edge' | 'reflect' | 'wrap';
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';
/** Row-major 3x3. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];
/** Row-major 3x4: `out = m[0..2] . rgb + m[3]`, and so on for each row. */
export type ColorMatrix = readonly number[];
export type Rgb = readonly [number, number, number];
/** Four unsigned 32-bit words that name a field of random numbers. */
export type FieldKey = readonly [number, number, number, number];

/** One change of geometry: each output pixel centre, sent through `inverse`, is where its input lies. */
export interface WarpStep {
  /** Maps (x, y, 1) of the output to homogeneous coordinates of the input. */
  readonly inverse: Matrix3;
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
export interface WarpOp {
  readonly kind: 'warp';
  readonly steps: readonly WarpStep[];
}

/**
 * Lays a constant border's fill where the geometry of `steps` looks outside of its first step's window. Stands where
 * colour came before that geometry in the plan, and is carried out after it: the fill does not take the colour on.
 */
export interface FillOp {
  readonly kind: 'fill';
  readonly steps: readonly WarpStep[];
  readonly fill: Rgb;
}

/** An affine map of RGB, not clamped. */
export interface ColorOp {
  readonly kind: 'color';
  readonly matrix: ColorMatrix;
}

/** torchvision's contrast: `factor * x + (1 - factor) * mean grey of the picture` as it is at this point. */
export interface ContrastOp {
  readonly kind: 'contrast';
  readonly factor: number;
}

/** Shift of HSV hue by a fraction of a turn; value and chroma stay. */
export interface HueOp {
  readonly kind: 'hue';
  readonly turns: number;
}

/** Three look-up curves of 256 entries, linear in between. */
export interface CurveOp {
  readonly kind: 'curve';
  readonly tables: readonly [readonly number[], readonly number[], readonly number[]];
}

/** Back into 0..255. Stands where a run of colour ops ends. */
export interface ClampOp {
  readonly kind: 'clamp';
}

/** A run of colour ops in one: as few passes as the statistics allow, all that is linear in one matrix. */
export interface ColorsOp {
  readonly kind: 'colors';
  readonly steps: readonly (ColorOp | ContrastOp | HueOp | CurveOp)[];
  readonly clamp: boolean;
}

/** What one pass over the pixels can do: clamp(post * curve(hue(pre * x))). Absent parts are identity. */
export interface ColorPassOp {
  readonly kind: 'colorPass';
  readonly pre?: ColorMatrix;
  readonly hueTurns?: number;
  readonly tables?: readonly [readonly number[], readonly number[], readonly number[]];
  readonly post?: ColorMatrix;
  readonly clamp: boolean;
}

/** Per picture (or channel): mean to mid grey, `clipSigma` standard deviations to black and white. */
export interface StandardizeOp {
  readonly kind: 'standardize';
  readonly perChannel: boolean;
  readonly clipSigma: number;
  readonly epsilon: number;
  /** `add`: divide by (std + epsilon); `floor`: divide by max(std, epsilon). */
  readonly epsilonMode: 'add' | 'floor';
}

/** Multiplies colours, or whole pictures, less their mean, by a whitening matrix that was fitted over a dataset. */
export interface WhitenOp {
  readonly kind: 'whiten';
  readonly file: string;
  readonly method: 'zca' | 'pca';
  readonly clipSigma: number;
  readonly epsilon: number;
  /** `insideRoot`: 1 / sqrt(eigenvalue + epsilon) (kornia); `addedToSingularValue`: 1 / (sqrt(eigenvalue) + epsilon / sqrt(n)) (Keras). */
  readonly epsilonMode: 'insideRoot' | 'addedToSingularValue';
}

/** Separable Gaussian of radius max(1, ceil(3 sigma)), borders reflected (101). */
export interface BlurOp {
  readonly kind: 'blur';
  readonly sigmaPixels: number;
}

/** Adds a field of independent normals. Sigma and mean in grey levels. */
export interface NoiseOp {
  readonly kind: 'noise';
  readonly key: FieldKey;
  readonly sigma: number;
  readonly mean: number;
  readonly perChannel: boolean;
}

/** Replaces a random `fraction` of the pixels (or of the channel values). */
export interface DropOp {
  readonly kind: 'drop';
  readonly key: FieldKey;
  readonly fraction: number;
  readonly perChannel: boolean;
  /** A colour in grey levels, or `random`: uniform values of their own for each dropped pixel. */
  readonly fill: Rgb | 'random';
}

/** Leaves 0..255: `out = clamp(x, 0, 255) * multiply + add` per channel, in the layout and type of the batch. */
export interface ScaleOp {
  readonly kind: 'scale';
  readonly multiply: Rgb;
  readonly add: Rgb;
  readonly layout: 'NHWC' | 'NCHW';
  readonly dtype: 'float32' | 'uint8';
  /** Dequantises before scaling: x becomes (x + u) * 255 / 256, u uniform in [0, 1); for uint8, rounds at random. */
  readonly dither?: FieldKey;
}

/** Noise, then drop, then scale, in one pass straight into the row of the batch. */
export interface EpilogueOp {
  readonly kind: 'epilogue';
  readonly noise?: NoiseOp;
  readonly drop?: DropOp;
  readonly scale: ScaleOp;
}

export type ImageOp =
  | WarpOp
  | FillOp
  | ColorOp
  | ContrastOp
  | HueOp
  | CurveOp
  | ClampOp
  | ColorsOp
  | StandardizeOp
  | WhitenOp
  | BlurOp
  | NoiseOp
  | DropOp
  | ScaleOp
  | EpilogueOp;
