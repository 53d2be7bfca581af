import { AugmentError } from '../../transforms/errors.ts';
import { bytesRange } from './byte-range.ts';
import { closeUp, type DecodedSound, type GrowingPlanes, grow } from './decoded-sound.ts';
import { corrupt, tooLarge, truncated } from './faults.ts';
import { type Bits, FlacFault, readBits, readSubframe } from './flac-frame.ts';
import { skipId3 } from './id3.ts';
import { oggPackets } from './ogg.ts';
import { defaultMaxFrames, type SoundReadOptions } from './sound-header.ts';

/** Zero bytes after the stream, so that a word can be loaded anywhere in it. */
const padding = 8;
const rates = [0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];
const depths = [0, 8, 12, -1, 16, 20, 24, 32];

/** STREAMINFO. */
interface Stream {
  readonly sampleRate: number;
  readonly channels: number;
  readonly depth: number;
  /** 0: unknown. */
  readonly total: number;
}

/**
 * Decodes FLAC, bare or in Ogg, bit-exactly; every frame's checksum is verified. RFC 9639.
 * Throws AugmentError `truncated`, `corrupt` or `too-large`.
 */
export function decodeFlac(
  file: Uint8Array,
  name: string,
  { onTruncated = 'error', maxFrames = defaultMaxFrames }: SoundReadOptions,
): DecodedSound {
  const { bytes, stream, firstFrame } = unpack(file.subarray(skipId3(bytesRange(file))), name);
  const { channels, sampleRate, total } = stream;
  const growing: GrowingPlanes = { planes: new Float32Array(0), stride: 0 };
  // A claim of frames is believed only as far as the file's size makes it likely.
  grow(growing, channels, 0, Math.min(total === 0 ? bytes.length : total, bytes.length * 4, maxFrames));
  const decoder = { stream, scratch: [] as Float64Array[] };
  const end = bytes.length - padding;
  let frames = 0;
  for (let at = firstFrame; at + 2 <= end && (total === 0 || frames < total); ) {
    if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) {
      // After frames of unknown number a tag may stand; of a known number some are missing.
      if (total === 0 && frames > 0) break;
      throw corrupt(name, `a FLAC frame at byte ${at}`, 'other bytes');
    }
    // Bits are counted from the frame, so that their number fits an integer in files of any length.
    const bits: Bits = { bytes: bytes.subarray(at), at: 0 };
    let came: number;
    try {
      came = readFrame(bits, decoder, growing, frames);
    } catch (cause) {
      if (cause instanceof AugmentError) throw cause;
      const ended = cause instanceof RangeError || at + bits.at / 8 > end;
      if (!ended) throw corrupt(name, `a sound FLAC frame at byte ${at}`, (cause as Error).message, cause);
      if (onTruncated === 'accept') break;
      throw missing(name, frames, total, cause);
    }
    at += bits.at >>> 3;
    frames += came;
    if (frames * channels > maxFrames) throw tooLarge(name, undefined, channels, maxFrames);
  }
  if (frames < total && onTruncated === 'error') throw missing(name, frames, total);
  return { sampleRate, channels, frames, planes: closeUp(growing, channels, frames) };
}

function missing(name: string, frames: number, total: number, cause?: unknown): AugmentError {
  return truncated(name, total === 0 ? 'whole FLAC frames' : `${total} frames`, `${frames} whole ones`, cause);
}

/** Without its Ogg pages, padded. */
function unpack(
  file: Uint8Array,
  name: string,
): { readonly bytes: Uint8Array; readonly stream: Stream; readonly firstFrame: number } {
  let source = file;
  if (file[0] === 0x4f) {
    const packets = [...oggPackets(file)];
    // The first packet wraps "fLaC" and STREAMINFO in nine bytes of its own.
    source = Buffer.concat(packets.map((packet, i) => (i === 0 ? packet.subarray(9) : packet)));
  }
  const bytes = new Uint8Array(source.length + padding);
  bytes.set(source);
  let stream: Stream | undefined;
  for (let at = 4; ; ) {
    if (at + 4 > source.length) throw truncated(name, 'FLAC metadata', `${source.length} bytes`);
    const length = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (at + 4 + length > source.length) throw truncated(name, `${length} bytes of metadata`, `${source.length - at}`);
    if ((bytes[at]! & 127) === 0 && length >= 34) stream ??= readStreamInfo(bytes, at + 4);
    const last = bytes[at]! >= 128;
    at += 4 + length;
    if (!last) continue;
    if (stream === undefined) throw corrupt(name, 'FLAC with STREAMINFO', 'one without');
    return { bytes, stream, firstFrame: at };
  }
}

function readStreamInfo(bytes: Uint8Array, at: number): Stream {
  const view = new DataView(bytes.buffer, at);
  const packed = view.getUint32(10);
  return {
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    depth: ((packed >>> 4) & 31) + 1,
    total: (packed & 15) * 2 ** 32 + view.getUint32(14),
  };
}

interface FrameDecoder {
  readonly stream: Stream;
  readonly scratch: Float64Array[];
}

