import sharp, { type Sharp } from 'sharp';
import { type Decoded, type DecodeOptions, Decoder } from '../../../vision/io/decode.ts';
import { type Header, readHeader } from '../../../vision/io/header.ts';
import { type Bytes8, KernelMemory } from '../../../vision/kernels/memory.ts';
import { scene } from '../../src/pictures.ts';

/** A textured picture as sharp takes it. */
export function textured(width = 97, height = 65, name = 'file'): Sharp {
  return sharp(scene(width, height, name), { raw: { width, height, channels: 3 } });
}

export interface Opened {
  readonly header: Header;
  readonly decoded: Decoded;
  /** RGB, [height, width, 3]. */
  readonly rgb: Uint8Array;
}

/** Reads and decodes a file's bytes, as the engine does. */
export async function open(
  bytes: Uint8Array,
  options: DecodeOptions = {},
  request: { scale?: 1 | 2 | 4 | 8; region?: readonly [number, number, number, number] } = {},
): Promise<Opened> {
  const memory = new KernelMemory();
  const decoder = new Decoder(memory, options);
  try {
    const header = await readHeader(bytes, 'file', options);
    const decoded = await decoder.decode(bytes, header, { name: 'file', ...request });
    const { pointer, width, height, strideBytes } = decoded.picture as Bytes8;
    const rgb = new Uint8Array(width * height * 3);
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < 3; c++) rgb[at++] = memory.bytes[pointer + y * strideBytes + x * 4 + c]!;
        if (memory.bytes[pointer + y * strideBytes + x * 4 + 3] !== 255) throw new Error('X is not 255');
      }
    }
    return { header, decoded, rgb };
  } finally {
    decoder.close();
  }
}

/** What sharp makes of a file: RGB without profile or turn. */
export async function reference(bytes: Uint8Array): Promise<Uint8Array> {
  return await sharp(bytes, { ignoreIcc: true }).toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer();
}

export function largestDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
