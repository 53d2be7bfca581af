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

  read(path: string): Uint8Array {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      // One byte more than the file should have tells whether it grew since.
      if (this.#bytes.length <= size) this.#bytes = Buffer.allocUnsafeSlow(2 * size + 1);
      let length = 0;
      for (;;) {
        const got = readSync(file, this.#bytes, length, this.#bytes.length - length, null);
        if (got === 0) return this.#bytes.subarray(0, length);
        length += got;
        if (length === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.allocUnsafeSlow(length)]);
        else if (length === size) return this.#bytes.subarray(0, length);
      }
    } finally {
      closeSync(file);
    }
  }

  /** The first bytes of a file, as many as there is room for; `isWhole` where that is all. */
  readBeginning(path: string): { readonly bytes: Uint8Array; readonly isWhole: boolean } {
    const file = openSync(path, 'r');
    try {
      // A file on a disk gives all that it has, or as much as there is room for.
      const length = readSync(file, this.#bytes, 0, this.#bytes.length, null);
      return { bytes: this.#bytes.subarray(0, length), isWhole: length < this.#bytes.length };
    } finally {
      closeSync(file);
    }
  }
}

/** A file's bytes, or of a long one the beginning and its path. Throws AugmentError where it cannot be read. */
export function readBeginning(
  path: string,
  name: string,
  sampleId: number,
  into: FileBytes = new FileBytes(),
): { readonly bytes: Uint8Array; readonly path?: string } {
  try {
    const { bytes, isWhole } = into.readBeginning(path);
    return isWhole ? { bytes } : { bytes, path };
  } catch (cause) {
    throw unreadable(name, sampleId, cause);
  }
}

/** A file's bytes; `name` is what errors show. Throws AugmentError where it cannot be read. */
export function readFile(path: string, name: string, sampleId: number, into?: FileBytes): Uint8Array {
  try {
    return into === undefined ? readFileSync(path) : into.read(path);
  } catch (cause) {
    throw unreadable(name, sampleId, cause);
  }
}

function unreadable(name: string, sampleId: number, cause: unknown): AugmentError {
  return new AugmentError(
    'unreadable',
    `${name}: expected a file that can be read, got ${reason(cause)}; was it moved, or is a disk gone?`,
    { file: name, sampleId, cause },
  );
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
