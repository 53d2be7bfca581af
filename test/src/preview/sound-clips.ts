// Clips that tests of the preview of sound have in common.

import { readFileSync } from 'node:fs';
import type { Clip, FeatureClip, SoundRow } from '../../../src/preview/sound-clips.ts';

const home = new URL('../../../../samples/sounds/', import.meta.url);

export function clipOf(planes: readonly Float32Array[], change: Partial<Clip> = {}): Clip {
  const frames = planes[0]!.length;
  const joined = new Float32Array(planes.length * frames);
  for (const [i, plane] of planes.entries()) joined.set(plane, i * frames);
  return {
    planes: joined,
    channels: planes.length,
    frames,
    sampleRate: 16_000,
    name: 'original',
    caption: [],
    ...change,
  };
}

export function featuresOf(bins: number, columns: number, change: Partial<FeatureClip> = {}): FeatureClip {
  const planes = Float32Array.from({ length: bins * columns }, (_, i) => (Math.floor(i / columns) / bins) * 2 - 1);
  return { kind: 'features', planes, bins, columns, name: 'epoch 0', caption: ['logMel'], ...change };
}

/** One of the sample sounds, which are 16-bit PCM behind a header of 44 bytes. */
export function sampleSound(path: string): { planes: Float32Array[]; sampleRate: number } {
  const bytes = readFileSync(new URL(path, home));
  const channels = bytes.readUInt16LE(22);
  const frames = (bytes.length - 44) / 2 / channels;
  const planes = Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: frames }, (_, i) => bytes.readInt16LE(44 + 2 * (i * channels + c)) / 32768),
  );
  return { planes, sampleRate: bytes.readUInt32LE(24) };
}

export function rowOf(
  original: SoundRow['original'],
  variants: SoundRow['variants'] = [],
  title = 'one.wav',
): SoundRow {
  return { title, original, variants };
}

/** 16-bit PCM. */
export function wavBytes(planes: Float32Array, channels: number, sampleRate: number): Uint8Array {
  const frames = planes.length / channels;
  const bytes = Buffer.alloc(44 + planes.length * 2);
  bytes.write('RIFF');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(planes.length * 2, 40);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < frames; i++) {
      bytes.writeInt16LE(Math.round(planes[c * frames + i]! * 32767), 44 + 2 * (i * channels + c));
    }
  }
  return bytes;
}
