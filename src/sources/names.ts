import { createHash } from 'node:crypto';
import { growing } from './growing.ts';

/** Many strings in memory that threads share: UTF-8, one after the other. */
export interface Names {
  readonly bytes: Uint8Array;
  /** Where each string ends. */
  readonly ends: Float64Array;
}

export function packNames(strings: readonly string[]): Names {
  const ends = new Float64Array(new SharedArrayBuffer(strings.length * 8));
  let length = 0;
  for (const [i, text] of strings.entries()) {
    length += Buffer.byteLength(text);
    ends[i] = length;
  }
  const bytes = Buffer.from(new SharedArrayBuffer(length));
  for (const [i, text] of strings.entries()) bytes.write(text, i === 0 ? 0 : ends[i - 1]!);
  return { bytes: new Uint8Array(bytes.buffer), ends };
}

export function nameAt({ bytes, ends }: Names, i: number): string {
  const start = i === 0 ? 0 : ends[i - 1]!;
  return Buffer.from(bytes.buffer, start, ends[i]! - start).toString();
}

/** A hash of bytes, for a source's identity: 64 bits in hexadecimal. */
export function identityOf(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 16);
}

/** Whole numbers in memory that threads share. */
export function sharedInt32(values: ArrayLike<number>): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(values.length * 4));
  shared.set(values);
  return shared;
}

/** Collects strings one by one, without an object for each: for lists of millions. */
export function collectNames(): { add(text: string): void; pack(): Names } {
  let bytes = Buffer.allocUnsafeSlow(1 << 12);
  let length = 0;
  const ends = growing(Float64Array);
  return {
    add(text) {
      // UTF-8 takes at most three bytes for each UTF-16 unit.
      const most = length + text.length * 3;
      if (most > bytes.length) {
        const grown = Buffer.allocUnsafeSlow(Math.max(most, bytes.length * 2));
        bytes.copy(grown, 0, 0, length);
        bytes = grown;
      }
      length += bytes.write(text, length);
      ends.push(length);
    },
    pack() {
      const packed = new Uint8Array(new SharedArrayBuffer(length));
      packed.set(bytes.subarray(0, length));
      const packedEnds = new Float64Array(new SharedArrayBuffer(ends.length * 8));
      packedEnds.set(ends.all());
      return { bytes: packed, ends: packedEnds };
    },
  };
}
