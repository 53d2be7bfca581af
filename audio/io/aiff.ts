import type { ByteRange } from './byte-range.ts';
import { corrupt, truncated } from './faults.ts';
import { encodingBytes, integerEncoding, type PcmEncoding } from './pcm-encoding.ts';
import type { CodedHeader, PcmHeader, SoundReadOptions } from './sound-header.ts';

const form = 0x464f524d;
const aiff = 0x41494646;
const aifc = 0x41494643;
const comm = 0x434f4d4d;
const ssnd = 0x53534e44;
const maxChunks = 10_000;

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly sampleRate: number;
  /** Undefined for a codec that is none of ours. */
  readonly encoding: PcmEncoding | undefined;
}

/**
 * The header of an AIFF or AIFF-C file; undefined for a file of another kind. Codecs other than PCM (NONE, twos, in24,
 * in32, sowt, raw), float (fl32, fl64) and G.711 (alaw, ulaw) come out as `coded`, `other`.
 * Apple, "Audio Interchange File Format" 1.3 (1989) and AIFF-C draft (1991).
 */
export function readAiffHeader(
  head: Uint8Array,
  range: ByteRange,
  name: string,
  { onTruncated = 'error' }: SoundReadOptions,
): PcmHeader | CodedHeader | undefined {
  if (head.length < 12) {
    if (head.length < 4 || viewOf(head).getUint32(0) !== form) return undefined;
    throw truncated(name, 'an AIFF file', `${head.length} bytes`);
  }
  const start = viewOf(head);
  const type = start.getUint32(8);
  if (start.getUint32(0) !== form || (type !== aiff && type !== aifc)) return undefined;
  let common: Common | undefined;
  let dataAt = -1;
  let dataBytes = 0;
  let chunks = 0;
  for (let at = 12; at + 8 <= range.size && (common === undefined || dataAt < 0); ) {
    if (++chunks > maxChunks) throw corrupt(name, `an AIFF file of at most ${maxChunks} chunks`, 'more');
    const bytes = range.slice(at, at + 32);
    if (bytes.length < 8) break;
    const chunk = viewOf(bytes);
    const id = chunk.getUint32(0);
    const size = chunk.getUint32(4);
    if (id === comm) common = readCommon(chunk, Math.min(size, bytes.length - 8), type === aifc, name);
    else if (id === ssnd) {
      if (bytes.length < 16) break;
      const skip = chunk.getUint32(8);
      dataAt = at + 16 + skip;
      // Who could not go back to put the size wrote 0 or all ones: the sound is what follows.
      dataBytes = size <= 8 || size === 0xffffffff ? Number.POSITIVE_INFINITY : Math.max(0, size - 8 - skip);
    }
    at += 8 + size + (size & 1);
  }
  if (common === undefined) throw truncated(name, 'an AIFF file with "COMM"', `one without (${range.size} bytes)`);
  const { channels, sampleRate, encoding } = common;
  if (encoding === undefined) {
    return { kind: 'coded', format: 'other', sampleRate: undefined, channels: undefined, frames: undefined };
  }
  const frameBytes = channels * encodingBytes(encoding);
  if (dataAt < 0) {
    if (common.frames > 0 && onTruncated === 'error') {
      throw truncated(name, `"SSND" with ${common.frames} frames`, `a file without (${range.size} bytes)`);
    }
    return { kind: 'pcm', format: 'aiff', sampleRate, channels, frames: 0, encoding, dataAt: range.size, frameBytes };
  }
  const there = Math.max(0, range.size - dataAt);
  const wanted = Math.min(dataBytes, common.frames * frameBytes);
  if (wanted > there && onTruncated === 'error') {
    throw truncated(name, `${wanted} bytes of sound as its header says`, `${there}`);
  }
  const frames = frameBytes === 0 ? 0 : Math.floor(Math.min(wanted, there) / frameBytes);
  return { kind: 'pcm', format: 'aiff', sampleRate, channels, frames, encoding, dataAt, frameBytes };
}

function readCommon(chunk: DataView, length: number, compressed: boolean, name: string): Common {
  const least = compressed ? 22 : 18;
  if (length < least) throw truncated(name, `${least} bytes of "COMM"`, `${length}`);
  const channels = chunk.getUint16(8);
  const frames = chunk.getUint32(10);
  const bits = chunk.getUint16(14);
  const sampleRate = readExtended(chunk, 16);
  const code = compressed ? fourCharacters(chunk, 26) : 'NONE';
  const encoding = encodingOf(code, bits);
  if (encoding === null) throw corrupt(name, '1 to 32 bits of PCM', `${bits}`);
  return { channels, frames, sampleRate, encoding };
}

/** Undefined: another codec. Null: PCM, but of bits that do not exist. */
function encodingOf(code: string, bits: number): PcmEncoding | undefined | null {
  const bytes = bits >= 1 ? Math.ceil(bits / 8) : 0;
  switch (code) {
    case 'NONE':
    case 'twos':
      return integerEncoding(bytes, 'be', false) ?? null;
    case 'sowt':
      return integerEncoding(bytes, 'le', false) ?? null;
    case 'in24':
      return 's24be';
    case 'in32':
      return 's32be';
    case 'raw ':
      return bytes === 1 ? 'u8' : null;
    case 'fl32':
    case 'FL32':
      return 'f32be';
    case 'fl64':
    case 'FL64':
      return 'f64be';
    case 'alaw':
    case 'ALAW':
      return 'alaw';
    case 'ulaw':
    case 'ULAW':
      return 'mulaw';
    default:
      return undefined;
  }
}

/** IEEE 754 extended, 80 bits: sign and exponent (bias 16383), then 64 bits of mantissa with its integer bit. */
function readExtended(view: DataView, at: number): number {
  const head = view.getUint16(at);
  const mantissa = view.getUint32(at + 2) * 2 ** 32 + view.getUint32(at + 6);
  const value = mantissa * 2 ** ((head & 0x7fff) - 16383 - 63);
  return head & 0x8000 ? -value : value;
}

function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
