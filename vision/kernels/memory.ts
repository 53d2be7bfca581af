import { readFileSync } from 'node:fs';
import { WasmMemory } from '../../transforms/kernels/memory.ts';

/** A picture as decoded: 8-bit RGBX rows, X is 255. `pointer` is a byte offset into kernel memory. */
export interface Bytes8 {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  readonly strideBytes: number;
}

/** A working picture: float32 planes [channels, height, width] of 0..255 grey levels, contiguous, 16-byte aligned. */
export interface Planes {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** A decoded picture: 8-bit RGB as bytes, everything else (other channels, uint16, float32) as planes. */
export type Source = Bytes8 | Planes;

export function isBytes(source: Source): source is Bytes8 {
  return 'strideBytes' in source;
}

let compiled: WebAssembly.Module | undefined;

/** The kernels of pictures and their memory. */
export class KernelMemory extends WasmMemory {
  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./vision.wasm', import.meta.url)));
    super(
      compiled,
      'make the batch or the pictures smaller, or lower decode.maxPixels to refuse such files by their header',
    );
  }

  allocatePlanes(width: number, height: number, channels = 3): Planes {
    return { pointer: this.allocate(width * height * channels * 4), width, height, channels };
  }
}
