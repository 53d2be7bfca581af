import type { Materials, Whitenings } from '../kernels/canvas.ts';
import { execute, type MaskRow } from '../kernels/execute.ts';
import { joinSteps } from '../kernels/fusion.ts';
import { maskFrom, warpMask } from '../kernels/mask.ts';
import { KernelMemory } from '../kernels/memory.ts';
import { rebase, shrinkOf, sourceBounds } from '../kernels/warp.ts';
import { prepareWhitening } from '../kernels/whitening.ts';
import type { ImageOp, WarpStep } from '../ops/index.ts';
import { type Decoded, type DecodeOptions, Decoder } from './decode.ts';
import { type Header, orientationMatrix, readHeader } from './header.ts';
import { PictureCodecs } from './picture-codecs.ts';
import { type RawSize, rawHeader, unpackRaw } from './raw.ts';

export type { Header };

const smallPicture = 64 * 64;

/** A picture's bytes: a file's, or raw pixels. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly raw?: RawSize;
}

/** A mask's class numbers, [height, width] of the picture as displayed, and where its row is wanted. */
export interface MaskPicture {
  readonly classes: Uint8Array;
  readonly out: number;
}

/** Milliseconds, added to where they were spent. */
export interface StageTimings {
  decode: number;
  augment: number;
}

/** Decodes pictures and carries out their ops: one memory, one decoder, nothing kept from one picture to the next. */
export class PictureEngine {
  readonly memory = new KernelMemory();
  readonly #decoder: Decoder;
  readonly #options: DecodeOptions;
  readonly #materials: Materials;
  readonly #codecs: PictureCodecs;

  constructor(options: DecodeOptions, whitenings: Whitenings, maskFill = 0) {
    this.#options = options;
    this.#codecs = new PictureCodecs();
    this.#materials = { whitenings, maskFill, codecs: this.#codecs };
    this.#decoder = new Decoder(this.memory, options);
  }

  /** Size and kind, from the first bytes; formats whose header needs a library return a promise. */
  header(picture: EncodedPicture): Header | Promise<Header> {
    return picture.raw === undefined ? readHeader(picture.bytes, picture.name, this.#options) : rawHeader(picture.raw);
  }

  /**
   * Renders a picture to the bytes at `out`. Decodes no more of it, and no finer, than its first warp can see. A mask, which
   * is as large as the picture is displayed, goes through all of its geometry.
   */
  render(
    picture: EncodedPicture,
    header: Header,
    ops: readonly ImageOp[],
    out: number,
    timings?: StageTimings,
    mask?: MaskPicture,
  ): void | Promise<void> {
    for (const op of ops) {
      if (op.kind === 'whiten') prepareWhitening(this.memory, op, this.#materials.whitenings.get(op.file)!);
    }
    const mark = this.memory.mark();
    let waiting = false;
    try {
      const { first, rest } = splitSource(header, ops);
      const start = timings === undefined ? 0 : performance.now();
      const finish = (decoded: Decoded): void | Promise<void> => {
        const decodedAt = timings === undefined ? 0 : performance.now();
        const steps = rebase(first, decoded);
        const maskRow = mask && this.#maskRow(mask, header, ops);
        const working = execute(this.memory, decoded.picture, steps, rest, this.#materials, out, maskRow);
        if (timings === undefined) return working;
        timings.decode += decodedAt - start;
        const note = () => {
          timings.augment += performance.now() - decodedAt;
        };
        if (working !== undefined) return working.then(note);
        note();
      };
      const decoding = this.#decode(picture, header, first);
      const working = decoding instanceof Promise ? decoding.then(finish) : finish(decoding);
      if (working === undefined) return;
      waiting = true;
      return working.finally(() => this.memory.release(mark));
    } finally {
      if (!waiting) this.memory.release(mark);
    }
  }

  close(): void {
    this.#decoder.close();
    this.#codecs.close();
  }

  /** A mask through the geometry that the picture is decoded with: the whole of it, which is no larger than it has to be. */
  #maskRow({ classes, out }: MaskPicture, { width, height }: Header, ops: readonly ImageOp[]): MaskRow {
    const whole = maskFrom(this.memory, classes, width, height);
    const first = ops[0];
    const isMoved = first?.kind === 'warp';
    return { mask: isMoved ? warpMask(this.memory, whole, first.steps, this.#materials.maskFill ?? 0) : whole, out };
  }

  #decode(picture: EncodedPicture, header: Header, steps: readonly WarpStep[]): Decoded | Promise<Decoded> {
    if (picture.raw !== undefined) {
      const { raw, bytes } = picture;
      const [top, bottom] = rowsSeen(raw, steps);
      const rowBytes = raw.width * raw.channels;
      const seen = { ...raw, height: bottom - top };
      const part = bytes.subarray(top * rowBytes, bottom * rowBytes);
      return { picture: unpackRaw(this.memory, part, seen, this.#options.background), scale: 1, left: 0, top };
    }
    const shrink = shrinkOf(steps);
    const least = Math.min(shrink.x, shrink.y);
    const scale = least >= 8 ? 8 : least >= 4 ? 4 : least >= 2 ? 2 : 1;
    return this.#decoder.decode(picture.bytes, header, { name: picture.name, scale, region: sourceBounds(steps) });
  }
}

/** Which rows of raw pixels a warp can see. Of a small picture all: to find out would take longer. */
function rowsSeen({ width, height }: RawSize, steps: readonly WarpStep[]): readonly [number, number] {
  if (width * height <= smallPicture) return [0, height];
  const [, top, , count] = sourceBounds(steps);
  const first = Math.min(height - 1, Math.max(0, Math.floor(top)));
  return [first, Math.min(height, Math.max(first + 1, Math.ceil(top + count)))];
}

/** The geometry that reads the stored picture (its EXIF orientation folded in), and the ops after it. */
function splitSource(
  header: Header,
  ops: readonly ImageOp[],
): { readonly first: readonly WarpStep[]; readonly rest: readonly ImageOp[] } {
  const first = ops[0];
  if (first?.kind !== 'warp') return { first: [upright(header)], rest: ops };
  const steps = header.orientation === 1 ? first.steps : joinSteps([upright(header), ...first.steps]);
  return { first: steps, rest: ops.slice(1) };
}

/** From the picture as stored to as displayed. */
function upright(header: Header): WarpStep {
  const { width, height, storedWidth, storedHeight } = header;
  return {
    inverse: orientationMatrix(header),
    window: [0, 0, storedWidth, storedHeight],
    width,
    height,
    border: 'edge',
    fill: [0, 0, 0],
    interpolation: 'any',
  };
}
