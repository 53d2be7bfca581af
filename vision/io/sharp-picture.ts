import { AugmentError } from '../../transforms/errors.ts';
import type { StoredHeader } from './header.ts';
import { loadSharp } from './sharp.ts';

/** The header of what is neither JPEG, PNG, GIF nor WebP. Rejects with AugmentError for what is no picture. */
export async function readHeaderWithSharp(bytes: Uint8Array, name: string): Promise<StoredHeader> {
  const sharp = await loadSharp();
  try {
    const { width, height, channels, depth, orientation } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return {
      format: 'other',
      storedWidth: width,
      storedHeight: height,
      channels,
      bitDepth: depth === 'ushort' ? 16 : 8,
      orientation: orientation ?? 1,
    };
  } catch (cause) {
    throw new AugmentError(
      'not-a-picture',
      `${name}: expected a picture (JPEG, PNG, WebP, AVIF, TIFF, GIF or SVG), got ${seen(bytes)}; remove it or fetch it again`,
      { file: name, cause },
    );
  }
}

function seen(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16));
  const printable = /^[\x20-\x7e\s]+$/.test(start.toString('latin1'));
  return printable
    ? `a file that begins ${JSON.stringify(start.toString('latin1'))}`
    : `a file that begins ${start.subarray(0, 8).toString('hex')}`;
}

export interface SharpOptions {
  readonly name: string;
  readonly onTruncated: 'error' | 'accept';
  readonly background: readonly [number, number, number];
}

/** RGBA, 8 bits, as stored (no EXIF turn); colour profiles are ignored, as every other loader does; the first frame. */
export async function decodeWithSharp(bytes: Uint8Array, options: SharpOptions) {
  const {
    name,
    onTruncated,
    background: [r, g, b],
  } = options;
  const sharp = await loadSharp();
  try {
    const failOn = onTruncated === 'accept' ? 'none' : 'warning';
    return await sharp(bytes, { failOn, ignoreIcc: true, limitInputPixels: false, sequentialRead: true })
      .toColourspace('srgb')
      .flatten({ background: { r, g, b } })
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    const text = (cause as Error).message.split('\n')[0]!;
    const short = /premature|truncat|end of (file|data|image|stream)|not enough|Read[Ee]rror|read error/i.test(
      (cause as Error).message,
    );
    throw new AugmentError(
      short ? 'truncated' : 'corrupt',
      short
        ? `${name}: expected a whole picture, got a truncated file (${text}); fetch it again, or set decode.onTruncated to "accept"`
        : `${name}: expected a sound picture, got a damaged file (${text}); remove it or fetch it again`,
      { file: name, cause },
    );
  }
}
