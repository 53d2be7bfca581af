import { AugmentError } from '../../transforms/errors.ts';
import type { Matrix3 } from '../ops/index.ts';
import { readGifHeader, readPngHeader, readWebpHeader } from './header-formats.ts';
import { readJpegHeader } from './header-jpeg.ts';
import { readHeaderWithSharp } from './sharp-picture.ts';

/** What a file says of itself before any pixel is decoded. */
export interface Header {
  readonly format: 'jpeg' | 'png' | 'gif' | 'webp' | 'raw' | 'other';
  /** As displayed, after `orientation`. */
  readonly width: number;
  readonly height: number;
  /** As stored. */
  readonly storedWidth: number;
  readonly storedHeight: number;
  /** 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha (or CMYK). */
  readonly channels: number;
  readonly bitDepth: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** JPEG only: libjpeg-turbo turns it into RGB by itself (baseline or progressive Huffman, 8 bits, grey or YCbCr or RGB). */
  readonly plain?: boolean;
  /** JPEG only: pixels across that are coded together. */
  readonly blockWidth?: number;
}

/** What a format's own reader finds. */
export type StoredHeader = Omit<Header, 'width' | 'height'>;

export interface HeaderLimits {
  /** A picture with more pixels is refused before memory is asked for (100 million). */
  readonly maxPixels?: number;
}

export const defaultMaxPixels = 100_000_000;

/**
 * Reads a picture's size and kind from its first bytes. JPEG, PNG, GIF and WebP at once; other formats return a promise.
 * Throws AugmentError for an empty file, one that is no picture, one that ends within its header, and one that is too large.
 */
export function readHeader(bytes: Uint8Array, name: string, limits: HeaderLimits): Header | Promise<Header> {
  if (bytes.length === 0) {
    throw new AugmentError(
      'empty-file',
      `${name}: expected a picture, got an empty file (0 bytes); remove it or fetch it again`,
      { file: name },
    );
  }
  const stored = readStored(bytes, name);
  if (stored instanceof Promise) return stored.then((header) => displayed(header, name, limits));
  return displayed(stored, name, limits);
}

function readStored(bytes: Uint8Array, name: string): StoredHeader | Promise<StoredHeader> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpegHeader(view);
    if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return readPngHeader(view);
    if (startsWith(bytes, 'GIF8')) return readGifHeader(view);
    if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return readWebpHeader(view);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AugmentError(
      'truncated',
      `${name}: expected a whole picture, got a file that ends within its header (${bytes.length} bytes); fetch it again`,
      {
        file: name,
        cause,
      },
    );
  }
  return readHeaderWithSharp(bytes, name);
}

function displayed(stored: StoredHeader, name: string, { maxPixels = defaultMaxPixels }: HeaderLimits): Header {
  const { storedWidth: w, storedHeight: h } = stored;
  if (!(w >= 1 && h >= 1)) {
    throw new AugmentError('corrupt', `${name}: expected a picture of at least 1 x 1, got ${w} x ${h}`, { file: name });
  }
  if (w * h > maxPixels) {
    throw new AugmentError(
      'too-large',
      `${name}: expected at most ${maxPixels} pixels, got ${w} x ${h}; if it is meant, raise decode.maxPixels`,
      { file: name },
    );
  }
  const turned = stored.orientation >= 5;
  return { ...stored, width: turned ? h : w, height: turned ? w : h };
}

function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Where each displayed pixel is stored: the eight EXIF orientations as an inverse matrix. */
export function orientationMatrix({ orientation, storedWidth, storedHeight }: Header): Matrix3 {
  const right = storedWidth - 1;
  const bottom = storedHeight - 1;
  switch (orientation) {
    case 2:
      return [-1, 0, right, 0, 1, 0, 0, 0, 1];
    case 3:
      return [-1, 0, right, 0, -1, bottom, 0, 0, 1];
    case 4:
      return [1, 0, 0, 0, -1, bottom, 0, 0, 1];
    case 5:
      return [0, 1, 0, 1, 0, 0, 0, 0, 1];
    case 6:
      return [0, 1, 0, -1, 0, bottom, 0, 0, 1];
    case 7:
      return [0, -1, right, -1, 0, bottom, 0, 0, 1];
    case 8:
      return [0, -1, right, 1, 0, 0, 0, 0, 1];
    default:
      return [1, 0, 0, 0, 1, 0, 0, 0, 1];
  }
}
