import { corrupt, tooLarge } from './faults.ts';
import type { PcmEncoding } from './pcm-encoding.ts';

export interface SoundReadOptions {
  /** Clips of more PCM values (frames x channels) are refused before memory is asked for (500 million). */
  readonly maxFrames?: number;
  /** A file that ends early: an error (the default), or accepted as far as it goes. */
  readonly onTruncated?: 'error' | 'accept';
}

export type SoundFormat = 'wav' | 'aiff' | 'mp3' | 'flac' | 'vorbis' | 'opus' | 'aac' | 'other';

/** What a file says of its sound before any of it is decoded. */
export type SoundHeader = PcmHeader | CodedHeader;

/** Plain values that `readPcm` reads, any excerpt without what is before it. */
export interface PcmHeader {
  readonly kind: 'pcm';
  readonly format: 'wav' | 'aiff';
  readonly sampleRate: number;
  readonly channels: number;
  /** Frames that are there, a truncated file's missing ones not counted. */
  readonly frames: number;
  readonly encoding: PcmEncoding;
  /** Where the first frame is, in bytes from the file's start. */
  readonly dataAt: number;
  /** Bytes of one frame, all channels. */
  readonly frameBytes: number;
}

/** A codec's stream, which can only be decoded from its start. */
export interface CodedHeader {
  readonly kind: 'coded';
  readonly format: Exclude<SoundFormat, 'aiff'>;
  /** Hertz, as decoded; undefined where only decoding tells. */
  readonly sampleRate: number | undefined;
  readonly channels: number | undefined;
  /** Undefined where only decoding tells. Exact where given. */
  readonly frames: number | undefined;
}

export const defaultMaxFrames = 500_000_000;
export const maxChannels = 64;
export const maxSampleRate = 1_000_000;

/** Throws AugmentError where channels, rate or length are none that can be meant. What is undefined is not looked at. */
export function checkSound(
  sound: {
    readonly channels: number | undefined;
    readonly sampleRate: number | undefined;
    readonly frames: number | undefined;
  },
  name: string,
  { maxFrames = defaultMaxFrames }: SoundReadOptions,
): void {
  const { channels, sampleRate, frames } = sound;
  if (channels !== undefined && !(channels >= 1 && channels <= maxChannels)) {
    throw corrupt(name, `1 to ${maxChannels} channels (the most that are read)`, `${channels}`);
  }
  if (sampleRate !== undefined && !(sampleRate >= 1 && sampleRate <= maxSampleRate)) {
    throw corrupt(name, `a rate of 1 to ${maxSampleRate} Hz`, `${sampleRate} Hz`);
  }
  if (frames !== undefined && frames * (channels ?? 1) > maxFrames) throw tooLarge(name, frames, channels, maxFrames);
}
