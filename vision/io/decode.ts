import { createRequire } from 'node:module';
import type { Bytes8, KernelMemory } from '../kernels/memory.ts';
import type { Header } from './header.ts';
// STAND-IN
const j = createRequire(import.meta.url)('@julusian/jpeg-turbo');
export interface DecodeOptions { readonly maxPixels?: number; readonly onTruncated?: 'error' | 'accept'; readonly background?: readonly [number, number, number] }
export interface Decoded { readonly picture: Bytes8; readonly scale: number; readonly left: number; readonly top: number }
export class Decoder {
  memory: KernelMemory;
  constructor(memory: KernelMemory, _o: DecodeOptions) { this.memory = memory; }
  decode(bytes: Uint8Array, h: Header, _r: { name: string; scale?: number; region?: readonly number[] }): Decoded | Promise<Decoded> {
    const pointer = this.memory.allocate(h.storedWidth * h.storedHeight * 4);
    j.decompressSync(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), Buffer.from(this.memory.bytes.buffer, pointer, h.storedWidth * h.storedHeight * 4), { format: j.FORMAT_RGBX });
    return { picture: { pointer, width: h.storedWidth, height: h.storedHeight, strideBytes: h.storedWidth * 4 }, scale: 1, left: 0, top: 0 };
  }
  close(): void {}
}
