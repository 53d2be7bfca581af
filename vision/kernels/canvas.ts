import type { CompressOp, ImageOp } from '../ops/index.ts';
import type { Targets } from '../targets.ts';
import type { KernelMemory, Planes } from './memory.ts';
import type { Whitening } from './whitening.ts';

/** What ops refer to by file name, loaded beforehand. */
export type Whitenings = ReadonlyMap<string, Whitening>;

/** A mask in work: one byte a pixel, the number of a class, contiguous rows. */
export interface Mask8 {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
}

/** A picture in work, and the mask that goes with it where it has one. Ops put other planes here where they make some. */
export interface Canvas {
  planes: Planes;
  mask: Mask8 | undefined;
  /** The source was planes already: geometry that does not come first goes from planes to planes, never by way of bytes. */
  readonly isDeep?: boolean;
}

/**
 * Takes 8-bit RGBX pixels through a lossy format, quality 1 to 100: in place, or as a promise of what is made of them. After a
 * promise the pixels are no longer looked at.
 */
export type RoundTrip = (
  pixels: Uint8Array,
  width: number,
  height: number,
  qualityPercent: number,
) => undefined | Promise<Uint8Array>;

export type Codecs = Readonly<Record<CompressOp['format'], RoundTrip>>;
/** Another sample, rendered as far as where it is taken in, and of the size for that. */
export interface PartnerPicture extends Canvas {
  /** What goes with it, in its own pixels. */
  readonly targets: Targets | undefined;
}

/** What ops may need beside the picture. */
export interface Materials {
  readonly whitenings: Whitenings;
  /** The class of a mask where a constant border shows nothing (0). */
  readonly maskFill?: number;
  readonly codecs?: Codecs;
  /** By the op that takes them in. */
  readonly partners?: ReadonlyMap<ImageOp, readonly PartnerPicture[]>;
}

/** Carries an op out: in place, or by putting what it makes on the canvas; later, where it has to wait for something. */
export type Runner<Op> = (memory: KernelMemory, canvas: Canvas, op: Op, materials: Materials) => void | Promise<void>;

/** Every op but those that write to the batch. */
export type WorkingOp = Exclude<ImageOp, { kind: 'scale' | 'epilogue' }>;
