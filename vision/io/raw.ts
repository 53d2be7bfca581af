import { pixelsToBytes } from '../kernels/convert.ts';
import type { Bytes8, KernelMemory } from '../kernels/memory.ts';
import type { Rgb } from '../ops/index.ts';
import type { Header } from './header.ts';

/** Raw pixels: [height, width, channels] of uint8; 1 (grey), 3 (RGB) or 4 (RGB and alpha) channels. */
export interface RawSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** The header that a file of these pixels would have. */
export function rawHeader({ width, height, channels }: RawSize): Header {
  return {
    format: 'raw',
    width,
    height,
    storedWidth: width,
    storedHeight: height,
    channels,
    bitDepth: 8,
    orientation: 1,
  };
}

/** Spreads raw pixels to RGBX in kernel memory, alpha over `background`. */
export function unpackRaw(
  memory: KernelMemory,
  data: Uint8Array,
  { width, height, channels }: RawSize,
  background: Rgb = [0, 0, 0],
): Bytes8 {
  if (channels !== 4) return pixelsToBytes(memory, data, width, height, channels);
  const pointer = memory.allocate(width * height * 4);
  const out = memory.bytes;
  for (let from = 0, to = pointer; from < data.length; from += 4, to += 4) {
    const alpha = data[from + 3]! / 255;
    for (let c = 0; c < 3; c++) out[to + c] = Math.round(data[from + c]! * alpha + background[c]! * (1 - alpha));
    out[to + 3] = 255;
  }
  return { pointer, width, height, strideBytes: width * 4 };
}
