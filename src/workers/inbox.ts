import type { PixelType } from '../../vision/io/raw.ts';
import type { SourceRecord } from '../sources/source.ts';

/** Words before the bytes, for each record: where its bytes and its name lie, and the size, type and range (two doubles) of raw pixels. */
const words = 12;

/** Types by number; 0 where none is said. */
const types: readonly (PixelType | undefined)[] = [undefined, 'uint8', 'uint16', 'float32'];

/** Bytes that an inbox of these records takes. */
export function inboxBytes(records: readonly SourceRecord[]): number {
  const bodies = records.reduce((sum, { bytes, name }) => sum + bytes.length + Buffer.byteLength(name), 0);
  return 4 * words * records.length + bodies;
}

/** Puts the records of a batch into shared memory, for sources that can be read only once and in one thread. */
export function packInbox(records: readonly SourceRecord[], memory: Uint8Array): void {
  const head = new Int32Array(memory.buffer, memory.byteOffset, words * records.length);
  const target = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
  let at = head.byteLength;
  for (const [row, { bytes, name, raw }] of records.entries()) {
    target.set(bytes, at);
    const nameLength = target.write(name, at + bytes.length);
    const size = [raw?.width ?? 0, raw?.height ?? 0, raw?.channels ?? 0, types.indexOf(raw?.dtype)];
    // NaN where none is said.
    const range = new Int32Array(Float64Array.from(raw?.range ?? [Number.NaN, Number.NaN]).buffer);
    head.set([at, bytes.length, at + bytes.length, nameLength, ...size, ...range], row * words);
    at += bytes.length + nameLength;
  }
}

/** The record of a row, in any thread. */
export function recordIn(memory: Uint8Array, row: number): SourceRecord {
  const head = new Int32Array(memory.buffer, memory.byteOffset + 4 * words * row, words);
  const [at, length, nameAt, nameLength, width, height, channels, type] = [...head] as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  const bytes = memory.subarray(at, at + length);
  const name = Buffer.from(memory.buffer, memory.byteOffset + nameAt, nameLength).toString();
  if (width === 0) return { bytes, name };
  const dtype = types[type];
  const [black, white] = new Float64Array(head.slice(8).buffer) as unknown as [number, number];
  const range = Number.isNaN(black) ? {} : { range: [black, white] as const };
  return { bytes, name, raw: { width, height, channels, ...(dtype && { dtype }), ...range } };
}
