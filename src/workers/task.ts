import type { AugmentError } from '../../transforms/index.ts';
import type { Store } from '../cache/index.ts';
import type { SourceRecord } from '../sources/source.ts';
import { tally } from './hands.ts';
import type { Extras, RowForm } from './row-form.ts';
import type { Slab, SlabPool } from './slabs.ts';

/** One row of a batch: which sample, drawn as in which epoch, and the how-manieth time in that epoch. */
export interface Row {
  readonly id: number;
  readonly epoch: number;
  readonly repeat: number;
}

/** A batch that was made: its rows lie one after the other in the slab, save those that failed. */
export interface Made {
  readonly slab: Slab;
  /** Which batch it is, counted from the first that was asked for. */
  readonly order: number;
  /** How many rows it has. */
  readonly count: number;
  /** What its rows have in common (`row-form.ts`); 0 where none could be made. */
  readonly code: number;
  /** What else they have in common (`RowShape`). */
  readonly trait: number;
  /** Values from a plane to the next; 0: as many as all rows have. */
  readonly room: number;
  /** [count] values of each plane of a row. */
  readonly lengths: Int32Array;
  /** What goes with rows as lists, by row. */
  readonly extras: Map<number, Extras>;
  /** Where masks begin in the slab, where the batch has some. */
  readonly masksAt: number;
  readonly failures: ReadonlyMap<number, AugmentError>;
}

/** Milliseconds that workers spent, and samples they made. */
export interface Work {
  readonly samples: number;
  /** Samples that had values beyond [-1, 1], which the plan's `scale` brought back. */
  readonly beyondRange: number;
  readonly readMs: number;
  readonly decodeMs: number;
  readonly augmentMs: number;
}

export interface CrewOptions {
  /** How many batches may be in work at once. */
  readonly slots: number;
  readonly form: RowForm;
  /** Poison what was given back. */
  readonly debug: boolean;
  /** Samples that are known to kill workers, and by what. */
  readonly condemned?: ReadonlyMap<number, string>;
  /** Where decoded pictures are kept; whoever opened it closes it. */
  readonly store?: Store | undefined;
}

/** Who makes batches: this thread, or workers. Results do not depend on it. */
export interface Crew {
  /** Makes the rows of a batch; batches that are asked for first come first. `records`: where the source cannot be asked. */
  make(rows: readonly Row[], records?: readonly SourceRecord[]): Promise<Made>;
  /** Makes some rows of it again, of other samples. */
  mend(made: Made, rows: ReadonlyMap<number, Row>): Promise<Made>;
  /** While nothing is awaited, workers do not keep the process alive. */
  rest(resting: boolean): void;
  /** Workers from this number on rest. */
  setActive(workers: number): void;
  work(): Work;
  readonly workers: number;
  readonly slabs: SlabPool;
  readonly form: RowForm;
  /** Workers that died and were replaced. */
  readonly deaths: number;
  /** Bytes of a batch, as far as known. */
  readonly slabBytes: number;
  /** Ends all that is in work with `cause`; resolves when no thread works any more. */
  close(cause: unknown): Promise<void>;
}

/** Bytes from one row of a batch to the next. */
export function rowBytesOf({ form }: Pick<Crew, 'form'>, made: Made): number {
  return form.planesOf(made.code) * planeRoomOf(made) * form.valueBytes;
}

/** Values from one plane of a batch to the next. */
export function planeRoomOf({ room, lengths }: Made): number {
  return room > 0 ? room : Math.max(0, ...lengths);
}

/** What workers have done together. */
export function workOf(tallies: Float64Array): Work {
  const sum = (word: number) => {
    let total = 0;
    for (let at = word; at < tallies.length; at += tally.words) total += tallies[at]!;
    return total;
  };
  return {
    samples: sum(tally.samples),
    beyondRange: sum(tally.beyondRange),
    readMs: sum(tally.read),
    decodeMs: sum(tally.decode),
    augmentMs: sum(tally.augment),
  };
}
