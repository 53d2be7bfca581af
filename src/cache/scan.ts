import { pathOf, readPieces, segmentsIn, sizeOf } from './files.ts';
import type { Place, Places } from './places.ts';
import { type Header, type HeaderRoom, readHeader, saltOf } from './record.ts';
import type { Segments } from './segments.ts';
import { headerBytes, unitBytes } from './store.ts';

const recordsAtOnce = 4096;
/** So many damaged records in a row, and the file is no index of ours: garbage of any size is not read to its end. */
const mostDamaged = 4096;

let room: HeaderRoom | undefined;

/** Headers of a .index file from record `first` on, where they are whole. Returns how many records were read, or -1 for garbage. */
export function readIndex(folder: string, name: string, first: number, take: (header: Header) => void): number {
  const data = sizeOf(pathOf(folder, name, 'data'));
  const path = pathOf(folder, name, 'index');
  const index = sizeOf(path);
  if (data === undefined || index === undefined || index < (first + 1) * headerBytes) return first;
  if (room === undefined) {
    const bytes = new Uint8Array(recordsAtOnce * headerBytes);
    room = { bytes, view: new DataView(bytes.buffer) };
  }
  const { bytes } = room;
  const salt = saltOf(name);
  let records = first;
  let damaged = 0;
  readPieces(path, first * headerBytes, bytes, headerBytes, (got) => {
    for (let at = 0; at < got; at += headerBytes) {
      const header = readHeader(room!, at, at + headerBytes, salt);
      damaged = header === undefined ? damaged + 1 : 0;
      if (header && header.unit * unitBytes + headerBytes + header.length <= data) take(header);
    }
    records += got / headerBytes;
    return damaged < mostDamaged;
  });
  return damaged < mostDamaged ? records : -1;
}

/** Takes up the records that were appended since the last scan. Calls `onPublished` with each entry that became readable. */
export function scan(
  folder: string,
  places: Places,
  segments: Segments,
  onPublished: (length: number, before: number) => void,
): void {
  const place: Place = { segment: 0, unit: 0, length: 0 };
  for (const name of segmentsIn(folder)) {
    const segment = segments.register(name, false);
    if (segment === undefined || segments.isOwn(segment)) continue;
    try {
      const records = readIndex(folder, name, segments.read(segment), ({ id, unit, length, turn }) => {
        if (id >= places.length) return;
        place.segment = segment;
        place.unit = unit;
        place.length = length;
        const { published, before } = places.publish(id, turn, place);
        if (published) onPublished(length, before);
      });
      if (records < 0) segments.giveUp(segment);
      else segments.setRead(segment, records);
    } catch {
      // A file that cannot be read holds nothing for us: its samples are decoded again.
    }
  }
}
