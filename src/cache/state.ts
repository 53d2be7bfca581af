import { AugmentError } from '../../transforms/index.ts';
import { sizeText } from './size-text.ts';
import type { StoreStats } from './store.ts';

type Count = 'entries' | 'bytes' | 'hits' | 'misses' | 'refused';
const counts: readonly Count[] = ['entries', 'bytes', 'hits', 'misses', 'refused'];
/** Words of the state: two for each count (low, high), then these. */
const stoppedWord = counts.length * 2;
const scannedAtWord = stoppedWord + 1;
const scanGapWord = stoppedWord + 2;
const reasonLengthWord = stoppedWord + 3;
const words = 16;
const maxReasonBytes = 1024;

/** Why a store does not write: 0 it does, 1 it is full, 2 the disk failed. */
export const stop = { full: 1, failed: 2 } as const;

/** Counts, the reason to have stopped, and the clock of scans: what all threads of a process share about one store. */
export interface State {
  readonly shared: SharedArrayBuffer;
  add(count: Count, by: number): void;
  stats(): StoreStats;
  /** True for the one thread that stopped it first, which is then to say so. */
  stop(kind: 1 | 2, reason: string): boolean;
  failed(): boolean;
  /** True for one thread where the last scan was long enough ago. */
  scanIsDue(): boolean;
  /** The next scan waits a second, or 20 times as long as this one took. */
  scanned(tookMs: number): void;
}

export function openState(shared = allocate(words * 4 + maxReasonBytes, 'the state of the cache')): State {
  const word = new Int32Array(shared, 0, words);
  const reason = new Uint8Array(shared, words * 4);
  const read = (i: number) => (Atomics.load(word, i + 1) >>> 0) * 2 ** 32 + (Atomics.load(word, i) >>> 0);
  return {
    shared,
    add(count, by) {
      const i = counts.indexOf(count) * 2;
      const low = Atomics.add(word, i, by | 0) >>> 0;
      const carry = Math.floor((low + by) / 2 ** 32);
      if (carry !== 0) Atomics.add(word, i + 1, carry);
    },
    stats() {
      const [entries, bytes, hits, misses, refused] = counts.map((_, i) => read(i * 2));
      const text = Buffer.from(reason.subarray(0, Atomics.load(word, reasonLengthWord))).toString();
      const stopped = Atomics.load(word, stoppedWord) === 0 ? undefined : text;
      return { entries: entries!, bytes: bytes!, hits: hits!, misses: misses!, refused: refused!, stopped };
    },
    stop(kind, why) {
      const before = Atomics.load(word, stoppedWord);
      if (before >= kind || Atomics.compareExchange(word, stoppedWord, before, kind) !== before) return false;
      const encoded = Buffer.from(why).subarray(0, maxReasonBytes);
      reason.set(encoded);
      Atomics.store(word, reasonLengthWord, encoded.length);
      return true;
    },
    failed: () => Atomics.load(word, stoppedWord) === stop.failed,
    scanIsDue() {
      const last = Atomics.load(word, scannedAtWord);
      const now = milliseconds();
      return (
        ((now - last) | 0) >= Math.max(1000, Atomics.load(word, scanGapWord)) &&
        Atomics.compareExchange(word, scannedAtWord, last, now) === last
      );
    },
    scanned(tookMs) {
      Atomics.store(word, scannedAtWord, milliseconds());
      Atomics.store(word, scanGapWord, Math.min(tookMs * 20, 600_000) | 0);
    },
  };
}

/** A clock that all threads share; performance.now() starts anew in each. */
function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return (seconds * 1000 + nanoseconds / 1e6) | 0;
}

/** Shared memory; the system backs a page of it when it is first touched. Throws AugmentError past what it grants. */
export function allocate(bytes: number, what: string): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (cause) {
    throw new AugmentError(
      'out-of-memory',
      `cache: expected ${sizeText(bytes)} of memory for ${what}, got none; set a smaller cache.maxBytes, or cache.dir to keep it on disk`,
      { cause },
    );
  }
}
