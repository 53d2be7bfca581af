import type { ByteRange } from './byte-range.ts';
import type { CodedHeader } from './sound-header.ts';

/** Kilobits a second of Layer III by index, MPEG 1 and MPEG 2/2.5. ISO/IEC 11172-3 and 13818-3. */
const kilobits1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const kilobits2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const rates1 = [44_100, 48_000, 32_000];
/** How far after an ID3 tag the first frame is looked for: some writers pad. */
const searchBytes = 1 << 16;

export interface Mp3Frame {
  readonly mpeg1: boolean;
  readonly sampleRate: number;
  readonly channels: number;
  /** PCM frames that one MP3 frame holds. */
  readonly frames: number;
  /** Bytes to the next header. */
  readonly bytes: number;
}

/** An MPEG Layer III frame header, or undefined for other bytes (free-format bit rates too). */
export function mp3Frame(bytes: Uint8Array, at: number): Mp3Frame | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
  const [b1, b2, b3] = [bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  const version = (b1 >> 3) & 3;
  if ((b1 & 0xe0) !== 0xe0 || version === 1 || ((b1 >> 1) & 3) !== 1) return undefined;
  const kilobits = (version === 3 ? kilobits1 : kilobits2)[b2 >> 4];
  const rate = rates1[(b2 >> 2) & 3];
  if (!kilobits || rate === undefined) return undefined;
  const sampleRate = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
  const frames = version === 3 ? 1152 : 576;
  const length = Math.floor((frames * 125 * kilobits) / sampleRate) + ((b2 >> 1) & 1);
  return { mpeg1: version === 3, sampleRate, channels: b3 >> 6 === 3 ? 1 : 2, frames, bytes: length };
}

/**
 * An MP3's first frame at `start` (or soon after it, where `search`); undefined for a file of another kind.
 * `frames` is given where a Xing or Info tag counts the frames and a LAME tag says what was added at both ends.
 */
export function readMp3Header(range: ByteRange, start: number, search: boolean): CodedHeader | undefined {
  const bytes = range.slice(start, start + (search ? searchBytes : 8192));
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const frame = mp3Frame(bytes, at);
    if (frame !== undefined && isFollowed(bytes, at, frame, start + bytes.length >= range.size)) {
      const { sampleRate, channels } = frame;
      return { kind: 'coded', format: 'mp3', sampleRate, channels, frames: taggedFrames(bytes, at, frame) };
    }
    if (!search) return undefined;
  }
  return undefined;
}

/** A lone sync word is found in any file; two frames in a row are an MP3. */
function isFollowed(bytes: Uint8Array, at: number, frame: Mp3Frame, whole: boolean): boolean {
  const next = at + frame.bytes;
  if (next + 4 > bytes.length) return whole;
  const following = mp3Frame(bytes, next);
  return following !== undefined && following.sampleRate === frame.sampleRate;
}

/** Where the Xing or Info tag stands in a frame: after the side information. Undefined where there is none. */
function xingAt(bytes: Uint8Array, at: number, { mpeg1, channels }: Mp3Frame): number | undefined {
  const tag = at + 4 + (mpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17);
  if (tag + 156 > bytes.length) return undefined;
  const id = wordAt(bytes, tag);
  return id === 0x58696e67 || id === 0x496e666f ? tag : undefined;
}

/** MP3 frames that the tag counts, itself not among them. */
function xingFrames(bytes: Uint8Array, at: number, frame: Mp3Frame): number | undefined {
  const tag = xingAt(bytes, at, frame);
  return tag === undefined || (wordAt(bytes, tag + 4) & 1) === 0 ? undefined : wordAt(bytes, tag + 8);
}

function taggedFrames(bytes: Uint8Array, at: number, frame: Mp3Frame): number | undefined {
  const tag = xingAt(bytes, at, frame);
  if (tag === undefined || (wordAt(bytes, tag + 4) & 15) !== 15) return undefined;
  const encoder = wordAt(bytes, tag + 120);
  // "LAME", "Lavc", "Lavf": the writers whose delay and padding decoders honour.
  if (encoder !== 0x4c414d45 && encoder !== 0x4c617663 && encoder !== 0x4c617666) return undefined;
  const delay = (bytes[tag + 141]! << 4) | (bytes[tag + 142]! >> 4);
  const padding = ((bytes[tag + 142]! & 15) << 8) | bytes[tag + 143]!;
  const total = wordAt(bytes, tag + 8) * frame.frames - delay - padding;
  return total > 0 ? total : undefined;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

export interface Mp3End {
  /** MP3 frames that are whole. */
  readonly whole: number;
  /** How many there should be, by the tag or by one that was begun. */
  readonly expected: number;
  readonly missing: boolean;
  /** PCM frames that the whole ones hold, what the encoder added included. */
  readonly frames: number;
}

/** Walks from frame to frame to where they end: whether the last was cut, or fewer came than the Xing tag counts. */
export function mp3End(bytes: Uint8Array): Mp3End {
  let at = 0;
  while (at + 4 <= bytes.length && !(mp3Frame(bytes, at) && isFollowed(bytes, at, mp3Frame(bytes, at)!, true))) at++;
  const first = mp3Frame(bytes, at);
  const counted = first === undefined ? undefined : xingFrames(bytes, at, first);
  let whole = 0;
  let frames = 0;
  for (let frame = first; frame !== undefined; frame = mp3Frame(bytes, at)) {
    if (at + frame.bytes > bytes.length) {
      return { whole, expected: Math.max(whole + 1, counted ?? 0), missing: true, frames };
    }
    at += frame.bytes;
    frames += frame.frames;
    whole++;
  }
  // The tag's own frame is not counted by it. Where something else follows the frames, they did not end with the file.
  const missing = counted !== undefined && whole - 1 < counted && at + 4 > bytes.length;
  return { whole, expected: counted ?? whole, missing, frames };
}
