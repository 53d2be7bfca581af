import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync, writevSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { bytesIn, pathOf, sizeOf } from './files.ts';
import { headerRoom, recordBytes, saltOf, setChecksum, writeHeader } from './record.ts';
import { headerBytes, unitBytes } from './store.ts';

/** How bytes reach the disk; the tests pass a disk that fails. */
export interface Disk {
  readonly writev: (fd: number, parts: readonly Uint8Array[], at: number) => number;
  readonly write: (fd: number, bytes: Uint8Array, at: number) => number;
}

export const realDisk: Disk = {
  writev: (fd, parts, at) => writevSync(fd, parts, at),
  write: (fd, bytes, at) => writeSync(fd, bytes, 0, bytes.length, at),
};

/** The one segment that this thread appends to. Nobody else ever writes to its files, so there is nothing to lock. */
export interface Writer {
  readonly name: string;
  /** The unit at which the entry lies, or undefined where it does not fit. Throws what the disk throws. */
  append(id: number, turn: number, meta: readonly number[], bytes: Uint8Array): number | undefined;
  close(): void;
}

const mostClaimed = 2 ** 22;
const mostUnits = 2 ** 32;

/** A name that no other thread of any machine has; that it is free is for the exclusive creation of the file to say. */
export function freshName(): string {
  const owner = `${hostname()} ${process.pid} ${threadId} ${process.hrtime.bigint()}`;
  return createHash('sha256').update(owner).digest('hex').slice(0, 16);
}

export function openWriter(dir: string, folder: string, name: string, maxBytes: number, disk: Disk): Writer {
  const dataPath = pathOf(folder, name, 'data');
  const indexPath = pathOf(folder, name, 'index');
  const data = openSync(dataPath, 'wx');
  let index: number;
  try {
    index = openSync(indexPath, 'wx');
  } catch (cause) {
    closeSync(data);
    throw cause;
  }
  const salt = saltOf(name);
  const header = headerRoom();
  let dataEnd = 0;
  let indexEnd = 0;
  let claimed = 0;

  /**
   * Makes room for `need` more bytes under the bound that all writers share: the file is made longer first, and then all files are
   * summed. Whoever comes last sees all others' claims, so that two who claim at once may both be refused, but never both granted.
   * A claim is a hole in the file and takes no disk. It grows with what was written, so that a crash leaves at most a quarter
   * more than it wrote.
   */
  function claim(need: number): boolean {
    const used = dataEnd + indexEnd;
    if (used + need <= claimed) return true;
    if (sizeOf(dataPath) === undefined) throw new Error(`${dataPath} was removed`);
    for (const wanted of new Set([Math.max(need, Math.min(mostClaimed, used / 4)), need])) {
      const end = used + Math.ceil(wanted / unitBytes) * unitBytes;
      ftruncateSync(data, end);
      if (bytesIn(dir, dataPath) + end <= maxBytes) {
        claimed = end;
        return true;
      }
    }
    ftruncateSync(data, claimed);
    return false;
  }

  return {
    name,
    append(id, turn, meta, bytes) {
      const unit = dataEnd / unitBytes;
      const size = recordBytes(bytes.length);
      if (unit >= mostUnits || !claim(size + headerBytes)) return undefined;
      const checksum = writeHeader(header, salt, { id, unit, length: bytes.length, turn, meta });
      setChecksum(header, crc32(bytes, checksum));
      whole(disk.writev(data, [header.bytes, bytes], dataEnd), headerBytes + bytes.length);
      dataEnd += size;
      setChecksum(header, checksum);
      whole(disk.write(index, header.bytes, indexEnd), headerBytes);
      indexEnd += headerBytes;
      return unit;
    },
    close() {
      try {
        ftruncateSync(data, dataEnd + indexEnd);
        if (indexEnd === 0) for (const path of [dataPath, indexPath]) unlinkSync(path);
      } catch {
        // The folder is gone, or the disk: what is left behind is longer than it need be, and nothing else.
      }
      for (const fd of [data, index]) closeSync(fd);
    },
  };
}

function whole(written: number, expected: number): void {
  if (written !== expected) {
    throw Object.assign(new Error(`wrote ${written} of ${expected} bytes`), { code: 'ENOSPC' });
  }
}
