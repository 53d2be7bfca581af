import type { Bytes8, KernelMemory } from '../kernels/memory.ts';
import type { Rgb } from '../ops.ts';
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
  const pointer = memory.allocate(width * height * 4);
  const out = memory.bytes;
  const [second, third] = channels === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = pointer; from < data.length; from += channels, to += 4) {
    out[to] = data[from]!;
    out[to + 1] = data[from + second]!;
    out[to + 2] = data[from + third]!;
    out[to + 3] = 255;
    if (channels === 4) {
      const alpha = data[from + 3]! / 255;
      for (let c = 0; c < 3; c++) out[to + c] = Math.round(out[to + c]! * alpha + background[c]! * (1 - alpha));
    }
  }
  return { pointer, width, height, strideBytes: width * 4 };
}
