import { pixelsToBytes } from '../kernels/convert.ts';
import type { KernelMemory, Source } from '../kernels/memory.ts';
import { flattened, planesFrom } from './deep.ts';
import type { Header } from './header.ts';
import type { PictureType } from './picture-type.ts';

/** What one number of a picture in memory is. */
export type PixelType = 'uint8' | 'uint16' | 'float32';

/** Raw pixels: [height, width, channels] of `dtype` (uint8), little-endian. */
export interface RawSize {
  readonly width: number;
  readonly height: number;
  /** 1 to 16. Unless `decode.channels` keeps them as they are, 1 is grey, 3 is RGB, 4 is RGB and alpha. */
  readonly channels: number;
  readonly dtype?: PixelType;
  /** What black and white are: [0, 255], [0, 65535] and, of float32, [0, 1] where left out. */
  readonly range?: readonly [number, number];
}

/** Bytes of one number. */
export const pixelBytes: Readonly<Record<PixelType, number>> = { uint8: 1, uint16: 2, float32: 4 };

const whites: Readonly<Record<PixelType, number>> = { uint8: 255, uint16: 65535, float32: 1 };

/** Whether they are what the 8-bit kernels take: grey levels. */
export function isLevels({ dtype = 'uint8', range }: RawSize): boolean {
  return dtype === 'uint8' && (range === undefined || (range[0] === 0 && range[1] === 255));
}

/** The header that a file of these pixels would have. */
export function rawHeader({ width, height, channels, dtype = 'uint8' }: RawSize): Header {
  return {
    format: 'raw',
    width,
    height,
    storedWidth: width,
    storedHeight: height,
    channels,
    bitDepth: 8 * pixelBytes[dtype],
    orientation: 1,
  };
}

/**
 * Puts raw pixels into kernel memory: as RGBX where they are 8-bit grey levels that become RGB, else as planes. Alpha is laid over
 * `background`. Throws AugmentError for values that are no finite numbers.
 */
export function unpackRaw(memory: KernelMemory, data: Uint8Array, size: RawSize, type: PictureType): Source {
  const { width, height, channels, dtype = 'uint8', range = [0, whites[dtype]] } = size;
  if (type.channels !== 3 || !isLevels(size)) {
    return planesFrom(memory, { values: valuesIn(data, dtype), width, height, channels, range }, type);
  }
  if (channels !== 4) return pixelsToBytes(memory, data, width, height, channels as 1 | 3);
  return flattened(memory, data, width, height, type.background);
}

/** Numbers that lie in bytes, wherever these begin. */
function valuesIn(bytes: Uint8Array, dtype: PixelType): Uint8Array | Uint16Array | Float32Array {
  if (dtype === 'uint8') return bytes;
  const each = pixelBytes[dtype];
  const { buffer, byteOffset, length } = bytes.byteOffset % each === 0 ? bytes : bytes.slice();
  const count = length / each;
  return dtype === 'uint16' ? new Uint16Array(buffer, byteOffset, count) : new Float32Array(buffer, byteOffset, count);
}
