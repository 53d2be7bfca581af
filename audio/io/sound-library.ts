import { resolve } from 'node:path';
import { AugmentError } from '../../transforms/errors.ts';
import type { LoadedSound, RoundTrip, Sounds } from '../kernels/sounds.ts';
import type { CodecOp, OpBase, SoundRef } from '../ops/index.ts';
import { type CodecTrips, codecTrips } from './codec-trips.ts';
import { listSounds } from './sound-folder.ts';

export interface SoundLibraryOptions {
  /** What relative folders are relative to: the config's own folder. */
  readonly base: string;
  /** Reads a file at a sample rate. */
  readonly load: (path: string, sampleRate: number) => LoadedSound | Promise<LoadedSound>;
  /** Bytes of sounds that are kept; 256 MiB. A sound that is asked for is kept until the next ones are, however large. */
  readonly maxBytes?: number;
}

/** What a library did so far. */
export interface SoundCounts {
  readonly loads: number;
  readonly hits: number;
  readonly evictions: number;
  readonly bytes: number;
  readonly sounds: number;
}

/**
 * The sounds that ops refer to, one library for each thread: lists each folder once, decodes a file once for as long as it is
 * among those used last. `prepare` before `get`.
 */
export class SoundLibrary implements Sounds {
  readonly #base: string;
  readonly #load: SoundLibraryOptions['load'];
  readonly #maxBytes: number;
  readonly #folders = new Map<string, readonly string[]>();
  /** Last used, last in order. */
  readonly #sounds = new Map<string, LoadedSound>();
  readonly #loading = new Map<string, Promise<LoadedSound>>();
  /** How many calls that are still loading need a sound. */
  readonly #needed = new Map<string, number>();
  #codecs: CodecTrips | undefined;
  #bytes = 0;
  #loads = 0;
  #hits = 0;
  #evictions = 0;

  constructor({ base, load, maxBytes = 256 * 2 ** 20 }: SoundLibraryOptions) {
    this.#base = base;
    this.#load = load;
    this.#maxBytes = maxBytes;
  }

  /**
   * Loads what the ops refer to, and the codecs that they need; at once where `load` is synchronous. What it loaded stays at least until the next call.
   * Throws AugmentError `bad-sound-folder` or `bad-sound`, which name the folder or the file.
   */
  prepare(
    ops: readonly (Pick<OpBase, 'sounds'> & { readonly kind?: string })[],
    sampleRate: number,
  ): void | Promise<void> {
    if (this.#codecs === undefined && ops.some(({ kind }) => kind === 'codec')) {
      return codecTrips().then((trips) => {
        this.#codecs = trips;
        return this.prepare(ops, sampleRate);
      });
    }
    const wanted = new Map<string, string>();
    for (const { sounds } of ops) {
      for (const ref of sounds ?? []) {
        const path = this.#pathOf(ref);
        wanted.set(keyOf(path, sampleRate), path);
      }
    }
    if (wanted.size === 0) return;
    const pending: Promise<unknown>[] = [];
    for (const [key, path] of wanted) {
      const sound = this.#sounds.get(key);
      if (sound !== undefined) {
        this.#hits++;
        this.#sounds.delete(key);
        this.#sounds.set(key, sound);
        continue;
      }
      const loading = this.#loading.get(key) ?? this.#start(key, path, sampleRate);
      if (loading !== undefined) pending.push(loading);
    }
    if (pending.length === 0) {
      this.#evict(wanted);
      return;
    }
    return this.#finish(wanted, pending);
  }

  /** Throws TypeError where `prepare` did not load it. */
  get(ref: SoundRef, sampleRate: number): LoadedSound {
    const path = this.#pathOf(ref);
    const sound = this.#sounds.get(keyOf(path, sampleRate));
    if (sound === undefined) throw new TypeError(`${path} was not loaded at ${sampleRate} Hz`);
    return sound;
  }

  /** Throws TypeError where `prepare` did not load it. */
  codec(name: CodecOp['codec']): RoundTrip {
    if (this.#codecs === undefined) throw new TypeError(`${name} was not loaded`);
    return this.#codecs[name];
  }

  /** What was done so far, and what is held. */
  get counts(): SoundCounts {
    return {
      loads: this.#loads,
      hits: this.#hits,
      evictions: this.#evictions,
      bytes: this.#bytes,
      sounds: this.#sounds.size,
    };
  }

  async #finish(wanted: ReadonlyMap<string, string>, pending: readonly Promise<unknown>[]): Promise<void> {
    for (const key of wanted.keys()) this.#needed.set(key, (this.#needed.get(key) ?? 0) + 1);
    try {
      // All of them end before it throws, so that no failure is left behind unheard.
      for (const result of await Promise.allSettled(pending)) if (result.status === 'rejected') throw result.reason;
    } finally {
      for (const key of wanted.keys()) {
        const count = this.#needed.get(key)! - 1;
        if (count === 0) this.#needed.delete(key);
        else this.#needed.set(key, count);
      }
      this.#evict(wanted);
    }
  }

  /** The promise of a sound that is being loaded; undefined where it is there already. */
  #start(key: string, path: string, sampleRate: number): Promise<LoadedSound> | undefined {
    this.#loads++;
    let made: LoadedSound | Promise<LoadedSound>;
    try {
      made = this.#load(path, sampleRate);
    } catch (cause) {
      throw notLoaded(path, cause);
    }
    if (!(made instanceof Promise)) {
      this.#keep(key, made);
      return undefined;
    }
    const loading = made.then(
      (sound) => {
        this.#loading.delete(key);
        return this.#keep(key, sound);
      },
      (cause) => {
        this.#loading.delete(key);
        throw notLoaded(path, cause);
      },
    );
    this.#loading.set(key, loading);
    return loading;
  }

  #keep(key: string, sound: LoadedSound): LoadedSound {
    const { planes } = sound;
    // One value that is no number would make all of a sound so.
    for (let i = 0; i < planes.length; i++) if (!Number.isFinite(planes[i])) planes[i] = 0;
    this.#sounds.set(key, sound);
    this.#bytes += planes.byteLength;
    return sound;
  }

  /** Lets go of what was used longest ago, save what is needed now. */
  #evict(wanted: ReadonlyMap<string, string>): void {
    if (this.#bytes <= this.#maxBytes) return;
    for (const [key, { planes }] of this.#sounds) {
      if (this.#bytes <= this.#maxBytes) return;
      if (wanted.has(key) || this.#needed.has(key)) continue;
      this.#sounds.delete(key);
      this.#bytes -= planes.byteLength;
      this.#evictions++;
    }
  }

  #pathOf({ folder, pick }: SoundRef): string {
    let files = this.#folders.get(folder);
    if (files === undefined) {
      files = listSounds(resolve(this.#base, folder), folder);
      this.#folders.set(folder, files);
    }
    return files[Math.floor(pick * files.length)]!;
  }
}

const keyOf = (path: string, sampleRate: number) => `${sampleRate}:${path}`;

function notLoaded(path: string, cause: unknown): AugmentError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AugmentError(
    'bad-sound',
    `${path}: expected a sound that can be decoded, got "${reason}"; mend the file or take it out of its folder`,
    { file: path, cause },
  );
}
