import { AugmentError } from '../../transforms/errors.ts';
import type { DeepPixels } from './deep.ts';
import type { StoredHeader } from './header.ts';
import { loadSharp, type Sharp } from './sharp.ts';

/** The header of what is neither JPEG, PNG, GIF nor WebP. Rejects with AugmentError for what is no picture. */
export async function readHeaderWithSharp(bytes: Uint8Array, name: string): Promise<StoredHeader> {
  const sharp = await loadSharp();
  try {
    const known = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height, channels, depth, orientation } = known;
    if (depth !== 'uchar' && depth !== 'ushort') throw notWhole(name, depth);
    return {
      format: 'other',
      storedWidth: width,
      storedHeight: height,
      channels: known.space === 'cmyk' ? 3 : channels,
      bitDepth: depth === 'ushort' ? 16 : 8,
      orientation: orientation ?? 1,
    };
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw new AugmentError(
      'not-a-picture',
      `${name}: expected a picture (JPEG, PNG, WebP, AVIF, TIFF, GIF or SVG), got ${seen(bytes)}; remove it or fetch it again`,
      { file: name, cause },
    );
  }
}

function notWhole(name: string, depth: string): AugmentError {
  return new AugmentError(
    'bad-depth',
    `${name}: expected a picture of 8 or 16 bits, got values of type ${depth}, whose range is not known; read it yourself, and give its pixels as raw ones of dtype "float32" with their range`,
    { file: name },
  );
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
    return await opened(sharp, bytes, onTruncated)
      .toColourspace('srgb')
      .flatten({ background: { r, g, b } })
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    throw damaged(name, cause);
  }
}

/** With the depth and the channels that it has: grey stays one channel, alpha stays. Colours other than RGB become that. */
export async function decodeDeep(bytes: Uint8Array, { name, onTruncated }: SharpOptions): Promise<DeepPixels> {
  const sharp = await loadSharp();
  try {
    const { space, depth } = await opened(sharp, bytes, onTruncated).metadata();
    const isGrey = space === 'b-w' || space === 'grey16';
    // Colours of 8 bits become 16 by a shift, which is not exact; greys are multiplied by 257.
    const kept = isGrey ? 'grey16' : depth === 'ushort' ? 'rgb16' : 'srgb';
    const { data, info } = await opened(sharp, bytes, onTruncated)
      .pipelineColourspace(kept)
      .toColourspace(kept)
      .raw({ depth: kept === 'srgb' ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (kept === 'srgb') return { values: data, width, height, channels, range: [0, 255] };
    const values = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    return { values, width, height, channels, range: [0, 65535] };
  } catch (cause) {
    throw damaged(name, cause);
  }
}

function opened(sharp: Sharp, bytes: Uint8Array, onTruncated: SharpOptions['onTruncated']) {
  const failOn = onTruncated === 'accept' ? 'none' : 'warning';
  return sharp(bytes, { failOn, ignoreIcc: true, limitInputPixels: false, sequentialRead: true });
}

function damaged(name: string, cause: unknown): AugmentError {
  if (cause instanceof AugmentError) return cause;
  const text = (cause as Error).message.split('\n')[0]!;
  const short = /premature|truncat|end of (file|data|image|stream)|not enough|Read[Ee]rror|read error/i.test(
    (cause as Error).message,
  );
  return new AugmentError(
    short ? 'truncated' : 'corrupt',
    short
      ? `${name}: expected a whole picture, got a truncated file (${text}); fetch it again, or set decode.onTruncated to "accept"`
      : `${name}: expected a sound picture, got a damaged file (${text}); remove it or fetch it again`,
    { file: name, cause },
  );
}
