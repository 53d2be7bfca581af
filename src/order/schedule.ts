import { AugmentError } from '../../transforms/index.ts';
import type { Tail } from './steps.ts';

/** Where a stream is: so many samples of the epoch's order are behind, over all ranks. */
export interface Cursor {
  readonly epoch: number;
  readonly position: number;
}

/** Who gets which batch. */
export interface Schedule {
  readonly lengthOf: (epoch: number) => number;
  readonly batch: number;
  readonly tail: Tail;
  readonly world: number;
  readonly rank: number;
  readonly epochs: number;
}

/** A place in an epoch's order; `repeat` counts how often the round has come by it before. */
export interface Place {
  readonly epoch: number;
  readonly position: number;
  readonly repeat: number;
}

/** One step of every rank: this rank's rows (none where a rest is dropped), and what it ends. */
export interface Turn {
  readonly rows: readonly Place[];
  readonly next: Cursor;
  /** The epochs that end with it, and what they lost or were filled up with, over all ranks. */
  readonly finished: readonly { readonly epoch: number; readonly dropped: number; readonly padded: number }[];
}

/**
 * The round at a cursor: the epoch's order is cut into batches, and each rank in turn gets one, so that a batch has the same
 * samples in any world, ranks make equally many steps, and their union is the epoch. Undefined where all epochs are over.
 */
export function turnAt({ epoch, position }: Cursor, schedule: Schedule): Turn | undefined {
  const { lengthOf, batch, tail, world, rank, epochs } = schedule;
  if (epoch >= epochs) return undefined;
  const length = lengthOf(epoch);
  const round = batch * world;
  const left = length - position;
  const over = { epoch: epoch + 1, position: 0 };
  const span = (from: number, count: number): Place[] =>
    Array.from({ length: count }, (_, i) => ({ epoch, position: from + i, repeat: 0 }));
  if (left >= round) {
    const rows = span(position + rank * batch, batch);
    const rest = left - round;
    if (rest === 0) return { rows, next: over, finished: [{ epoch, dropped: 0, padded: 0 }] };
    const isLast = (tail === 'drop' && rest < round) || (tail === 'keep' && rest < world);
    if (isLast) return { rows, next: over, finished: [{ epoch, dropped: rest, padded: 0 }] };
    return { rows, next: { epoch, position: position + round }, finished: [] };
  }
  if (tail === 'pad') {
    const rows = Array.from({ length: batch }, (_, i): Place => {
      const at = position + rank * batch + i;
      return { epoch, position: at % length, repeat: Math.floor(at / length) };
    });
    return { rows, next: over, finished: [{ epoch, dropped: 0, padded: round - left }] };
  }
  if (tail === 'wrap') return wrapped({ epoch, position }, schedule);
  if (tail === 'drop' || left < world) {
    if (position === 0) throw tooFew(length, schedule);
    // Only where another world stopped here: what is left is too little for this one.
    return { rows: [], next: over, finished: [{ epoch, dropped: left, padded: 0 }] };
  }
  // Whole batches where each rank gets something of them; equal shares otherwise.
  const isDealt = left > (world - 1) * batch;
  const start = isDealt ? rank * batch : Math.floor((rank * left) / world);
  const end = isDealt ? Math.min(left, start + batch) : Math.floor(((rank + 1) * left) / world);
  return { rows: span(position + start, end - start), next: over, finished: [{ epoch, dropped: 0, padded: 0 }] };
}

/** A round that goes on into the next epochs. */
function wrapped(from: Cursor, { lengthOf, batch, world, rank }: Schedule): Turn {
  const rows: Place[] = [];
  const finished: Turn['finished'][number][] = [];
  let { epoch, position } = from;
  for (let at = 0; at < batch * world; at++) {
    if (Math.floor(at / batch) === rank) rows.push({ epoch, position, repeat: 0 });
    position++;
    if (position === lengthOf(epoch)) {
      finished.push({ epoch, dropped: 0, padded: 0 });
      epoch++;
      position = 0;
    }
  }
  return { rows, next: { epoch, position }, finished };
}

function tooFew(length: number, { batch, world, tail }: Schedule): AugmentError {
  const round = world === 1 ? `batches of ${batch}` : `batches of ${batch} for ${world} ranks`;
  return new AugmentError(
    'too-few-samples',
    `expected an epoch of at least ${tail === 'drop' ? batch * world : world} samples for ${round} with last: "${tail}", got ${length}; make the batch smaller, or choose "pad" or "wrap"`,
  );
}
