import { mostSegments } from './places.ts';
import { nameOf } from './record.ts';
import { allocate } from './state.ts';

// Words: how many are reserved; then four a segment: name (high, low), records read so far, kind (0 not yet written)
const wordsPerSegment = 4;
const ofAnother = 1;
const ofThisProcess = 2;
const givenUp = 0xffffffff;

/** The segments that this process knows, by number, and how far their index was read: shared by its threads without locks. */
export interface Segments {
  readonly shared: SharedArrayBuffer;
  /** The number of a segment; a new one where it was not known. Undefined where there is no room for more. */
  register(name: string, own: boolean): number | undefined;
  nameOf(segment: number): string;
  /** Whether a thread of this process writes it; what it writes is known without reading. */
  isOwn(segment: number): boolean;
  read(segment: number): number;
  setRead(segment: number, records: number): void;
  /** Not a segment at all, however it is called. */
  giveUp(segment: number): void;
}

export function createSegments(): SharedArrayBuffer {
  return allocate((1 + mostSegments * wordsPerSegment) * 4, 'the list of segments');
}

export function openSegments(shared: SharedArrayBuffer): Segments {
  const words = new Uint32Array(shared);
  const numbers = new Map<string, number>();
  let learnt = 0;
  const at = (segment: number, word: number) => 1 + segment * wordsPerSegment + word;
  const load = (segment: number, word: number) => Atomics.load(words, at(segment, word));
  const name = (segment: number) => nameOf(load(segment, 0), load(segment, 1));

  /** Two threads may list a segment twice: its records are then read twice, and that is all. */
  function learn(): void {
    const count = Math.min(Atomics.load(words, 0), mostSegments);
    for (let segment = learnt; segment < count; segment++) {
      if (load(segment, 3) === 0) continue;
      numbers.set(name(segment), segment);
      if (segment === learnt) learnt++;
    }
  }

  return {
    shared,
    register(wanted, own) {
      if (!numbers.has(wanted)) learn();
      const known = numbers.get(wanted);
      if (known !== undefined) return known;
      const segment = Atomics.add(words, 0, 1);
      if (segment >= mostSegments) {
        Atomics.store(words, 0, mostSegments);
        return undefined;
      }
      Atomics.store(words, at(segment, 0), Number.parseInt(wanted.slice(0, 8), 16));
      Atomics.store(words, at(segment, 1), Number.parseInt(wanted.slice(8), 16));
      Atomics.store(words, at(segment, 3), own ? ofThisProcess : ofAnother);
      numbers.set(wanted, segment);
      return segment;
    },
    nameOf: name,
    isOwn: (segment) => load(segment, 3) === ofThisProcess,
    read: (segment) => load(segment, 2),
    setRead: (segment, records) => Atomics.store(words, at(segment, 2), records),
    giveUp: (segment) => Atomics.store(words, at(segment, 2), givenUp),
  };
}
