import { allocate } from './state.ts';

/** Where an entry lies. */
export interface Place {
  segment: number;
  /** Units from the start of the segment's .data file. */
  unit: number;
  length: number;
}

// Three words an id: what (below), unit, length. The first is written last.
//   bits 0-15 segment, 16-22 turn, 30 present, 31 a thread is changing it
const wordsPerId = 3;
const present = 1 << 30;
const changing = 1 << 31;
export const mostSegments = 2 ** 16;
const mostTurns = 127;
const turnOf = (what: number) => (what >> 16) & mostTurns;

/**
 * Which entry of an id is to be read, shared by the threads of a process without locks.
 *
 * A record carries a turn: 0, or one more than that of the record which was found damaged. The higher turn wins, so that the
 * damaged one is not picked again after a restart.
 */
export interface Places {
  readonly shared: SharedArrayBuffer;
  readonly length: number;
  /** Fills `into`; false where there is no entry. Whether the bytes there are whole is for the reader to check. */
  find(id: number, into: Place): boolean;
  /** Whether there is an entry, or a thread is at it: one that was ended just there leaves the id so, and it stays a miss. */
  has(id: number): boolean;
  /** The turn that a new record of an id takes. */
  nextTurn(id: number): number;
  /** Whether this place is the one to read now, and the length of the entry that it took the place of (-1: none). */
  publish(id: number, turn: number, place: Place): { published: boolean; before: number };
  /** Forgets a place that turned out damaged; false where another thread did, or wrote a better one. */
  drop(id: number, place: Place): boolean;
}

export function createPlaces(length: number): SharedArrayBuffer {
  return allocate(length * wordsPerId * 4, `the index of ${length} samples`);
}

export function openPlaces(shared: SharedArrayBuffer): Places {
  const words = new Int32Array(shared);
  const whatOf = (id: number) => Atomics.load(words, id * wordsPerId);
  return {
    shared,
    length: words.length / wordsPerId,
    find(id, into) {
      for (let tries = 0; tries < 100; tries++) {
        const what = whatOf(id);
        if ((what & present) === 0 || (what & changing) !== 0) return false;
        into.segment = what & (mostSegments - 1);
        into.unit = Atomics.load(words, id * wordsPerId + 1) >>> 0;
        into.length = Atomics.load(words, id * wordsPerId + 2) >>> 0;
        if (whatOf(id) === what) return true;
      }
      return false;
    },
    has: (id) => (whatOf(id) & (present | changing)) !== 0,
    nextTurn: (id) => turnOf(whatOf(id)),
    publish(id, turn, { segment, unit, length }) {
      const what = whatOf(id);
      const isBetter = (what & present) === 0 ? turn >= turnOf(what) : turn > turnOf(what);
      const at = id * wordsPerId;
      if (!isBetter || (what & changing) !== 0 || turn > mostTurns) return { published: false, before: -1 };
      if (Atomics.compareExchange(words, at, what, what | changing) !== what) return { published: false, before: -1 };
      const before = (what & present) === 0 ? -1 : Atomics.load(words, at + 2) >>> 0;
      Atomics.store(words, at + 1, unit | 0);
      Atomics.store(words, at + 2, length | 0);
      Atomics.store(words, at, present | (turn << 16) | segment);
      return { published: true, before };
    },
    drop(id, { segment, unit }) {
      const what = whatOf(id);
      const at = id * wordsPerId;
      const same = (what & (mostSegments - 1)) === segment && Atomics.load(words, at + 1) >>> 0 === unit;
      if (!same || (what & present) === 0 || (what & changing) !== 0) return false;
      const missing = Math.min(turnOf(what) + 1, mostTurns) << 16;
      return Atomics.compareExchange(words, at, what, missing) === what;
    },
  };
}
