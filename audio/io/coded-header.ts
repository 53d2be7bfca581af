import { adtsLength, isAdts } from './adts.ts';
import type { ByteRange } from './byte-range.ts';
import { skipId3, startsWith } from './id3.ts';
import { readMp3Header } from './mp3-header.ts';
import { readAacTrack } from './mp4-tracks.ts';
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
  if (startsWith(head, 'ftyp', 4)) return readAacTrack(range) === undefined ? other : { ...other, format: 'aac' };
  const adtsRate = readAdtsRate(range, start);
  // Of 24 kHz and less, FAAD doubles the rate whether the stream asks for it or not: ffmpeg looks.
  if (adtsRate !== undefined) return adtsRate > 24_000 ? { ...other, format: 'aac' } : other;
  return readMp3Header(range, start, start > 0) ?? other;
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

const adtsRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000];

/** The rate of an ADTS stream (0 where it is low); two headers in a row make one. ISO/IEC 14496-3 annex 1.A. */
function readAdtsRate(range: ByteRange, at: number): number | undefined {
  const first = range.slice(at, at + 7).slice();
  if (first.length < 7 || !isAdts(first, 0)) return undefined;
  const length = adtsLength(first, 0);
  if (length < 7) return undefined;
  const next = range.slice(at + length, at + length + 2);
  if (next.length === 2 && !isAdts(next, 0)) return undefined;
  return adtsRates[(first[2]! >> 2) & 15] ?? 0;
}
