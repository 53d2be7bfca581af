import { type ByteRange, bytesRange, type OpenByteRange, openFileRange, type Scratch } from './byte-range.ts';
import { type DecodedSound, decodeCoded } from './codecs.ts';
import { readSoundHeader, type SoundHeader, type SoundReadOptions } from './header.ts';
import { readPcm } from './pcm.ts';

/** A sound file: its bytes, or its beginning and where the whole is. */
export interface SoundFile {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly path?: string;
}

/** Opens a sound file's bytes; files one after the other are read into the same memory. */
export function rangeOf({ bytes, name, path }: SoundFile, scratch?: Scratch): ByteRange | OpenByteRange {
  return path === undefined ? bytesRange(bytes) : openFileRange(path, name, scratch);
}

/** Gives back what a range holds open. */
export function closeRange(range: ByteRange | OpenByteRange): void {
  if ('close' in range) range.close();
}

/** Reads sound files and does nothing else to them: how long they are, or their frames. */
export class SoundReader {
  readonly #options: SoundReadOptions;
  readonly #scratch: Scratch = { bytes: new Uint8Array(0) };
  #frames = new Float32Array(1 << 16);

  constructor(options: SoundReadOptions) {
    this.#options = options;
  }

  /** How long a sound is, in seconds: by its header where that tells. */
  async secondsOf(file: SoundFile): Promise<number> {
    const range = rangeOf(file, this.#scratch);
    try {
      const header = readSoundHeader(range, file.name, this.#options);
      if (header.frames !== undefined && header.sampleRate !== undefined) return header.frames / header.sampleRate;
      const { frames, sampleRate } = await this.#decodeCoded(range, header, file.name);
      return frames / sampleRate;
    } finally {
      closeRange(range);
    }
  }

  /** All frames of a sound, [channels, frames]; of a PCM file they hold until the next call. */
  decode(file: SoundFile): Float32Array | Promise<Float32Array> {
    const range = rangeOf(file, this.#scratch);
    try {
      const header = readSoundHeader(range, file.name, this.#options);
      if (header.kind === 'coded') return this.#decodeCoded(range, header, file.name).then(({ planes }) => planes);
      const values = header.frames * header.channels;
      if (this.#frames.length < values) this.#frames = new Float32Array(2 * values);
      readPcm(range, header, 0, header.frames, this.#frames, file.name);
      return this.#frames.subarray(0, values);
    } finally {
      closeRange(range);
    }
  }

  #decodeCoded(range: ByteRange, header: SoundHeader, name: string): Promise<DecodedSound> {
    // The codec works on while other files are read.
    const bytes = range.slice(0, range.size).slice();
    return decodeCoded(bytes, header as Exclude<SoundHeader, { kind: 'pcm' }>, name, this.#options);
  }
}
