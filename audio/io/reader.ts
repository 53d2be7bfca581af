import { type ByteRange, bytesRange, type OpenByteRange, openFileRange, type Scratch } from './byte-range.ts';
import { type KnownHeader, SoundDecoder } from './decoder.ts';
import type { SoundReadOptions } from './header.ts';

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
  readonly #decoder: SoundDecoder;
  readonly #scratch: Scratch = { bytes: new Uint8Array(0) };
  #frames = new Float32Array(1 << 16);

  constructor(options: SoundReadOptions) {
    this.#decoder = new SoundDecoder(options);
  }

  /** How long a sound is, in seconds: by its header where that tells. */
  async secondsOf(file: SoundFile): Promise<number> {
    const range = rangeOf(file, this.#scratch);
    try {
      const { frames, sampleRate } = await this.#decoder.header(range, file.name);
      return frames / sampleRate;
    } finally {
      closeRange(range);
    }
  }

  /** All frames of a sound, [channels, frames]: they hold until the next call. */
  decode(file: SoundFile): Float32Array | Promise<Float32Array> {
    const range = rangeOf(file, this.#scratch);
    const header = this.#decoder.header(range, file.name);
    const read = (known: KnownHeader): Float32Array | Promise<Float32Array> => {
      const values = known.frames * known.channels;
      if (this.#frames.length < values) this.#frames = new Float32Array(2 * values);
      const decoding = this.#decoder.decode(range, known, file.name, this.#frames);
      const made = this.#frames.subarray(0, values);
      if (decoding !== undefined) return decoding.then(() => made).finally(() => closeRange(range));
      closeRange(range);
      return made;
    };
    return header instanceof Promise ? header.then(read) : read(header);
  }

  close(): Promise<void> {
    return this.#decoder.close();
  }
}
