import { crc32 } from 'node:zlib';
import { bytesOf, type NamedArray, npyAlignment, npyHeader, npyType } from './npy.ts';

// A frame, little-endian:
//    0  "AUGFRAME"    8  version (32 bits)   12  bytes of the header, a multiple of 64   16  bytes of the payload (64 bits)
//   24  CRC-32 of the header   28..63  zeros   64  header: JSON, filled up with spaces   then the payload: .npy files, each
//       from a multiple of 64 on. Where the header has a `slot`, the payload lies there in shared memory, and none follows.

export const frameVersion = 1;
const prefixBytes = 64;

export interface FrameHeader {
  readonly kind: 'hello' | 'batch' | 'end' | 'error';
  readonly [field: string]: unknown;
}

/** An array's place in a payload: its `.npy` from `offset`, its numbers from `data`. */
export interface PlacedArray {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly data: number;
  readonly bytes: number;
}

export interface Payload {
  readonly arrays: readonly PlacedArray[];
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** Arrays as `.npy` files, one behind the other; the numbers are not copied. */
export function payloadOf(arrays: readonly NamedArray[]): Payload {
  const placed: PlacedArray[] = [];
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, shape } of arrays) {
    const header = npyHeader(data, shape);
    const bytes = data.byteLength;
    const fill = -bytes & (npyAlignment - 1);
    placed.push({ name, dtype: npyType(data), shape, offset: at, data: at + header.length, bytes });
    parts.push(header, bytesOf(data), new Uint8Array(fill));
    at += header.length + bytes + fill;
  }
  return { arrays: placed, parts, bytes: at };
}

/** A frame's first bytes: all but the payload. */
export function frameHead(header: FrameHeader, payloadBytes: number): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / npyAlignment) * npyAlignment;
  const head = Buffer.alloc(prefixBytes + headerBytes);
  head.fill(' ', prefixBytes);
  text.copy(head, prefixBytes);
  head.write('AUGFRAME', 0, 'latin1');
  head.writeUInt32LE(frameVersion, 8);
  head.writeUInt32LE(headerBytes, 12);
  head.writeBigUInt64LE(BigInt(payloadBytes), 16);
  head.writeUInt32LE(crc32(head.subarray(prefixBytes)), 24);
  return head;
}
