import type { FieldKey, OpBase } from './base.ts';
import type { ImageOp } from './index.ts';

/** How another sample is brought to the size in which it is taken in. */
export interface Fit {
  readonly width: number;
  readonly height: number;
  /**
   * Where the part with the same shape as the size lies, 0 the left (top), 1 the right (bottom): the rest is cut off. Left out:
   * all of it is stretched to the size.
   */
  readonly cover?: readonly [x: number, y: number];
}

/** What the ops have in common that take other samples of the dataset in. */
export interface MixOp extends OpBase {
  /** Each in [0, 1): which sample, of all of the dataset but this one. */
  readonly partners: readonly number[];
  /** How each of them is brought here. */
  readonly fits: readonly Fit[];
  /** Each one's share of the label; what is left is the sample's own. */
  readonly shares: readonly number[];
}

/** [left, top, width, height] in whole pixels. */
export type PixelBox = readonly [number, number, number, number];

/** Both pictures blended: what is left of the partner's share is the sample's. */
export interface MixUpOp extends MixOp {
  readonly kind: 'mixUp';
}

/** The partner's pixels in a box. */
export interface CutMixOp extends MixOp {
  readonly kind: 'cutMix';
  readonly box: PixelBox;
}

/** The sample and its partners, each in a cell of its own; the first cell is the sample's. */
export interface MosaicOp extends MixOp {
  readonly kind: 'mosaic';
  readonly cells: readonly PixelBox[];
  readonly makes: { readonly width: number; readonly height: number };
}

/** Objects of the partner, each with odds of its own, laid over the sample. */
export interface CopyPasteOp extends MixOp {
  readonly kind: 'copyPaste';
  /** Odds of each object. */
  readonly odds: number;
  /** Names what is drawn of each object. */
  readonly key: FieldKey;
}

/** How much of the first branch is seen at each pixel, 0 to 1; 1 less that is the second's. */
export type BlendMask =
  | { readonly kind: 'uniform'; readonly weight: number }
  | {
      readonly kind: 'noise';
      readonly key: FieldKey;
      /** Cells of the coarsest octave across the longer side. */
      readonly cells: number;
      readonly octaves: number;
      /** 1: as it comes; larger: nearer to black and white. */
      readonly sharpness: number;
    }
  | {
      readonly kind: 'gradient';
      readonly axis: 'horizontal' | 'vertical';
      /** Weights before `start` and after `end`, fractions of the side; in between a straight line. */
      readonly from: number;
      readonly to: number;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'checkerboard'; readonly rows: number; readonly columns: number; readonly isFlipped: boolean }
  | {
      readonly kind: 'grid';
      readonly key: FieldKey;
      readonly rows: number;
      readonly columns: number;
      /** [low, high] of the cells' weights. */
      readonly weight: readonly [number, number];
    };

/** Ops on a copy of the picture, and what share of the result they have. */
export interface Branch {
  readonly ops: readonly ImageOp[];
  readonly weight: number;
}

/**
 * The picture taken through several branches, whose results are added by weight; with `mask`, two branches of weight 1, of which the
 * mask says how much is seen of each. A branch leaves the picture's size as it is. Masks and targets stay as they are.
 */
export interface BranchesOp extends OpBase {
  readonly kind: 'branches';
  readonly branches: readonly Branch[];
  readonly mask?: BlendMask;
}
