import { closeSync, readSync } from 'node:fs';
import { openToRead, pathOf } from './files.ts';
import type { Place } from './places.ts';
import { type HeaderRoom, metaOf, readHeader, saltOf } from './record.ts';
import type { Segments } from './segments.ts';
import { type CacheEntry, headerBytes, unitBytes } from './store.ts';

interface OpenFile {
  readonly fd: number;
  readonly salt: readonly [number, number];
}

/** Open files of one thread. */
const mostOpen = 64;

/** Reads entries of one thread, all into the same room. */
export interface Reader {
  /** Undefined where what lies at the place is not what was written. Throws what the disk throws. */
  read(id: number, place: Place): CacheEntry | undefined;
  /** Closes half of the files, where the process has too many. */
  closeSome(): void;
  close(): void;
}

export function openReader(folder: string, segments: Segments): Reader {
  const open = new Map<number, OpenFile>();
  let room = roomOf(2 ** 16);

  /** Closes those that were opened longest ago. */
  function closeOldest(count: number): void {
    for (const [segment, { fd }] of [...open].slice(0, count)) {
      open.delete(segment);
      closeSync(fd);
    }
  }

  function fileOf(segment: number): OpenFile {
    const known = open.get(segment);
    if (known !== undefined) return known;
    if (open.size >= mostOpen) closeOldest(1);
    const name = segments.nameOf(segment);
    const file = { fd: openToRead(pathOf(folder, name, 'data')), salt: saltOf(name) };
    open.set(segment, file);
    return file;
  }

  return {
    read(id, place) {
      const { fd, salt } = fileOf(place.segment);
      const size = headerBytes + place.length;
      if (room.bytes.length < size) room = roomOf(2 ** Math.ceil(Math.log2(size)));
      if (readSync(fd, room.bytes, 0, size, place.unit * unitBytes) !== size) return undefined;
      const header = readHeader(room, 0, size, salt);
      if (header?.id !== id || header.unit !== place.unit || header.length !== place.length) return undefined;
      return { meta: metaOf(room, 0, header.metaCount), bytes: room.bytes.subarray(headerBytes, size) };
    },
    closeSome: () => closeOldest(Math.ceil(open.size / 2)),
    close: () => closeOldest(open.size),
  };
}

function roomOf(bytes: number): HeaderRoom {
  const room = new Uint8Array(bytes);
  return { bytes: room, view: new DataView(room.buffer) };
}
