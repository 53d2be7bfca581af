/** What the cache keeps of one sample. */
export interface CacheEntry {
  /** Up to 8 whole numbers of 32 bits: width, height, channels, label. */
  readonly meta: readonly number[];
  /** The decoded, reduced bytes. From `get`: valid until the next `get` on that store, and not to be written to. */
  readonly bytes: Uint8Array;
}

/** What a store holds and did, over all threads of this process. */
export interface StoreStats {
  readonly entries: number;
  /** Bytes of the entries, without the store's own bookkeeping. */
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  /** Entries that `put` turned away. */
  readonly refused: number;
  /** Why entries are turned away, where that is so: the bound is reached, or the disk's error (then nothing more is written). */
  readonly stopped: string | undefined;
}

/**
 * Entries by sample id, read and written by many threads at once. One handle belongs to one thread.
 *
 * Nothing is evicted: a full shuffle visits every sample once an epoch, so whatever an eviction policy lets in, it pays for by
 * throwing out what is needed just as soon. What came first stays, and `put` returns false once `maxBytes` is reached.
 */
export interface Store {
  /** The entry of a sample, or undefined where there is none that is whole. Throws AugmentError on an id out of range. */
  get(id: number): CacheEntry | undefined;
  /** Keeps an entry; true where it is kept now or was before. False where it does not fit or nothing can be written. */
  put(id: number, entry: CacheEntry): boolean;
  /** Takes up what other processes wrote since; to be called where an epoch starts. Misses do it too, once a second at most. */
  refresh(): void;
  /** Gives files back. Other threads' handles go on. */
  close(): void;
  stats(): StoreStats;
  /** What `attachStore` needs in another thread of this process: survives structured cloning, copies nothing large. */
  share(): SharedStore;
}

/** Where entries are kept: a folder that outlives the process and is shared between processes, or this process's memory. */
export type StoreSpec =
  | { readonly dir: string /** Over all writers of the folder (16 GiB). */; readonly maxBytes?: number }
  | { readonly memory: true /** A quarter of what is available. */; readonly maxBytes?: number };

export type SharedStore =
  | {
      readonly kind: 'memory';
      readonly places: SharedArrayBuffer;
      readonly state: SharedArrayBuffer;
      readonly chunks: readonly SharedArrayBuffer[];
      readonly maxBytes: number;
    }
  | {
      readonly kind: 'folder';
      readonly dir: string;
      readonly fingerprint: string;
      readonly maxBytes: number;
      readonly places: SharedArrayBuffer;
      readonly segments: SharedArrayBuffer;
      readonly state: SharedArrayBuffer;
    };

/** No entry is larger: a length read from a damaged or hostile file asks for no more memory than this. */
export const maxEntryBytes = 2 ** 28;
/** Entries lie at multiples of this many bytes, so that 32 bits name 256 GiB of places. */
export const unitBytes = 64;
/** Bytes that go before an entry: its id, length, meta and checksum. */
export const headerBytes = 64;
export const maxMeta = 8;
