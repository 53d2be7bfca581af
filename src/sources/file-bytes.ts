import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { AugmentError } from '../../transforms/index.ts';

/**
 * Reads files one after the other into the same memory, so that no pages are asked for and given back with each.
 * What `read` returns holds until the next call.
 */
export class FileBytes {
  #bytes = Buffer.allocUnsafeSlow(1 << 18);

  /** Memory for `size` bytes. */
  room(size: number): Buffer {
    if (this.#bytes.length < size) this.#bytes = Buffer.allocUnsafeSlow(2 * size);
    return this.#bytes.subarray(0, size);
  }

  /** `most`: no more than so many bytes of it. */
  read(path: string, most = Number.POSITIVE_INFINITY): Uint8Array {
    const file = openSync(path, 'r');
    try {
      const size = Math.min(fstatSync(file).size, most);
      // One byte more than the file should have tells whether it grew since.
      if (this.#bytes.length <= size) this.#bytes = Buffer.allocUnsafeSlow(2 * size + 1);
      let length = 0;
      for (;;) {
        const got = readSync(file, this.#bytes, length, Math.min(this.#bytes.length, most) - length, null);
        if (got === 0) return this.#bytes.subarray(0, length);
        length += got;
        if (length === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.allocUnsafeSlow(length)]);
        else if (length === size) return this.#bytes.subarray(0, length);
      }
    } finally {
      closeSync(file);
    }
  }
}

/** A file of more bytes is not read whole before it is known which part is needed. */
const mostWhole = 1 << 20;
/** What is read of such a file: more than the header of any sound. */
const beginning = 1 << 16;

/** A file's bytes, or of a long one the beginning and its path. Throws AugmentError where it cannot be read. */
export function readBeginning(
  path: string,
  name: string,
  sampleId: number,
  into?: FileBytes,
): { readonly bytes: Uint8Array; readonly path?: string } {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= mostWhole) return { bytes: readFile(path, name, sampleId, into) };
  return { bytes: readFile(path, name, sampleId, into, beginning), path };
}

/** A file's bytes; `name` is what errors show. Throws AugmentError where it cannot be read. */
export function readFile(path: string, name: string, sampleId: number, into?: FileBytes, most?: number): Uint8Array {
  try {
    if (into !== undefined) return into.read(path, most);
    return most === undefined ? readFileSync(path) : new FileBytes().read(path, most);
  } catch (cause) {
    throw new AugmentError(
      'unreadable',
      `${name}: expected a file that can be read, got ${reason(cause)}; was it moved, or is a disk gone?`,
      { file: name, sampleId, cause },
    );
  }
}

/** 32 bits that change where a file's size or time does; 0 where it cannot be asked. */
export function fileStamp(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : (Math.imul(stat.size, 0x9e3779b1) ^ Math.round(stat.mtimeMs)) | 0;
}

/** What the system said, in words. */
export function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'nothing of that name';
  if (code === 'EACCES') return 'no permission to read it';
  return code ?? String(cause);
}
