import type { Canvas, Mask8, Materials, PartnerPicture, Whitenings } from '../kernels/canvas.ts';
import { carryOut, execute } from '../kernels/execute.ts';
import { joinSteps } from '../kernels/fusion.ts';
import { maskFrom, warpMask } from '../kernels/mask.ts';
import { KernelMemory, type Source } from '../kernels/memory.ts';
import { rebase, shrinkOf, sourceBounds } from '../kernels/warp.ts';
import { prepareWhitening } from '../kernels/whitening.ts';
import type { ImageOp, WarpStep } from '../ops/index.ts';
import type { Targets } from '../targets.ts';
import { type Decoded, type DecodeOptions, Decoder } from './decode.ts';
import { type Header, orientationMatrix, readHeader } from './header.ts';
import { PictureCodecs } from './picture-codecs.ts';
import { channelsOf, pictureType } from './picture-type.ts';
import { pixelBytes, type RawSize, rawHeader, unpackRaw } from './raw.ts';

export type { Header };

type PartnerPictures = NonNullable<Materials['partners']>;

const smallPicture = 64 * 64;

/** A picture's bytes: a file's, or raw pixels. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly raw?: RawSize;
}

/** Another sample that a plan takes in: how it is rendered as far as there. */
export interface Partner {
  readonly picture: EncodedPicture;
  readonly header: Header;
  readonly ops: readonly ImageOp[];
  /** The op that takes it in. */
  readonly into: ImageOp;
  readonly targets: Targets | undefined;
  /** Its mask's class numbers, where it has one: [height, width] of the picture as displayed. */
  readonly classes: Uint8Array | undefined;
  /** Tells where what went wrong with it stands. */
  readonly refuse: (cause: unknown) => never;
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

