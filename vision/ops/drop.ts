import type { FieldKey, OpBase, Rgb } from './base.ts';

/** A colour in grey levels, or `random`: uniform values of their own for each dropped pixel. */
export type DropFill = Rgb | 'random';

/** Replaces a random `fraction` of the pixels (or of the channel values). */
export interface DropOp extends OpBase {
  readonly kind: 'drop';
  readonly key: FieldKey;
  readonly fraction: number;
  readonly perChannel: boolean;
  readonly fill: DropFill;
}

/** Replaces rectangles; later ones lie over earlier ones. */
export interface EraseOp extends OpBase {
  readonly kind: 'erase';
  readonly key: FieldKey;
  readonly holes: readonly Hole[];
}

export interface Hole {
  /** Left, top, width and height in whole pixels, within the picture. */
  readonly box: readonly [number, number, number, number];
  /** `normal`: about mid grey, by a quarter of full scale. */
  readonly fill: DropFill | 'normal';
}

/** Replaces pixels by their place in a grid. */
export interface GridDropOp extends OpBase {
  readonly kind: 'gridDrop';
  readonly key: FieldKey;
  /** Units along two axes at a pixel's centre: u = m[0] x + m[1] y + m[2], v = m[3] x + m[4] y + m[5]. */
  readonly units: readonly [number, number, number, number, number, number];
  /** Of a unit: u and v are in it up to here. */
  readonly ratio: number;
  /** Dropped: where both are (`squares`), where either is (`lines`), where one alone is (`checkerboard`). */
  readonly pattern: 'squares' | 'lines' | 'checkerboard';
  readonly fill: DropFill;
}

/** Replaces the pixels of up to `count` of the classes that are in the mask, never of class 0; the key says which. */
export interface ClassDropOp extends OpBase {
  readonly kind: 'classDrop';
  readonly key: FieldKey;
  readonly count: number;
  readonly fill: DropFill;
}
