import type { AugmentError } from '../../transforms/index.ts';
import type { Store } from '../cache/index.ts';
import type { SourceRecord } from '../sources/source.ts';
import { heightOf, widthOf } from './board.ts';
import { tally } from './hands.ts';
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
  /** Width and height of its rows, packed (`board.ts`); 0 where none could be made. */
  readonly size: number;
  readonly failures: ReadonlyMap<number, AugmentError>;
}

/** Milliseconds that workers spent, and samples they made. */
export interface Work {
  readonly samples: number;
  readonly readMs: number;
  readonly decodeMs: number;
  readonly augmentMs: number;
}

export interface CrewOptions {
  /** How many batches may be in work at once. */
  readonly slots: number;
  /** Bytes of one pixel in the batch. */
  readonly pixelBytes: number;
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
  /** Bytes of one pixel. */
  readonly pixelBytes: number;
  /** Workers that died and were replaced. */
  readonly deaths: number;
  /** Bytes of a batch, as far as known. */
  readonly slabBytes: number;
  /** Ends all that is in work with `cause`; resolves when no thread works any more. */
  close(cause: unknown): Promise<void>;
}

/** Bytes of one row of a batch. */
export function rowBytesOf({ pixelBytes }: Pick<Crew, 'pixelBytes'>, { size }: Made): number {
  return widthOf(size) * heightOf(size) * pixelBytes;
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
    readMs: sum(tally.read),
    decodeMs: sum(tally.decode),
    augmentMs: sum(tally.augment),
  };
}
