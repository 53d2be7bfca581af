import { KernelMemory } from '../kernels/memory.ts';
import { Decoder } from './decode.ts';
import { readHeader } from './header.ts';

/** Whether the bytes begin as a JPEG file does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

let bare: { readonly memory: KernelMemory; readonly decoder: Decoder } | undefined;

/** Decodes JPEG files whole and does nothing else: the floor that a pipeline is measured against. */
export function measureBareDecode(files: readonly Uint8Array[]): void {
  if (bare === undefined) {
    const memory = new KernelMemory();
    bare = { memory, decoder: new Decoder(memory, {}) };
  }
  const { memory, decoder } = bare;
  for (const bytes of files) {
    const mark = memory.mark();
    const header = readHeader(bytes, 'bench', {});
    if (!(header instanceof Promise)) void decoder.decode(bytes, header, { name: 'bench' });
    memory.release(mark);
  }
}
