import { crc32 } from 'node:zlib';
import { headerBytes, maxEntryBytes, maxMeta, unitBytes } from './store.ts';

// A header of 64 bytes, little-endian:
//    0  checksum (CRC-32): in a .data file over the rest of the header and the entry, in a .index file over the rest of the header
//    4  format    8  salt: the name of the segment    16  id    20  place, in units of 64 bytes
//   24  bytes of the entry    28  turn (16 bits)    30  how many meta (16 bits)    32  8 x meta
// That the header names its own segment and place means that bytes of another record or file never pass for it.

const format = 0x31435341;

/** A header, read. */
export interface Header {
  readonly id: number;
  readonly unit: number;
  readonly length: number;
  readonly turn: number;
  readonly metaCount: number;
}

export interface Record extends Header {
  readonly meta: readonly number[];
}

/** 16 hexadecimal digits as the 8 bytes that headers carry. */
export function saltOf(name: string): readonly [number, number] {
  return [Number.parseInt(name.slice(0, 8), 16), Number.parseInt(name.slice(8), 16)];
}

export function nameOf(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

/** Room for the header of a record, and a view of it. */
export interface HeaderRoom {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function headerRoom(): HeaderRoom {
  const bytes = new Uint8Array(headerBytes);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Writes the header without its checksum, and returns that of what it wrote. */
export function writeHeader(
  { bytes, view }: HeaderRoom,
  salt: readonly [number, number],
  record: Omit<Record, 'metaCount'>,
) {
  bytes.fill(0);
  view.setUint32(4, format, true);
  view.setUint32(8, salt[0], true);
  view.setUint32(12, salt[1], true);
  view.setUint32(16, record.id, true);
  view.setUint32(20, record.unit, true);
  view.setUint32(24, record.length, true);
  view.setUint16(28, record.turn, true);
  view.setUint16(30, record.meta.length, true);
  for (const [i, value] of record.meta.entries()) view.setInt32(32 + 4 * i, value, true);
  return crc32(bytes.subarray(4));
}

export function setChecksum({ view }: HeaderRoom, checksum: number): void {
  view.setUint32(0, checksum, true);
}

/**
 * The header at `at`, where its checksum over what lies up to `end` holds and it names this segment; otherwise undefined.
 * Nothing in it is believed before.
 */
export function readHeader(
  { bytes, view }: HeaderRoom,
  at: number,
  end: number,
  salt: readonly [number, number],
): Header | undefined {
  if (
    view.getUint32(at + 4, true) !== format ||
    view.getUint32(at + 8, true) !== salt[0] ||
    view.getUint32(at + 12, true) !== salt[1] ||
    view.getUint32(at, true) !== crc32(bytes.subarray(at + 4, end))
  ) {
    return undefined;
  }
  const length = view.getUint32(at + 24, true);
  const metaCount = view.getUint16(at + 30, true);
  if (length > maxEntryBytes || metaCount > maxMeta) return undefined;
  return {
    id: view.getUint32(at + 16, true),
    unit: view.getUint32(at + 20, true),
    length,
    turn: view.getUint16(at + 28, true),
    metaCount,
  };
}

export function metaOf({ view }: HeaderRoom, at: number, count: number): number[] {
  const meta: number[] = [];
  for (let i = 0; i < count; i++) meta.push(view.getInt32(at + 32 + 4 * i, true));
  return meta;
}

/** Bytes that a record takes in a .data file. */
export function recordBytes(length: number): number {
  return Math.ceil((headerBytes + length) / unitBytes) * unitBytes;
}
