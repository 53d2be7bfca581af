import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { AugmentError } from '../../transforms/index.ts';
import { type FileBytes, reason } from './file-bytes.ts';

/** A large file that samples are read out of, as it was when it was listed. */
export interface ListedFile {
  readonly path: string;
  /** As errors show it. */
  readonly shown: string;
  readonly size: number;
  /** When it was last written, in nanoseconds: a decimal number. */
  readonly modified: string;
}

/** As many files as a thread keeps open; what was not used for longest is closed. */
export const mostOpenFiles = 64;
/** No picture is larger; a size above it is a fault, or meant to exhaust memory. */
const mostBytes = 2 ** 30;

/** Files of this thread, least lately used first. They belong to no source, so that many sources do not add up. */
const open = new Map<string, number>();

/** A file's size and date. Throws AugmentError `missing-file` where it is no file that can be read. */
export function listFile(path: string, shown: string): ListedFile {
  let got = 'a folder';
  try {
    const found = statSync(path, { bigint: true });
    if (found.isFile()) return { path, shown, size: Number(found.size), modified: String(found.mtimeNs) };
    if (!found.isDirectory()) got = 'something that is neither file nor folder';
  } catch (cause) {
    got = reason(cause);
  }
  throw new AugmentError('missing-file', `${shown}: expected a file, got ${got}; looked in ${path}`, { file: shown });
}

/** Bytes `offset` to `offset + size` of a file, by one read. With `into`, they hold only until the next such call. */
export function readPart(file: ListedFile, offset: number, size: number, into?: FileBytes): Buffer {
  if (!(offset >= 0 && size >= 0 && offset + size <= file.size && size <= mostBytes)) {
    throw new AugmentError(
      'unreadable',
      `${file.shown}: expected at most ${mostBytes} bytes within its ${file.size}, got ${size} bytes at ${offset}`,
      { file: file.shown },
    );
  }
  const bytes = into === undefined ? Buffer.allocUnsafeSlow(size) : into.room(size);
  let length = 0;
  try {
    const handle = opened(file);
    while (length < size) {
      const got = readSync(handle, bytes, length, size - length, offset + length);
      if (got === 0) break;
      length += got;
    }
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw new AugmentError(
      'unreadable',
      `${file.shown}: expected a file that can be read, got ${reason(cause)}; was it moved, or is a disk gone?`,
      { file: file.shown, cause },
    );
  }
  if (length < size) throw changed(file, `its end at byte ${offset + length}`);
  return bytes;
}

/** Throws AugmentError `source-gone` where not one of the files is left. */
export function assertSomePresent(files: readonly ListedFile[]): void {
  let got = 'no files';
  for (const { path } of files) {
    try {
      statSync(path);
      return;
    } catch (cause) {
      got = reason(cause);
    }
  }
  const shown = files[0]?.shown ?? '';
  throw new AugmentError(
    'source-gone',
    `${shown}: expected the ${files.length} files that were there at the start, got ${got}; is their disk still mounted?`,
    { file: shown },
  );
}

function opened(file: ListedFile): number {
  const key = `${file.path}\0${file.size}\0${file.modified}`;
  const known = open.get(key);
  const handle = known ?? openSync(file.path, 'r');
  // A file that is written over keeps its handle: only its size and date tell.
  const { size, mtimeNs } = fstatSync(handle, { bigint: true });
  open.delete(key);
  if (Number(size) !== file.size || String(mtimeNs) !== file.modified) {
    closeSync(handle);
    throw changed(file, `one of ${size} bytes with another date`);
  }
  if (known === undefined) makeRoom();
  open.set(key, handle);
  return handle;
}

function makeRoom(): void {
  for (const [oldest, handle] of open) {
    if (open.size < mostOpenFiles) return;
    open.delete(oldest);
    closeSync(handle);
  }
}

function changed(file: ListedFile, got: string): AugmentError {
  return new AugmentError(
    'source-changed',
    `${file.shown}: expected the file of ${file.size} bytes that was there at the start, got ${got}; leave it alone while it is read, and start anew`,
    { file: file.shown },
  );
}