  /** The channels that a picture is decoded to. Throws AugmentError where it has others than are wanted. */
  channelsOf(header: Header, name: string): number {
    return channelsOf(header, this.#options, name);
  }

  /**
   * Renders a picture to the bytes at `out`. Decodes no more of it, and no finer, than its first warp can see. A mask, which
   * is as large as the picture is displayed, goes through all of its geometry. `partners`: the other samples that it takes in, in
   * order; they are rendered before it.
   */
  render(
    picture: EncodedPicture,
    header: Header,
    ops: readonly ImageOp[],
    out: number,
    timings?: StageTimings,
    mask?: MaskPicture,
    partners: readonly Partner[] = [],
  ): void | Promise<void> {
    this.#prepare(ops);
    for (const partner of partners) this.#prepare(partner.ops);
    const mark = this.memory.mark();
    let waiting = false;
    try {
      const { first, rest } = splitSource(header, ops);
      const draw = (materials: Materials) =>
        this.#work(picture, header, first, timings, (source, steps) => {
          const row = mask && { mask: this.#maskSeen(mask.classes, header, ops), out: mask.out };
          return execute(this.memory, source, steps, rest, materials, out, row);
        });
      const pictures = partners.length === 0 ? undefined : this.#renderPartners(partners, timings);
      const working =
        pictures === undefined
          ? draw(this.#materials)
          : pictures instanceof Promise
            ? pictures.then((known) => draw({ ...this.#materials, partners: known }))
            : draw({ ...this.#materials, partners: pictures });
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

  /** What stays in memory is put there before the mark to which it is released. */
  #prepare(ops: readonly ImageOp[]): void {
    for (const op of ops) {
      if (op.kind === 'whiten') prepareWhitening(this.memory, op, this.#materials.whitenings.get(op.file)!);
      if (op.kind === 'branches') for (const branch of op.branches) this.#prepare(branch.ops);
    }
  }

  /** Decodes a picture and hands it on, with the geometry that fits what was decoded of it. */
  #work<T>(
    picture: EncodedPicture,
    header: Header,
    first: readonly WarpStep[],
    timings: StageTimings | undefined,
    use: (source: Source, steps: readonly WarpStep[]) => T | Promise<T>,
  ): T | Promise<T> {
    const start = timings === undefined ? 0 : performance.now();
    const finish = (decoded: Decoded): T | Promise<T> => {
      const decodedAt = timings === undefined ? 0 : performance.now();
      const working = use(decoded.picture, rebase(first, decoded));
      if (timings === undefined) return working;
      timings.decode += decodedAt - start;
      const note = (made: T) => {
        timings.augment += performance.now() - decodedAt;
        return made;
      };
      return working instanceof Promise ? working.then(note) : note(working);
    };
    const decoding = this.#decode(picture, header, first);
    return decoding instanceof Promise ? decoding.then(finish) : finish(decoding);
  }

  /** Renders partners one after the other; of each only the planes stay, until the picture that takes them in is done. */
  #renderPartners(
    partners: readonly Partner[],
    timings: StageTimings | undefined,
  ): PartnerPictures | Promise<PartnerPictures> {
    const made = new Map<ImageOp, PartnerPicture[]>();
    const next = (from: number): PartnerPictures | Promise<PartnerPictures> => {
      for (let i = from; i < partners.length; i++) {
        const partner = partners[i]!;
        const keep = (picture: PartnerPicture) => {
          const others = made.get(partner.into);
          if (others === undefined) made.set(partner.into, [picture]);
          else others.push(picture);
        };
        const picture = this.#renderPartner(partner, timings);
        if (picture instanceof Promise) {
          return picture.catch(partner.refuse).then((known) => {
            keep(known);
            return next(i + 1);
          });
        }
        keep(picture);
      }
      return made;
    };
    return next(0);
  }

  #renderPartner(
    { picture, header, ops, targets, classes, refuse }: Partner,
    timings: StageTimings | undefined,
  ): PartnerPicture | Promise<PartnerPicture> {
    const { memory } = this;
    const start = memory.mark();
    const { first, rest } = splitSource(header, ops);
    const settle = ({ planes, mask }: Canvas): PartnerPicture => {
      const seen = mask && memory.bytes.slice(mask.pointer, mask.pointer + mask.width * mask.height);
      // Down to where the memory for it began: all that was needed on the way is given back.
      memory.release(start);
      const kept = memory.allocatePlanes(planes.width, planes.height, planes.channels);
      const bytes = planes.width * planes.height * planes.channels * 4;
      memory.bytes.copyWithin(kept.pointer, planes.pointer, planes.pointer + bytes);
      if (seen === undefined) return { planes: kept, mask: undefined, targets };
      const pointer = memory.allocate(seen.length);
      memory.bytes.set(seen, pointer);
      return { planes: kept, mask: { ...mask!, pointer }, targets };
    };
    try {
      const working = this.#work(picture, header, first, timings, (source, steps) => {
        const seen = classes && this.#maskSeen(classes, header, ops);
        return carryOut(memory, source, steps, rest, this.#materials, seen);
      });
      return working instanceof Promise ? working.then(settle) : settle(working);
    } catch (cause) {
      return refuse(cause);
    }
  }

  /** A mask through the geometry that the picture is decoded with: the whole of it, which is no larger than it has to be. */
  #maskSeen(classes: Uint8Array, { width, height }: Header, ops: readonly ImageOp[]): Mask8 {
    const whole = maskFrom(this.memory, classes, width, height);
    const first = ops[0];
    return first?.kind === 'warp' ? warpMask(this.memory, whole, first.steps, this.#materials.maskFill ?? 0) : whole;
  }

  #decode(picture: EncodedPicture, header: Header, steps: readonly WarpStep[]): Decoded | Promise<Decoded> {
    if (picture.raw !== undefined) {
      const { raw, bytes } = picture;
      const [top, bottom] = rowsSeen(raw, steps);
      const rowBytes = raw.width * raw.channels * pixelBytes[raw.dtype ?? 'uint8'];
      const seen = { ...raw, height: bottom - top };
      const part = bytes.subarray(top * rowBytes, bottom * rowBytes);
      const type = pictureType(header, this.#options, picture.name);
      return { picture: unpackRaw(this.memory, part, seen, type), scale: 1, left: 0, top };
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
