import { AugmentError } from '../transforms/index.ts';

/** Memory that one batch after the other is written to. */
export interface BatchRoom {
  bytes?: Uint8Array<ArrayBuffer>;
}

/** Memory whose every byte is about to be written, so that none is cleared first. Throws AugmentError past what Node allows. */
export function uninitialised(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    const { buffer, byteOffset } = Buffer.allocUnsafeSlow(bytes);
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, bytes);
  } catch (cause) {
    throw new AugmentError(
      'out-of-memory',
      `expected a batch that fits in one array, got ${Math.round(bytes / 2 ** 20)} MiB; make the batch or the pictures smaller`,
      { cause },
    );
  }
}

/** Room for a batch: that of the last one where there is any, or its own. */
export function roomFor(bytes: number, room: BatchRoom | undefined): Uint8Array<ArrayBuffer> {
  if (room === undefined) return uninitialised(bytes);
  if (room.bytes === undefined || room.bytes.length < bytes) room.bytes = uninitialised(bytes);
  return room.bytes.subarray(0, bytes);
}
