import { show } from '../../transforms/index.ts';
import { mostChannels } from '../../vision/io/picture-type.ts';
import { type PixelType, pixelBytes } from '../../vision/io/raw.ts';
import type { RawPixels } from './source.ts';

/** Pixels as they are given: of JSON, the base64 of their bytes, little-endian. */
export type Pixels = Uint8Array | Uint16Array | Float32Array | string;

/** Their bytes, not copied where they are an array. */
export function bytesOf(pixels: Pixels): Uint8Array {
  if (typeof pixels === 'string') return Buffer.from(pixels, 'base64');
  if (pixels instanceof Uint8Array) return pixels;
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

export function base64Of(pixels: Pixels): string {
  return typeof pixels === 'string' ? pixels : Buffer.from(bytesOf(pixels)).toString('base64');
}

/** Raw pixels with the type of the array that they come in, where they do not say another. */
export function withType(raw: RawPixels, pixels: Pixels): RawPixels {
  const dtype = typeOf(pixels);
  return dtype === undefined || raw.dtype !== undefined ? raw : { ...raw, dtype };
}

/** Undefined where it is bytes, which may be those of numbers. */
function typeOf(pixels: Pixels): PixelType | undefined {
  if (pixels instanceof Uint16Array) return 'uint16';
  return pixels instanceof Float32Array ? 'float32' : undefined;
}

/** Checks the size, channels, type and range of raw pixels. `fail` says what was expected and what came. */
export function checkedRaw(raw: RawPixels, fail: (expected: string, got: string) => void): RawPixels {
  const { width, height, channels, dtype, range } = (raw ?? {}) as Partial<RawPixels>;
  const isCount = (value: unknown, most: number) =>
    Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;
  if (!isCount(width, 2 ** 31) || !isCount(height, 2 ** 31) || !isCount(channels, mostChannels)) {
    fail(`raw pixels of { width, height, channels } with 1 to ${mostChannels} channels`, show(raw));
  }
  if (dtype !== undefined && !(dtype in pixelBytes)) fail('raw.dtype "uint8", "uint16" or "float32"', show(dtype));
  const isRange = Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1];
  if (range !== undefined && !isRange) fail('raw.range [black, white], two rising numbers', show(range));
  return raw;
}
