import type { Bytes8, KernelMemory, Planes } from './memory.ts';

/** Rounds working planes to 8-bit RGBX in newly allocated memory. */
export function planesToBytes(memory: KernelMemory, planes: Planes): Bytes8 {
  const { width, height } = planes;
  const pointer = memory.allocate(width * height * 4);
  memory.wasm.planesToRgbx!(planes.pointer, width * height, pointer);
  return { pointer, width, height, strideBytes: width * 4 };
}
