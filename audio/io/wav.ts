import type { ByteRange } from './byte-range.ts';
import { corrupt, truncated } from './faults.ts';
import { floatEncoding, integerEncoding, type PcmEncoding } from './pcm-encoding.ts';
import type { CodedHeader, PcmHeader, SoundReadOptions } from './sound-header.ts';

const riff = 0x52494646;
const rifx = 0x52494658;
const rf64 = 0x52463634;
const bw64 = 0x42573634;
const wave = 0x57415645;
const fmtChunk = 0x666d7420;
const dataChunk = 0x64617461;
const ds64Chunk = 0x64733634;
const unknown = 0xffffffff;
/** A sound file has a handful of chunks; a hostile one would have us walk millions. */
const maxChunks = 10_000;
/** The last ten bytes of KSDATAFORMAT_SUBTYPE_* (RFC 2361) and of the ambisonic ones (AMB), after tag and zeros. */
const subFormatTails = ['000000001000800000aa00389b71', '00002107d3118644c8c1ca000000'];

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly blockAlign: number;
  readonly bits: number;
}

/**
 * The header of a WAV file: RIFF, RIFX (big endian), RF64 and BW64. Undefined for a file of another kind.
 * Codecs other than PCM, float, A-law and mu-law come out as `coded`, `other`.
 * Microsoft RIFF "Multiple channel audio data and WAVE files" (2001); EBU Tech 3306 (RF64); RFC 2361.
 */
export function readWavHeader(
  head: Uint8Array,
  range: ByteRange,
  name: string,
  { onTruncated = 'error' }: SoundReadOptions,
): PcmHeader | CodedHeader | undefined {
  if (head.length < 12) {
    if (head.length < 4 || viewOf(head).getUint32(0) !== riff) return undefined;
    throw truncated(name, 'a WAV file', `${head.length} bytes`);
  }
  const start = viewOf(head);
  const magic = start.getUint32(0);
  if (start.getUint32(8) !== wave || !(magic === riff || magic === rifx || magic === rf64 || magic === bw64)) {
    return undefined;
  }
  const little = magic !== rifx;
  const riffSize = start.getUint32(4, little);
  let format: Format | undefined;
  let dataAt = -1;
  let dataBytes = 0;
  let longData = -1;
  let chunks = 0;
  for (let at = 12; at + 8 <= range.size && (format === undefined || dataAt < 0); ) {
    if (++chunks > maxChunks) throw corrupt(name, `a WAV file of at most ${maxChunks} chunks`, 'more');
    const bytes = range.slice(at, at + 48);
    if (bytes.length < 8) break;
    const chunk = viewOf(bytes);
    const id = chunk.getUint32(0);
    let size = chunk.getUint32(4, little);
    if (id === fmtChunk) format = readFormat(chunk, Math.min(size, bytes.length - 8), little, name);
    else if (id === ds64Chunk && bytes.length >= 24) longData = readUint64(chunk, 16);
    else if (id === dataChunk) {
      dataAt = at + 8;
      if (size === unknown && longData >= 0) size = longData;
      else if (isUnknown(size, riffSize, dataAt, range.size)) size = range.size - dataAt;
      dataBytes = size;
    }
    at += 8 + size + (size & 1);
  }
  if (format === undefined || dataAt < 0) {
    throw truncated(
      name,
      `a WAV file with "fmt " and "data"`,
      `one that ends without "${format === undefined ? 'fmt ' : 'data'}" (${range.size} bytes)`,
    );
  }
  const { tag, channels, sampleRate, blockAlign, bits } = format;
  const encoding = encodingOf(format, little, name);
  if (encoding === undefined) {
    return { kind: 'coded', format: 'other', sampleRate: undefined, channels: undefined, frames: undefined };
  }
  const bytesPerValue = tag === 6 || tag === 7 ? 1 : Math.ceil(bits / 8);
  if (channels > 0 && blockAlign !== channels * bytesPerValue) {
    throw corrupt(
      name,
      `a block of ${channels * bytesPerValue} bytes for ${channels} channels of ${bits} bits`,
      `${blockAlign}`,
    );
  }
  const there = Math.max(0, range.size - dataAt);
  if (dataBytes > there && onTruncated === 'error') {
    throw truncated(name, `${dataBytes} bytes of sound as its header says`, `${there}`);
  }
  const frames = blockAlign === 0 ? 0 : Math.floor(Math.min(dataBytes, there) / blockAlign);
  return { kind: 'pcm', format: 'wav', sampleRate, channels, frames, encoding, dataAt, frameBytes: blockAlign };
}

/** Sizes that programs write when they cannot go back to put the right one (ffmpeg, sox, arecord, gstreamer, browsers). */
function isUnknown(size: number, riffSize: number, dataAt: number, fileSize: number): boolean {
  if (size === unknown) return true;
  if (dataAt + size <= fileSize) {
    // No sound, or a placeholder? The outer size tells: it then ends before the sound does, or says nothing either.
    return size === 0 && (riffSize === 0 || riffSize === unknown || riffSize + 8 <= dataAt);
  }
  return (size >= 0x7fffe000 && size <= 0x80000000) || size >= 0xffffe000;
}

function readFormat(chunk: DataView, length: number, little: boolean, name: string): Format {
  if (length < 14) throw truncated(name, 'at least 14 bytes of "fmt "', `${length}`);
  const at = 8;
  let tag = chunk.getUint16(at, little);
  const channels = chunk.getUint16(at + 2, little);
  const sampleRate = chunk.getUint32(at + 4, little);
  const blockAlign = chunk.getUint16(at + 12, little);
  const bits = length >= 16 ? chunk.getUint16(at + 14, little) : 0;
  if (tag === 0xfffe) {
    if (length < 40) throw corrupt(name, 'WAVE_FORMAT_EXTENSIBLE of 40 bytes', `${length}`);
    tag = chunk.getUint16(at + 24, little);
    let tail = '';
    for (let i = at + 26; i < at + 40; i++) tail += chunk.getUint8(i).toString(16).padStart(2, '0');
    if (!subFormatTails.includes(tail)) tag = 0;
  }
  return { tag, channels, sampleRate, blockAlign, bits };
}

function encodingOf({ tag, bits }: Format, little: boolean, name: string): PcmEncoding | undefined {
  const end = little ? 'le' : 'be';
  if (tag === 6) return 'alaw';
  if (tag === 7) return 'mulaw';
  if (tag !== 1 && tag !== 3) return undefined;
  const encoding =
    tag === 1 && bits >= 1 ? integerEncoding(Math.ceil(bits / 8), end, true) : floatEncoding(bits / 8, end);
  if (encoding === undefined || (tag === 1 && bits === 0)) {
    throw corrupt(name, tag === 1 ? '1 to 32 bits of PCM' : '32 or 64 bits of float PCM', `${bits}`);
  }
  return encoding;
}

function readUint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