/** Decodes one frame to value `used` of each plane; the number of its values. RFC 9639 section 9. */
function readFrame(bits: Bits, { stream, scratch }: FrameDecoder, growing: GrowingPlanes, used: number): number {
  const { bytes } = bits;
  bits.at += 16;
  const sizeCode = readBits(bits, 4);
  const rateCode = readBits(bits, 4);
  const assignment = readBits(bits, 4);
  const depthCode = readBits(bits, 3);
  const channels = assignment < 8 ? assignment + 1 : 2;
  const depth = depthCode === 0 ? stream.depth : depths[depthCode]!;
  if (sizeCode === 0 || rateCode === 15 || assignment > 10 || depth < 4 || readBits(bits, 1) !== 0) {
    throw new FlacFault('a frame header of reserved values');
  }
  const number = Math.clz32(~(bytes[bits.at >>> 3]! << 24));
  bits.at += 8 * Math.max(1, number);
  const size = blockSize(bits, sizeCode);
  if (rateCode === 12) bits.at += 8;
  else if (rateCode > 12) bits.at += 16;
  const rate = rates[rateCode];
  const headerEnd = bits.at >>> 3;
  if (headerEnd + 3 > bytes.length - padding) throw new RangeError('the stream ends within a frame');
  if (crc8(bytes, 0, headerEnd) !== bytes[headerEnd]) throw new FlacFault('a frame header of wrong checksum');
  if (channels !== stream.channels || (rate !== undefined && rate !== 0 && rate !== stream.sampleRate)) {
    throw new FlacFault(`${channels} channels at ${rate} Hz among ${stream.channels} at ${stream.sampleRate} Hz`);
  }
  bits.at += 8;
  for (let channel = 0; channel < channels; channel++) {
    const side = assignment === 9 ? channel === 0 : assignment >= 8 && channel === 1;
    if ((scratch[channel]?.length ?? 0) < size) scratch[channel] = new Float64Array(size);
    readSubframe(bits, size, side ? depth + 1 : depth, scratch[channel]!);
  }
  bits.at = (bits.at + 7) & ~7;
  const end = bits.at >>> 3;
  if (end + 2 > bytes.length - padding) throw new RangeError('the stream ends within a frame');
  if (crc16(bytes, 0, end) !== ((bytes[end]! << 8) | bytes[end + 1]!)) {
    throw new FlacFault('a frame of wrong checksum');
  }
  bits.at += 16;
  grow(growing, channels, used, size);
  store(scratch, assignment, size, 2 ** (1 - depth), growing, used);
  return size;
}

function blockSize(bits: Bits, code: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return readBits(bits, 8) + 1;
  if (code === 7) return readBits(bits, 16) + 1;
  return 256 << (code - 8);
}

/** Undoes the stereo decorrelation (8 left and side, 9 side and right, 10 mid and side) and scales to [-1, 1). */
function store(
  scratch: readonly Float64Array[],
  assignment: number,
  size: number,
  scale: number,
  { planes, stride }: GrowingPlanes,
  used: number,
): void {
  if (assignment < 8) {
    for (let channel = 0; channel <= assignment; channel++) {
      const values = scratch[channel]!;
      const to = channel * stride + used;
      for (let i = 0; i < size; i++) planes[to + i] = values[i]! * scale;
    }
    return;
  }
  const [first, second] = [scratch[0]!, scratch[1]!];
  const right = stride + used;
  for (let i = 0; i < size; i++) {
    const [a, b] = [first[i]!, second[i]!];
    // Mid lost its lowest bit, which is the side's.
    const left = assignment === 8 ? a : assignment === 9 ? a + b : a + Math.ceil(b / 2);
    planes[used + i] = left * scale;
    planes[right + i] = (assignment === 9 ? b : left - b) * scale;
  }
}

const crc8Table = Uint8Array.from({ length: 256 }, (_, byte) => crcOf(byte, 8, 0x07));
const crc16Table = Uint16Array.from({ length: 256 }, (_, byte) => crcOf(byte << 8, 16, 0x8005));

const crc16Pairs = crc16Table.map((crc) => ((crc << 8) & 0xffff) ^ crc16Table[crc >>> 8]!);

function crcOf(value: number, width: number, polynomial: number): number {
  const top = 1 << (width - 1);
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = crc & top ? (crc << 1) ^ polynomial : crc << 1;
  return crc & (top * 2 - 1);
}

function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = crc8Table[crc ^ bytes[i]!]!;
  return crc;
}

/** Two bytes a step: the upper one's table entry through the lower one's table, made once. */
function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  let i = from;
  for (; i + 2 <= to; i += 2) crc = crc16Pairs[(crc >>> 8) ^ bytes[i]!]! ^ crc16Table[(crc & 255) ^ bytes[i + 1]!]!;
  for (; i < to; i++) crc = ((crc << 8) & 0xffff) ^ crc16Table[(crc >>> 8) ^ bytes[i]!]!;
  return crc;
}
