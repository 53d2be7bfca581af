import { AugmentError } from '../../transforms/errors.ts';
import { pngHeader, pngIndices } from './png-mask.ts';
import type { RawSize } from './raw.ts';
import { loadSharp } from './sharp.ts';

/** A mask picture's bytes: a file's, or raw class numbers (one channel). */
export interface EncodedMask {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly raw?: RawSize;
}

/**
 * The class numbers of a mask, [height, width]: the indices of a palette PNG, the grey levels as stored of another. Its size
 * must be the picture's, as displayed. Throws (or rejects with) AugmentError; JPEG, 16 bits and colours are refused.
 */
export function decodeMask(mask: EncodedMask, width: number, height: number): Uint8Array | Promise<Uint8Array> {
  const { bytes, name, raw } = mask;
  if (raw !== undefined) {
    assertSize(name, raw.width, raw.height, width, height);
    if (raw.channels !== 1) throw notClasses(name, `${raw.channels} channels`);
    return bytes;
  }
  const png = pngHeader(bytes);
  if (png === undefined) return decodeOther(mask, width, height);
  assertSize(name, png.width, png.height, width, height);
  if (png.bitDepth > 8) throw notClasses(name, `${png.bitDepth} bits`);
  if (png.colorType !== 0 && png.colorType !== 3) return decodeOther(mask, width, height);
  try {
    if (![1, 2, 4, 8].includes(png.bitDepth)) throw new Error(`it has ${png.bitDepth} bits`);
    return pngIndices(bytes, png);
  } catch (cause) {
    throw damaged(name, cause);
  }
}

/** By sharp: TIFF, WebP, and colour PNG whose colours all are grey. */
async function decodeOther({ bytes, name }: EncodedMask, width: number, height: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const open = () => sharp(bytes, { failOn: 'warning', limitInputPixels: false, ignoreIcc: true });
  let format: string | undefined;
  let depth: string | undefined;
  try {
    const known = await open().metadata();
    ({ format, depth } = known);
    assertSize(name, known.width, known.height, width, height);
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw damaged(name, cause);
  }
  if (format === 'jpeg' || format === 'jp2') throw notClasses(name, `${format}, which changes numbers`);
  if (depth !== 'uchar') throw notClasses(name, `values of type ${depth}`);
  const { data, info } = await open()
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw damaged(name, cause);
    });
  const indices = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < indices.length; i++, at += info.channels) {
    const level = data[at]!;
    if (info.channels >= 3 && (data[at + 1] !== level || data[at + 2] !== level)) throw notClasses(name, 'colours');
    indices[i] = level;
  }
  return indices;
}

function assertSize(name: string, width: number, height: number, wantedWidth: number, wantedHeight: number): void {
  if (width === wantedWidth && height === wantedHeight) return;
  throw new AugmentError(
    'bad-mask',
    `${name}: expected a mask of ${wantedWidth} x ${wantedHeight} (width x height), as its picture is displayed, got ${width} x ${height}; make masks as large as their pictures`,
    { file: name },
  );
}

function notClasses(name: string, got: string): AugmentError {
  return new AugmentError(
    'bad-mask',
    `${name}: expected a mask of class numbers from 0 to 255 (a palette PNG, or 8-bit grey), got ${got}; save it again as one`,
    { file: name },
  );
}

function damaged(name: string, cause: unknown): AugmentError {
  const text = String((cause as Error)?.message ?? cause).split('\n')[0]!;
  return new AugmentError(
    'bad-mask',
    `${name}: expected a sound mask picture, got a damaged file (${text}); remove it or fetch it again`,
    { file: name, cause },
  );
}
