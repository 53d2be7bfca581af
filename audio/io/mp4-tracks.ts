import type { ByteRange } from './byte-range.ts';

/** MPEG-4 audio, and MPEG-2 AAC main, LC and SSR; the object types of an `esds` that are AAC. */
const aacTypes = [0x40, 0x66, 0x67, 0x68];
const maxBoxes = 10_000;
/** A movie's tables are longer only for days of sound. */
const maxTableBytes = 1 << 26;

/** The first sound track of an MP4 file, where that is AAC. */
export interface AacTrack {
  /** Access units: 1024 frames each, or twice that of HE-AAC. */
  readonly samples: number;
  /** The file ends within one of its boxes. */
  readonly cut: boolean;
}

/**
 * An MP4 file's first sound track, if it is AAC in tables that hang together: fragmented files, other codecs and
 * tables that claim more than the file holds are ffmpeg's. ISO/IEC 14496-12 and 14496-14.
 */
export function readAacTrack(range: ByteRange): AacTrack | undefined {
  let [samples, cut] = [0, false];
  for (let at = 0, boxes = 0; at + 8 <= range.size && boxes < maxBoxes; boxes++) {
    const bytes = range.slice(at, at + 16);
    if (bytes.length < 8) break;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let size = view.getUint32(0);
    const type = view.getUint32(4);
    if (size === 1 && bytes.length >= 16) size = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    else if (size === 0) size = range.size - at;
    if (size < 8) break;
    cut = at + size > range.size;
    if (type === 0x6d6f6f76) {
      if (size > maxTableBytes || cut) return undefined;
      samples = samplesOf(range.slice(at + 8, at + size), range.size);
    }
    at += size;
  }
  return samples === 0 ? undefined : { samples, cut };
}

interface Track {
  aac: boolean;
  sound: boolean;
  sane: boolean;
  samples: number;
}

/** 0 where the track is none of ours. */
function samplesOf(movie: Uint8Array, fileBytes: number): number {
  const tracks: Track[] = [];
  walk(movie, 0, fileBytes, tracks);
  const track = tracks.find(({ sound }) => sound);
  return track?.aac === true && tracks.every(({ sane }) => sane) ? track.samples : 0;
}

const containers = [0x7472616b, 0x6d646961, 0x6d696e66, 0x7374626c];

function walk(bytes: Uint8Array, depth: number, fileBytes: number, tracks: Track[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at) || bytes.length - at;
    const type = view.getUint32(at + 4);
    const track = tracks.at(-1);
    if (size < 8 || at + size > bytes.length || tracks.length > 64) {
      tracks.push({ aac: false, sound: false, sane: false, samples: 0 });
      return;
    }
    const body = bytes.subarray(at + 8, at + size);
    if (type === 0x7472616b) tracks.push({ aac: false, sound: false, sane: true, samples: 0 });
    if (containers.includes(type) && depth < 8) walk(body, depth + 1, fileBytes, tracks);
    else if (track !== undefined) readTable(type, body, track, fileBytes);
    at += size;
  }
}

/** Rows of a table by its box (stts, stco, co64, stsc): [where the count is, bytes of a row]. */
const tables: Readonly<Record<number, readonly [number, number]>> = {
  1937011827: [4, 8],
  1937007471: [4, 4],
  1668232756: [4, 8],
  1937011555: [4, 12],
};

function readTable(type: number, body: Uint8Array, track: Track, fileBytes: number): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const table = tables[type];
  if (table !== undefined) {
    const [count, row] = table;
    if (body.length < count + 4 || view.getUint32(count) * row > body.length - count - 4) track.sane = false;
  } else if (type === 0x7374737a) {
    const [each, samples] = body.length < 12 ? [0, 1] : [view.getUint32(4), view.getUint32(8)];
    track.samples = samples;
    if (each === 0 ? samples * 4 > body.length - 12 : each * samples > fileBytes) track.sane = false;
  } else if (type === 0x68646c72) {
    track.sound = body.length >= 12 && view.getUint32(8) === 0x736f756e;
  } else if (type === 0x73747364) {
    track.aac = isAacEntry(body);
  }
}

/** A sample description whose entry is `mp4a` with an `esds` of AAC. */
function isAacEntry(body: Uint8Array): boolean {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (body.length < 52 || view.getUint32(12) !== 0x6d703461) return false;
  for (let at = 44; at + 24 <= body.length; at++) {
    if (view.getUint32(at) !== 0x65736473) continue;
    // Version and flags, then tag 3 (length, id, flags), then tag 4 (length, object type).
    let next = at + 8;
    const tag = (id: number, skip: number): boolean => {
      if (body[next] !== id) return false;
      next++;
      while ((body[next] ?? 0) & 0x80) next++;
      next += 1 + skip;
      return true;
    };
    return tag(3, 3) && tag(4, 0) && aacTypes.includes(body[next] ?? 0);
  }
  return false;
}
