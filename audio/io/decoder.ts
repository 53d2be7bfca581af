import type { ByteRange } from './byte-range.ts';
import { decodeCoded } from './codecs.ts';
import type { DecodedSound } from './decoded-sound.ts';
import { type Ffmpeg, type FfmpegOptions, openFfmpeg } from './ffmpeg.ts';
import { readSoundHeader } from './header.ts';
import { outOfRange, readPcm } from './pcm.ts';
import { checkSound, type SoundHeader } from './sound-header.ts';

export interface SoundDecoderOptions extends FfmpegOptions {}

/** A header of which all is known. */
export type KnownHeader = SoundHeader & {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
};

/** What a clip is asked for: [firstFrame, frameCount]. */
export type FrameWindow = readonly [number, number];

/**
 * Reads sounds of every kind: PCM at once and only the excerpt, codecs in this process, all else through ffmpeg.
 * Holds one decoded sound at most: that whose header could be known only by decoding it.
 */
export class SoundDecoder {
  readonly #options: SoundDecoderOptions;
  #ffmpeg: Ffmpeg | undefined;
  #kept: { readonly range: ByteRange; readonly sound: DecodedSound } | undefined;

  constructor(options: SoundDecoderOptions = {}) {
    this.#options = options;
  }

  /**
   * Rate, channels and length. Of PCM at once, and of codecs whose header tells; else a promise, for which it is decoded:
   * `decode` of the same range object then takes that. `range` must last until it resolves.
   * Throws (or rejects with) AugmentError for what is no sound, or not a whole one.
   */
  header(range: ByteRange, name: string): KnownHeader | Promise<KnownHeader> {
    const header = readSoundHeader(range, name, this.#options);
    if (isKnown(header) && (header.kind === 'pcm' || this.#options.onTruncated !== 'accept')) return header;
    return this.decodeWhole(range, header, name).then((sound) => {
      this.#kept = { range, sound };
      const { sampleRate, channels, frames } = sound;
      return { ...header, sampleRate, channels, frames } as KnownHeader;
    });
  }

  /**
   * Decodes a window of frames (all by default) into `target`, planar [channels, frameCount] float32 in nominal [-1, 1).
   * PCM at once, else a promise. Throws (or rejects with) AugmentError: `out-of-range` where the sound has not so many
   * frames, `truncated`, `corrupt`, `too-large`, `no-ffmpeg`.
   */
  decode(
    range: ByteRange,
    header: KnownHeader,
    name: string,
    target: Float32Array,
    window: FrameWindow = [0, header.frames],
  ): void | Promise<void> {
    if (header.kind === 'pcm') {
      readPcm(range, header, window[0], window[1], target, name);
      return undefined;
    }
    const kept = this.#kept;
    if (kept?.range === range) {
      this.#kept = undefined;
      copyWindow(kept.sound, window, target, name);
      return undefined;
    }
    return this.decodeWhole(range, header, name).then((sound) => copyWindow(sound, window, target, name));
  }

  /** Ends what runs; resolves when it has ended. */
  async close(): Promise<void> {
    this.#kept = undefined;
    await this.#ffmpeg?.close();
  }

  /** Decodes a coded sound whole. The range's bytes are copied before this returns. */
  async decodeWhole(range: ByteRange, header: SoundHeader, name: string): Promise<DecodedSound> {
    if (header.kind === 'pcm') throw new TypeError('PCM is read in parts');
    if (header.format !== 'other' || range.path === undefined) {
      // The range may lend these bytes only until its next call.
      const bytes = range.slice(0, range.size).slice();
      return (await decodeCoded(bytes, header, name, this.#options)) ?? (await this.#decodeByFfmpeg(bytes, name));
    }
    return await this.#decodeByFfmpeg(range.path, name);
  }

  async #decodeByFfmpeg(file: string | Uint8Array, name: string): Promise<DecodedSound> {
    this.#ffmpeg ??= openFfmpeg(this.#options);
    const decoded = await this.#ffmpeg.decode(file, name);
    checkSound(decoded, name, this.#options);
    return decoded;
  }
}

function isKnown(header: SoundHeader): header is KnownHeader {
  return header.sampleRate !== undefined && header.channels !== undefined && header.frames !== undefined;
}

function copyWindow(sound: DecodedSound, [first, count]: FrameWindow, target: Float32Array, name: string): void {
  const { channels, frames, planes } = sound;
  if (!(first >= 0 && count >= 0 && first + count <= frames && target.length >= count * channels)) {
    throw outOfRange(name, sound, first, count, target.length);
  }
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * frames + first;
    target.set(planes.subarray(from, from + count), channel * count);
  }
}
