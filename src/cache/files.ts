import { closeSync, constants, lstatSync, mkdirSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A segment is two files, `<16 hexadecimal digits>.data` and `.index`. */
const segmentFile = /^([0-9a-f]{16})\.(data|index)$/;
/** The folder of a fingerprint. */
const folderForm = /^([A-Za-z0-9][A-Za-z0-9_-]{0,127})\.cache$/;

export type Kind = 'data' | 'index';

export interface SegmentFile {
  readonly name: string;
  readonly kind: Kind;
  readonly path: string;
  readonly bytes: number;
}

export function folderOf(dir: string, fingerprint: string): string {
  return join(dir, `${fingerprint}.cache`);
}

export function pathOf(folder: string, name: string, kind: Kind): string {
  return join(folder, `${name}.${kind}`);
}

/** Makes a folder with those above it. Node's own `recursive` never returns where mkdir says ENOENT for good, as in /proc. */
export function makeFolder(path: string): void {
  const make = () => {
    try {
      mkdirSync(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw cause;
    }
  };
  try {
    make();
  } catch (cause) {
    const above = dirname(path);
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) throw cause;
    makeFolder(above);
    make();
  }
}

/** The fingerprints that have a folder below `dir`; whatever else lies there is not ours. */
export function fingerprintsIn(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => folderForm.exec(name)?.[1] ?? [])
    .sort();
}

/** The names of the segments in a folder. */
export function segmentsIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const [, segment, kind] = segmentFile.exec(name) ?? [];
    return kind === 'index' ? [segment!] : [];
  });
}

/** The files of segments in a folder, with their sizes; links, pipes and folders of such a name are passed over. */
export function segmentFilesIn(folder: string): SegmentFile[] {
  return readdirSync(folder).flatMap((file) => {
    const [, name, kind] = segmentFile.exec(file) ?? [];
    if (name === undefined) return [];
    const path = join(folder, file);
    const bytes = sizeOf(path);
    return bytes === undefined ? [] : [{ name, kind: kind as Kind, path, bytes }];
  });
}

/** The size of a plain file; undefined where there is none. */
export function sizeOf(path: string): number | undefined {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/** Opens a file of ours: never through a link, never waiting for the other end of a pipe. */
export function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}

/** Bytes of all .data files below `dir` but one: what counts towards maxBytes. */
export function bytesIn(dir: string, except: string): number {
  let sum = 0;
  for (const fingerprint of fingerprintsIn(dir)) {
    try {
      for (const file of segmentFilesIn(folderOf(dir, fingerprint))) {
        if (file.kind === 'data' && file.path !== except) sum += file.bytes;
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  }
  return sum;
}

/** Calls `take` with the bytes of a file from `start` on, in whole pieces of `unit` bytes, until it returns false or the file ends. */
export function readPieces(
  path: string,
  start: number,
  room: Uint8Array,
  unit: number,
  take: (bytes: number) => boolean,
): void {
  const fd = openToRead(path);
  try {
    for (let at = start; ; ) {
      const got = readSync(fd, room, 0, room.length, at);
      const whole = got - (got % unit);
      if (whole === 0 || !take(whole)) return;
      at += whole;
    }
  } finally {
    closeSync(fd);
  }
}
