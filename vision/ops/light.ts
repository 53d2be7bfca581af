import type { FieldKey, OpBase, Rgb } from './base.ts';
import type { BlendMask } from './mix.ts';

/** A value from 0 to 1 for each pixel. Places are fractions of the sides, [0, 0] the upper left corner, [1, 1] the lower right. */
export type LightMask =
  | BlendMask
  /** ((d - inner) / (outer - inner)) ** power within 0 to 1, d the distance in diagonals of the picture. */
  | {
      readonly kind: 'radial';
      readonly center: readonly [x: number, y: number];
      readonly inner: number;
      readonly outer: number;
      readonly power: 1 | 2 | 3 | 4;
    }
  /** From 0 at one side to 1 at the other, along a direction counter-clockwise from the x axis. */
  | { readonly kind: 'ramp'; readonly angleDegrees: number }
  /** 1 in the middle, falling as a bell of this standard deviation, each axis in its own sides. */
  | { readonly kind: 'spot'; readonly center: readonly [x: number, y: number]; readonly sigma: number }
  /** Smooth noise, as far as it is above a threshold: 0 there, 1 from `softness` above it on. */
  | {
      readonly kind: 'blobs';
      readonly key: FieldKey;
      /** Cells of the coarsest octave across the longer side. */
      readonly cells: number;
      readonly octaves: number;
      readonly threshold: number;
      readonly softness: number;
    }
  /** Streaks at random places, each a line with round ends; the brightest one counts where they cross. */
  | {
      readonly kind: 'streaks';
      readonly key: FieldKey;
      readonly count: number;
      /** [low, high] of each one's, in pixels: those that are larger are longer. */
      readonly radiusPixels: readonly [number, number];
      readonly lengthPixels: readonly [number, number];
      /** Counter-clockwise from the x axis. */
      readonly angleDegrees: number;
    }
  /** 1 inside of any of the outlines: x0, y0, x1, y1, ... */
  | { readonly kind: 'polygons'; readonly outlines: readonly (readonly number[])[] };

/** Light that differs from place to place: `x * (gain[0] + gain[1] * m) + offset[0] + offset[1] * m`, m the mask, back within 0..255. */
export interface LightOp extends OpBase {
  readonly kind: 'light';
  readonly mask: LightMask;
  readonly gain: readonly [number, number];
  readonly offset: readonly [Rgb, Rgb];
}
