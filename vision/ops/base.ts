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

/** What every op of a picture may say of itself, for those who only plan: plain JSON, as all of an op is. */
export interface OpBase {
  /** The size that it leaves, where it changes it; a warp's last step tells its own. */
  readonly makes?: { readonly width?: number; readonly height?: number; readonly channels?: number };
  /** Other samples that it needs: each in [0, 1) says which, of all samples of the dataset. */
  readonly partners?: readonly number[];
}
