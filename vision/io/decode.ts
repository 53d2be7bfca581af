import { AugmentError } from '../../transforms/errors.ts';
import type { Bytes8, KernelMemory, Source } from '../kernels/memory.ts';
import { greyPlane, planesFrom } from './deep.ts';
import type { Header, HeaderLimits } from './header.ts';
import { isDeep, type PictureType, pictureType, type TypeOptions } from './picture-type.ts';
import { decodeDeep, decodeWithSharp } from './sharp-picture.ts';
import { JpegDecompressor, type JpegFault, type Region, turboJpeg } from './turbojpeg.ts';

export interface DecodeOptions extends HeaderLimits, TypeOptions {
  /** A file that ends early: an error (the default), or accepted, grey where it is missing. */
  readonly onTruncated?: 'error' | 'accept';
}

export interface DecodeRequest {
  /** For errors. */
  readonly name: string;
  /** The picture may be decoded this many times smaller (JPEG only). */
  readonly scale?: 1 | 2 | 4 | 8;
  /** The stored pixels that will be looked at: [left, top, width, height]. More may be decoded. */
  readonly region?: readonly [number, number, number, number];
}

/** A decoded picture, `scale` times smaller than stored; its first pixel is stored pixel (`left`, `top`). */
export interface Decoded {
  readonly picture: Source;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** Pixels decoded beyond a region on each side, so that chroma upsampling sees the same neighbours as in a whole decode. */
const regionMargin = 4;

/** Decodes pictures into kernel memory as RGBX, or as planes where they are of other channels or deeper: JPEG by libjpeg-turbo at once, all else by sharp. Holds nothing between two pictures. */
export class Decoder {
  readonly #memory: KernelMemory;
  readonly #options: DecodeOptions;
  readonly #jpeg: JpegDecompressor | undefined;

  constructor(memory: KernelMemory, options: DecodeOptions) {
    this.#memory = memory;
    this.#options = options;
    const library = turboJpeg();
    this.#jpeg = library === null ? undefined : new JpegDecompressor(library);
  }

  /** Decodes a picture whose header was read. Throws (or rejects with) AugmentError for a truncated or damaged file. */
  decode(bytes: Uint8Array, header: Header, request: DecodeRequest): Decoded | Promise<Decoded> {
    const type = pictureType(header, this.#options, request.name);
    const isPlainJpeg = header.format === 'jpeg' && header.plain && this.#jpeg !== undefined;
    if (isPlainJpeg) return this.#decodeJpeg(this.#jpeg!, bytes, header, request, type);
    if (isDeep(header, type, this.#options)) return this.#decodeDeep(bytes, header, type);
    return this.#decodeOther(bytes, header, request);
  }

  close(): void {
    this.#jpeg?.close();
  }

  #decodeJpeg(
    jpeg: JpegDecompressor,
    bytes: Uint8Array,
    header: Header,
    request: DecodeRequest,
    { channels }: PictureType,
  ): Decoded {
    const { name, scale = 1 } = request;
    const { storedWidth, storedHeight, blockWidth = 8 } = header;
    const begun = jpeg.begin(bytes);
    if ('text' in begun) this.#refuse(begun, name);
    else if (begun.width !== storedWidth || begun.height !== storedHeight) {
      throw new AugmentError(
        'corrupt',
        `${name}: expected one size, got ${storedWidth} x ${storedHeight} and ${begun.width} x ${begun.height} in one file`,
        { file: name },
      );
    }
    const [fullWidth, fullHeight] = [Math.ceil(storedWidth / scale), Math.ceil(storedHeight / scale)];
    const region =
      request.region === undefined ? undefined : regionFor(request.region, scale, blockWidth, fullWidth, fullHeight);
    const [width, height] = region === undefined ? [fullWidth, fullHeight] : [region.w, region.h];
    const pointer = this.#memory.allocate(width * height * 4);
    const target = this.#memory.bytes.subarray(pointer, pointer + width * height * 4);
    const fault = jpeg.decode(bytes, target, width * 4, scale, region);
    if (fault !== undefined) this.#refuse(fault, name);
    const rgbx: Bytes8 = { pointer, width, height, strideBytes: width * 4 };
    const picture = channels === 1 ? greyPlane(this.#memory, rgbx) : rgbx;
    return { picture, scale, left: (region?.x ?? 0) * scale, top: (region?.y ?? 0) * scale };
  }

  /** Throws, unless it is a fault that one can live with. */
  #refuse({ text, warning }: JpegFault, name: string): void {
    const truncated = /premature end/i.test(text);
    if (warning && (!truncated || this.#options.onTruncated === 'accept')) return;
    throw new AugmentError(
      truncated ? 'truncated' : 'corrupt',
      truncated
        ? `${name}: expected a whole picture, got a truncated file (${text}); fetch it again, or set decode.onTruncated to "accept"`
        : `${name}: expected a sound JPEG, got a damaged one (${text}); remove it or fetch it again`,
      { file: name },
    );
  }

  async #decodeDeep(bytes: Uint8Array, header: Header, type: PictureType): Promise<Decoded> {
    const pixels = await decodeDeep(bytes, this.#sharpOptions(type.name));
    this.#assertSize(header, pixels.width, pixels.height, type.name);
    return { picture: planesFrom(this.#memory, pixels, type), scale: 1, left: 0, top: 0 };
  }

  #sharpOptions(name: string) {
    const { onTruncated = 'error', background = [0, 0, 0] as const } = this.#options;
    return { name, onTruncated, background };
  }

  #assertSize({ storedWidth, storedHeight }: Header, width: number, height: number, name: string): void {
    if (width === storedWidth && height === storedHeight) return;
    throw new AugmentError(
      'corrupt',
      `${name}: expected ${storedWidth} x ${storedHeight} pixels as its header says, got ${width} x ${height}`,
      { file: name },
    );
  }

  async #decodeOther(bytes: Uint8Array, header: Header, { name }: DecodeRequest): Promise<Decoded> {
    const { data, info } = await decodeWithSharp(bytes, this.#sharpOptions(name));
    const { width, height } = info;
    this.#assertSize(header, width, height, name);
    const pointer = this.#memory.allocate(width * height * 4);
    this.#memory.bytes.set(data, pointer);
    return { picture: { pointer, width, height, strideBytes: width * 4 }, scale: 1, left: 0, top: 0 };
  }
}

/** The region to decode, in scaled pixels: a little more than asked for, from a block's edge. Undefined where it would be all. */
function regionFor(
  [left, top, width, height]: readonly [number, number, number, number],
  scale: number,
  blockWidth: number,
  fullWidth: number,
  fullHeight: number,
): Region | undefined {
  const block = Math.max(1, blockWidth / scale);
  const x = Math.max(0, Math.floor((left / scale - regionMargin) / block) * block);
  const y = Math.max(0, Math.floor(top / scale) - regionMargin);
  const w = Math.min(fullWidth, Math.ceil((left + width) / scale) + regionMargin) - x;
  const h = Math.min(fullHeight, Math.ceil((top + height) / scale) + regionMargin) - y;
  return x === 0 && y === 0 && w === fullWidth && h === fullHeight ? undefined : { x, y, w, h };
}
