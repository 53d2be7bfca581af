import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AugmentError } from '../../transforms/errors.ts';
import type { LoadedSound, RoundTrip, Sounds } from '../kernels/sounds.ts';
import type { AudioOp, CodecOp, SoundRef } from '../ops/index.ts';
import { type CodecTrips, codecTrips } from './codec-trips.ts';

/** What a folder's files must be called to be taken for sounds. */
const soundEnding = /\.(wav|wave|rf64|aiff?|aifc|mp3|flac|ogg|oga|opus|m4a|aac|mp4|webm|wma|caf|au)$/i;

/** Decoded sounds that a thread keeps, unless told otherwise. */
const usualBytes = 2 ** 28;

export interface SoundLibraryOptions {
  /** The folder that relative paths start from. */
  readonly base: string;
  /** Decodes a file, at a sample rate. */
  readonly load: (path: string, sampleRate: number) => LoadedSound | Promise<LoadedSound>;
  /** Bytes of decoded sounds that are kept (256 MiB); at least those of one plan are. */
  readonly maxBytes?: number;
}

/**
 * The sounds that plans refer to, from folders: listed once, in the order of their names, and kept as they were decoded, those
 * that were not of use for the longest time forgotten first. Which sound is meant follows from the folder and the pick alone.
 */
export class SoundLibrary implements Sounds {
  readonly #options: SoundLibraryOptions;
  readonly #folders = new Map<string, readonly string[]>();
  /** By path and rate; the last one used stands last. */
  readonly #kept = new Map<string, LoadedSound>();
  #codecs: CodecTrips | undefined;
  #bytes = 0;
  /** Files that were decoded, for those who want to know whether that was needed. */
  loads = 0;

  constructor(options: SoundLibraryOptions) {
    this.#options = options;
  }

  /** Loads what these ops refer to and is not kept, and the codecs that they need: at once where nothing is missing. Throws AugmentError. */
  prepare(ops: readonly AudioOp[], sampleRate: number): void | Promise<void> {
    const needsCodec = this.#codecs === undefined && ops.some(({ kind }) => kind === 'codec');
    if (needsCodec) {
      return codecTrips().then((trips) => {
        this.#codecs = trips;
        return this.prepare(ops, sampleRate);
      });
    }
    const wanted = new Set<string>();
    for (const { sounds = [] } of ops) for (const ref of sounds) wanted.add(this.#pathOf(ref));
    if (wanted.size === 0) return;
    const missing = [...wanted].filter((path) => !this.#touch(path, sampleRate));
    if (missing.length === 0) return;
    return Promise.all(missing.map((path) => this.#load(path, sampleRate))).then(() =>
      this.#forget(wanted, sampleRate),
    );
  }

  get(ref: SoundRef, sampleRate: number): LoadedSound {
    const path = this.#pathOf(ref);
    const sound = this.#kept.get(keyOf(path, sampleRate));
    if (sound === undefined) throw new TypeError(`${path} was not loaded at ${sampleRate} Hz`);
    return sound;
  }

  codec(name: CodecOp['codec']): RoundTrip {
    if (this.#codecs === undefined) throw new TypeError(`${name} was not loaded`);
    return this.#codecs[name];
  }

  #touch(path: string, sampleRate: number): boolean {
    const key = keyOf(path, sampleRate);
    const sound = this.#kept.get(key);
    if (sound === undefined) return false;
    this.#kept.delete(key);
    this.#kept.set(key, sound);
    return true;
  }

  async #load(path: string, sampleRate: number): Promise<void> {
    const sound = await this.#options.load(path, sampleRate);
    this.loads++;
    this.#bytes += sound.planes.byteLength;
    this.#kept.set(keyOf(path, sampleRate), sound);
  }

  #forget(needed: ReadonlySet<string>, sampleRate: number): void {
    const spared = new Set([...needed].map((path) => keyOf(path, sampleRate)));
    for (const [key, { planes }] of this.#kept) {
      if (this.#bytes <= (this.#options.maxBytes ?? usualBytes)) return;
      if (spared.has(key)) continue;
      this.#kept.delete(key);
      this.#bytes -= planes.byteLength;
    }
  }

  #pathOf({ folder, pick }: SoundRef): string {
    const files = this.#list(folder);
    return files[Math.min(files.length - 1, Math.floor(pick * files.length))]!;
  }

  #list(folder: string): readonly string[] {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const root = resolve(this.#options.base, folder);
    let names: readonly string[];
    try {
      names = readdirSync(root, { encoding: 'utf8', recursive: true });
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      const got = code === 'ENOENT' ? 'nothing of that name' : code === 'ENOTDIR' ? 'a file' : String(code ?? cause);
      throw new AugmentError(
        'missing-folder',
        `${folder}: expected a folder of sounds, got ${got}; looked in ${root}`,
        {
          file: folder,
          cause,
        },
      );
    }
    const files = names
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => soundEnding.test(name))
      .sort()
      .map((name) => join(root, name));
    if (files.length === 0) {
      throw new AugmentError(
        'no-sounds',
        `${folder}: expected a folder with sounds, got ${names.length === 0 ? 'an empty one' : `${names.length} other files`}; looked in ${root}`,
        { file: folder },
      );
    }
    this.#folders.set(folder, files);
    return files;
  }
}

const keyOf = (path: string, sampleRate: number) => `${sampleRate} ${path}`;
