import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { AugmentError } from '../../transforms/errors.ts';

/** Bytes of which any part can be had: a file's on disk, or some in memory. */
export interface ByteRange {
  readonly size: number;
  /** Of a file on disk: where another program can read it for itself. */
  readonly path?: string;
  /**
   * A view of bytes [from, min(to, size)); fewer where the file was cut meanwhile.
   * It holds good until the next call, of this range or of one that shares its `Scratch`: who keeps it copies it.
   */
  slice(from: number, to: number): Uint8Array;
}

/** A range that holds something open. */
export interface OpenByteRange extends ByteRange {
  close(): void;
}

/** Memory that several file ranges in turn read into, so that a file costs no buffer of its own. */
export interface Scratch {
  bytes: Uint8Array;
}

/** What is read of a file at once when it is opened: most clips are no longer. */
const headBytes = 1 << 16;

/** Bytes in memory as a range; nothing is copied. */
export function bytesRange(bytes: Uint8Array): ByteRange {
  return {
    size: bytes.length,
    slice: (from, to) => (from === 0 && to >= bytes.length ? bytes : bytes.subarray(from, to)),
  };
}

/**
 * Opens a file and reads its first 64 KiB; the rest is read only where it is sliced.
 * `scratch` is read into and grown; without one each range has its own.
 * Throws AugmentError `unreadable` where the file cannot be opened or read.
 */
export function openFileRange(path: string, name: string = path, scratch?: Scratch): OpenByteRange {
  const memory = scratch ?? { bytes: new Uint8Array(headBytes) };
  if (memory.bytes.length < headBytes) memory.bytes = new Uint8Array(headBytes);
  const descriptor = attempt(name, () => openSync(path, 'r'));
  let head = 0;
  let size = 0;
  try {
    head = readFully(descriptor, memory.bytes, 0, headBytes, name);
    size = head < headBytes ? head : attempt(name, () => fstatSync(descriptor).size);
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
  return {
    size,
    path,
    slice(from, to) {
      const end = Math.min(to, size);
      const start = Math.min(from, end);
      if (end <= head) return memory.bytes.subarray(start, end);
      head = 0;
      if (memory.bytes.length < end - start) memory.bytes = new Uint8Array(end - start);
      return memory.bytes.subarray(0, readFully(descriptor, memory.bytes, start, end - start, name));
    },
    close: () => closeSync(descriptor),
  };
}

function readFully(descriptor: number, into: Uint8Array, position: number, length: number, name: string): number {
  let read = 0;
  while (read < length) {
    const came = attempt(name, () => readSync(descriptor, into, read, length - read, position + read));
    if (came === 0) break;
    read += came;
    // A short read of the head is the file's end: asking once more would cost a system call a clip.
    if (position === 0 && length === headBytes && read < length) break;
  }
  return read;
}

function attempt<T>(name: string, what: () => T): T {
  try {
    return what();
  } catch (cause) {
    throw new AugmentError('unreadable', `${name}: expected a readable file, got ${(cause as Error).message}`, {
      file: name,
      cause,
    });
  }
}
