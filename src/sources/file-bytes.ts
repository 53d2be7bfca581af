import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Reads files one after the other into the same memory, so that no pages are asked for and given back with each.
 * What `read` returns holds until the next call.
 */
export class FileBytes {
  #bytes = Buffer.allocUnsafeSlow(1 << 18);

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
}
