import { checkEntry, checkId } from './checked.ts';
import { sizeText } from './size-text.ts';
import { allocate, openState, stop } from './state.ts';
import { headerBytes, type SharedStore, type Store, unitBytes } from './store.ts';

type SharedMemory = Extract<SharedStore, { kind: 'memory' }>;

const mostChunkBytes = 2 ** 30;
/** Words at the end of `places`: the next free unit. */
const extraWords = 1;
const absent = 0;
/** A thread is writing it; other places are the unit + 1. */
const claimed = 0xffffffff;

/** Chunks are reserved whole at once, so that no thread has to ask another for more; only what is touched takes memory. */
export function createMemory(length: number, maxBytes: number, chunkBytes = mostChunkBytes): SharedMemory {
  const whole = Math.max(unitBytes, maxBytes - (maxBytes % unitBytes));
  const chunks: SharedArrayBuffer[] = [];
  for (let left = whole; left > 0; left -= chunkBytes) {
    chunks.push(allocate(Math.min(left, chunkBytes), `cached pictures (${sizeText(whole)} in all)`));
  }
  const places = allocate((length + extraWords) * 4, `the index of ${length} samples`);
  return { kind: 'memory', places, state: openState().shared, chunks, maxBytes };
}

/** A pool of shared memory: entries are laid one behind the other, then their place is published. */
export function attachMemory(shared: SharedMemory): Store {
  const places = new Uint32Array(shared.places);
  const length = places.length - extraWords;
  const state = openState(shared.state);
  const chunks = shared.chunks.map((chunk) => ({ bytes: new Uint8Array(chunk), words: new Int32Array(chunk) }));
  const unitsOf = (bytes: number) => Math.ceil(bytes / unitBytes);
  const unitsPerChunk = shared.chunks[0]!.byteLength / unitBytes;

  /** The first unit of a free run, which does not cross chunks; undefined where there is none. */
  function take(units: number): number | undefined {
    for (;;) {
      const next = Atomics.load(places, length);
      const left = unitsPerChunk - (next % unitsPerChunk);
      const start = units <= left ? next : next + left;
      const chunk = shared.chunks[Math.floor(start / unitsPerChunk)];
      if (chunk === undefined || ((start % unitsPerChunk) + units) * unitBytes > chunk.byteLength) return undefined;
      if (Atomics.compareExchange(places, length, next, start + units) === next) return start;
    }
  }

  return {
    get(id) {
      checkId(id, length);
      const place = Atomics.load(places, id);
      if (place === absent || place === claimed) {
        state.add('misses', 1);
        return undefined;
      }
      state.add('hits', 1);
      const { bytes, words } = chunks[Math.floor((place - 1) / unitsPerChunk)]!;
      const start = ((place - 1) % unitsPerChunk) * unitBytes;
      const word = start / 4;
      const meta: number[] = [];
      for (let i = 0, count = words[word + 1]!; i < count; i++) meta.push(words[word + 2 + i]!);
      return { meta, bytes: bytes.subarray(start + headerBytes, start + headerBytes + words[word]!) };
    },
    put(id, entry) {
      checkId(id, length);
      const fits = checkEntry(entry);
      if (Atomics.load(places, id) !== absent) return true;
      const size = entry.bytes.length;
      if (!fits) {
        state.add('refused', 1);
        return false;
      }
      if (Atomics.compareExchange(places, id, absent, claimed) !== absent) return true;
      const unit = take(unitsOf(headerBytes + size));
      if (unit === undefined) {
        Atomics.store(places, id, absent);
        state.add('refused', 1);
        state.stop(stop.full, `cache.memory is full: maxBytes is ${sizeText(shared.maxBytes)}`);
        return false;
      }
      const { bytes, words } = chunks[Math.floor(unit / unitsPerChunk)]!;
      const start = (unit % unitsPerChunk) * unitBytes;
      words.set([size, entry.meta.length, ...entry.meta], start / 4);
      bytes.set(entry.bytes, start + headerBytes);
      Atomics.store(places, id, unit + 1);
      state.add('entries', 1);
      state.add('bytes', size);
      return true;
    },
    refresh() {},
    close() {},
    stats: () => state.stats(),
    share: () => shared,
  };
}
