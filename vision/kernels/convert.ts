import type { Bytes8, KernelMemory, Planes } from './memory.ts';

/** Rounds working planes to 8-bit RGBX in newly allocated memory. */
export function planesToBytes(memory: KernelMemory, planes: Planes): Bytes8 {
  const { width, height } = planes;
  const pointer = memory.allocate(width * height * 4);
  memory.wasm.planesToRgbx!(planes.pointer, width * height, pointer);
  return { pointer, width, height, strideBytes: width * 4 };
}

/** Spreads pixels of 1 (grey) or 3 (RGB) bytes to RGBX in newly allocated memory. */
export function pixelsToBytes(
  memory: KernelMemory,
  data: Uint8Array,
  width: number,
  height: number,
  channels: 1 | 3,
): Bytes8 {
  const count = width * height;
  const pointer = memory.allocate(count * 4);
  // They come to stand at the end of their own target, and are spread from the front: no second region is needed.
  const source = pointer + count * (4 - channels);
  memory.bytes.set(data, source);
  if (channels === 3) memory.wasm.rgbToRgbx!(source, count, pointer);
  else memory.wasm.greyToRgbx!(source, count, pointer);
  return { pointer, width, height, strideBytes: width * 4 };
}
