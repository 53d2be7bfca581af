import type { ByteRange } from './byte-range.ts';
import { readMp3Header } from './mp3-header.ts';
import { isAacTrack } from './mp4-tracks.ts';
import type { CodedHeader } from './sound-header.ts';

const other: CodedHeader = {
  kind: 'coded',
  format: 'other',
  sampleRate: undefined,
  channels: undefined,
  frames: undefined,
};

/** Which codec a file is of, and what it says cheaply of its sound. All that is unknown is `other`, which is ffmpeg's. */
export function readCodedHeader(range: ByteRange): CodedHeader {
  const start = skipId3(range);
  const head = range.slice(start, start + 128);
  if (startsWith(head, 'fLaC')) return readFlac(head, 4);
  if (startsWith(head, 'OggS')) return readOgg(head);
  if (startsWith(head, 'ftyp', 4)) return isAacTrack(range) ? { ...other, format: 'aac' } : other;
  if (isAdts(range, start)) return { ...other, format: 'aac' };
  return readMp3Header(range, start, start > 0) ?? other;
}

/** Where the file begins after its ID3v2 tags. */
export function skipId3(range: ByteRange): number {
  let at = 0;
  for (let tags = 0; tags < 8; tags++) {
    const tag = range.slice(at, at + 10);
    if (tag.length < 10 || !startsWith(tag, 'ID3')) break;
    const size = ((tag[6]! & 127) << 21) | ((tag[7]! & 127) << 14) | ((tag[8]! & 127) << 7) | (tag[9]! & 127);
    at += 10 + size + (tag[5]! & 0x10 ? 10 : 0);
  }
  return Math.min(at, range.size);
}

/** STREAMINFO, RFC 9639 section 8.2; its block header is at `at`. */
function readFlac(head: Uint8Array, at: number): CodedHeader {
  if (head.length < at + 22 || (head[at]! & 127) !== 0) return { ...other, format: 'flac' };
  const view = new DataView(head.buffer, head.byteOffset + at + 4);
  const packed = view.getUint32(10);
  const frames = (packed & 15) * 2 ** 32 + view.getUint32(14);
  return {
    kind: 'coded',
    format: 'flac',
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    frames: frames === 0 ? undefined : frames,
  };
}

/** The first packet of an Ogg stream: Vorbis I section 4.2.2, RFC 7845 section 5.1, FLAC in Ogg (RFC 9639 section 10.1). */
function readOgg(head: Uint8Array): CodedHeader {
  const body = 27 + (head[26] ?? 0);
  if (startsWith(head, '\x01vorbis', body) && head.length >= body + 16) {
    const view = new DataView(head.buffer, head.byteOffset + body);
    return {
      kind: 'coded',
      format: 'vorbis',
      channels: view.getUint8(11),
      sampleRate: view.getUint32(12, true),
      frames: undefined,
    };
  }
  if (startsWith(head, 'OpusHead', body) && head.length >= body + 19) {
    return { kind: 'coded', format: 'opus', channels: head[body + 9]!, sampleRate: 48_000, frames: undefined };
  }
  if (startsWith(head, '\x7fFLAC', body) && startsWith(head, 'fLaC', body + 9)) return readFlac(head, body + 13);
  return other;
}

/** Two ADTS headers, one where the other's length points; ISO/IEC 14496-3 annex 1.A. */
function isAdts(range: ByteRange, at: number): boolean {
  const first = range.slice(at, at + 7);
  if (first.length < 7 || !isAdtsSync(first)) return false;
  const length = ((first[3]! & 3) << 11) | (first[4]! << 3) | (first[5]! >> 5);
  if (length < 7) return false;
  const next = range.slice(at + length, at + length + 2);
  return next.length < 2 || isAdtsSync(next);
}

function isAdtsSync(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0;
}

function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
