import { alawValues, mulawValues } from './g711.ts';
import type { PcmEncoding } from './pcm-encoding.ts';

/** Where a block of frames goes: `count` values from value `at` of each plane of `stride` values. */
export interface Place {
  readonly target: Float32Array;
  readonly channels: number;
  readonly at: number;
  readonly count: number;
  readonly stride: number;
}

const littleEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The linear values of all that fits a byte. */
const tables = {
  alaw: alawValues,
  mulaw: mulawValues,
  u8: Float32Array.from({ length: 256 }, (_, code) => (code - 128) / 128),
  s8: Float32Array.from({ length: 256 }, (_, code) => (code < 128 ? code : code - 256) / 128),
};

/** Converts interleaved frames to float32 planes, nominal [-1, 1); integers / 2^(bits - 1), floats as they are. */
export function convertPcm(bytes: Uint8Array, encoding: PcmEncoding, place: Place): void {
  if (encoding === 's16le') {
    if (littleEndianHost && (bytes.byteOffset & 1) === 0) convertNative16(bytes, place);
    else convert16(bytes, 0, place);
  } else if (encoding === 's16be') convert16(bytes, 1, place);
  else if (encoding === 's24le') convert24(bytes, 0, place);
  else if (encoding === 's24be') convert24(bytes, 2, place);
  else if (encoding === 'u8' || encoding === 's8' || encoding === 'alaw' || encoding === 'mulaw') {
    look(bytes, tables[encoding], place);
  } else if (encoding === 'f32le' && place.channels === 1 && littleEndianHost && (bytes.byteOffset & 3) === 0) {
    place.target.set(new Float32Array(bytes.buffer, bytes.byteOffset, place.count), place.at);
  } else convertViewed(bytes, encoding, place);
}

function convertNative16(bytes: Uint8Array, { target, channels, at, count, stride }: Place): void {
  const values = new Int16Array(bytes.buffer, bytes.byteOffset, count * channels);
  if (channels === 1) {
    // Four at a time: a quarter less time, and this is what most clips are.
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      target[at + i] = values[i]! * (1 / 32768);
      target[at + i + 1] = values[i + 1]! * (1 / 32768);
      target[at + i + 2] = values[i + 2]! * (1 / 32768);
      target[at + i + 3] = values[i + 3]! * (1 / 32768);
    }
    for (; i < count; i++) target[at + i] = values[i]! * (1 / 32768);
    return;
  }
  for (let channel = 0; channel < channels; channel++) {
    let from = channel;
    const to = channel * stride + at;
    for (let i = 0; i < count; i++, from += channels) target[to + i] = values[from]! * (1 / 32768);
  }
}

/** `low` is which of the two bytes is the lower one. */
function convert16(bytes: Uint8Array, low: 0 | 1, { target, channels, at, count, stride }: Place): void {
  for (let channel = 0; channel < channels; channel++) {
    let from = channel * 2;
    const to = channel * stride + at;
    for (let i = 0; i < count; i++, from += channels * 2) {
      const value = ((bytes[from + low]! << 16) | (bytes[from + 1 - low]! << 24)) >> 16;
      target[to + i] = value * (1 / 32768);
    }
  }
}

/** `low` is which of the three bytes is the lowest one. */
function convert24(bytes: Uint8Array, low: 0 | 2, { target, channels, at, count, stride }: Place): void {
  for (let channel = 0; channel < channels; channel++) {
    let from = channel * 3;
    const to = channel * stride + at;
    for (let i = 0; i < count; i++, from += channels * 3) {
      const value = (bytes[from + low]! << 8) | (bytes[from + 1]! << 16) | (bytes[from + 2 - low]! << 24);
      target[to + i] = value * (1 / 2147483648);
    }
  }
}

function look(bytes: Uint8Array, values: Float32Array, { target, channels, at, count, stride }: Place): void {
  for (let channel = 0; channel < channels; channel++) {
    let from = channel;
    const to = channel * stride + at;
    for (let i = 0; i < count; i++, from += channels) target[to + i] = values[bytes[from]!]!;
  }
}

function convertViewed(bytes: Uint8Array, encoding: PcmEncoding, { target, channels, at, count, stride }: Place): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = encoding.endsWith('le');
  const width = encoding.startsWith('f64') ? 8 : 4;
  const step = width * channels;
  for (let channel = 0; channel < channels; channel++) {
    let from = channel * width;
    const to = channel * stride + at;
    if (encoding.startsWith('s32')) {
      for (let i = 0; i < count; i++, from += step) target[to + i] = view.getInt32(from, little) * (1 / 2147483648);
    } else if (width === 4) {
      for (let i = 0; i < count; i++, from += step) target[to + i] = view.getFloat32(from, little);
    } else {
      for (let i = 0; i < count; i++, from += step) target[to + i] = view.getFloat64(from, little);
    }
  }
}
