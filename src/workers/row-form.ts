import type { Segment } from '../../audio/kernels/labels.ts';
import type { Share } from '../../vision/mixing.ts';
import type { TargetLists } from '../targets/gather.ts';

/** How a sample lies in its row of a batch: `planes` planes of `length` values each. */
export interface RowShape {
  /** What all rows of a batch have in common, in 32 bits; not 0. */
  readonly code: number;
  readonly planes: number;
  readonly length: number;
  readonly valueBytes: number;
  /** Rows of a batch may differ in length: they are filled up. */
  readonly isRagged: boolean;
  /** What fills a plane up to the longest one's length. */
  readonly padValue: number;
  /** What else all rows of a batch have in common: of pictures their channels, of sounds frames a second. */
  readonly trait: number;
  /** What goes with the row as a list. */
  readonly extras?: Extras | undefined;
  /** Its mask, made already: where it lies in the kernels' memory. */
  readonly mask?: { readonly pointer: number; readonly bytes: number } | undefined;
}

/** Lists that go with a row: labels in time of a sound; boxes and keypoints of a picture, and whose label it has how much of. */
export interface Extras extends TargetLists {
  readonly segments?: readonly Segment[];
  /** Left out: all of its own. */
  readonly mixes?: readonly Share[] | undefined;
}

/** What the rows of one kind of dataset have in common. */
export interface RowForm {
  readonly valueBytes: number;
  /** Rows may be of different length, and are filled up. */
  readonly isRagged: boolean;
  /** The length of a plane that all rows are filled up to, where that was said; 0: the longest row's. */
  readonly paddedLength: (code: number) => number;
  readonly planesOf: (code: number) => number;
  /** Bytes of a row's mask; masks lie behind all rows that a batch may have. */
  readonly maskBytesOf: (code: number) => number;
  /** A row's shape, in words. */
  readonly shown: (code: number, trait: number) => string;
  /** What to do where the rows of a batch differ. */
  readonly advice: string;
}

/** Two numbers below 65536 in one word, of which the first is not 0. */
export const packPair = (high: number, low: number) => (high << 16) | low;
export const highOf = (code: number) => code >>> 16;
export const lowOf = (code: number) => code & 0xffff;

/** Pictures: width and height make the code, channels the trait, and the length follows from them. */
export function pictureRows(dtype: 'float32' | 'uint8' | 'uint16', hasMask = false): RowForm {
  return {
    valueBytes: { float32: 4, uint16: 2, uint8: 1 }[dtype],
    isRagged: false,
    paddedLength: () => 0,
    planesOf: () => 1,
    maskBytesOf: (code) => (hasMask ? highOf(code) * lowOf(code) : 0),
    shown: (code, channels) =>
      `${lowOf(code)} x ${highOf(code)} (height x width)${channels === 3 ? '' : ` of ${channels} channel${channels === 1 ? '' : 's'}`}`,
    advice:
      'add resizedCrop, resize or centerCrop to the transforms; where channels differ, say decode({ channels: "rgb" })',
  };
}

/** Sounds: channels and bins make the code, and each has its own length. `padFrames` 0: up to the longest. */
export function soundRows(layout: 'channelsFirst' | 'channelsLast', padFrames: number): RowForm {
  const all = (code: number) => highOf(code) * Math.max(1, lowOf(code));
  const isFirst = layout === 'channelsFirst';
  return {
    valueBytes: 4,
    isRagged: true,
    paddedLength: (code) => padFrames * (isFirst ? 1 : all(code)),
    planesOf: (code) => (isFirst ? all(code) : 1),
    maskBytesOf: () => 0,
    shown: (code, trait) =>
      `${highOf(code)} channel${highOf(code) === 1 ? '' : 's'}${lowOf(code) === 0 ? '' : ` of ${lowOf(code)} bins`} at ${trait} Hz`,
    advice: 'say decode({ sampleRate, channels }), so that all sounds come alike',
  };
}

/** Values between one frame and the next of a plane: channels last, a frame holds all of its channels' values. */
export function frameValues(form: RowForm, code: number): number {
  return (highOf(code) * Math.max(1, lowOf(code))) / form.planesOf(code);
}

/** Moves the planes of some rows from one length of plane to another, within a slab or from one to the next. */
export function restride(
  from: Uint8Array,
  to: Uint8Array,
  rows: Iterable<number>,
  planes: number,
  fromBytes: number,
  toBytes: number,
): void {
  const bytes = Math.min(fromBytes, toBytes);
  for (const row of rows) {
    for (let plane = row * planes; plane < (row + 1) * planes; plane++) {
      if (from === to) to.copyWithin(plane * toBytes, plane * fromBytes, plane * fromBytes + bytes);
      else to.set(from.subarray(plane * fromBytes, plane * fromBytes + bytes), plane * toBytes);
    }
  }
}
