import type { Node } from '../transforms/index.ts';
import type { Store } from './cache/index.ts';
import type { ReadRecord } from './reduction.ts';
import type { Source } from './sources/source.ts';
import type { RowShape } from './workers/row-form.ts';

/** Asked for the row of a sample, once its shape is known. Returns a byte offset into the kernels' memory. */
export type Place = (shape: RowShape) => number;

/** Milliseconds spent, summed over samples, measured only where asked for; and samples that had values beyond [-1, 1]. */
export interface Timings {
  read: number;
  decode: number;
  augment: number;
  beyondRange: number;
}

export const noTime = (): Timings => ({ read: 0, decode: 0, augment: 0, beyondRange: 0 });

export interface RendererOptions {
  /** False: carry out each op by itself, for comparison. */
  readonly fused?: boolean;
  readonly timings?: Timings;
  /** Keeps decoded pictures, where the dataset has a cache. */
  readonly store?: Store | undefined;
  /** Ends a download that is waited for. */
  readonly signal?: AbortSignal;
}

/** Makes samples of one dataset, of whatever modality: each a pure function of (seed, epoch, sample id, plan). */
export interface SampleRenderer {
  readonly source: Source;
  readonly nodes: readonly Node[];
  /** A sample's bytes. Those that come at once hold until the next call. Throws (or rejects with) AugmentError. */
  read(id: number, epoch: number): ReadRecord | Promise<ReadRecord>;
  /** Renders a sample whose bytes are there. `repeat`: the how-manieth time in its epoch, each drawn anew (0, the first). */
  renderRecord(
    record: ReadRecord,
    epoch: number,
    id: number,
    place: Place,
    nodes?: readonly Node[],
    repeat?: number,
  ): void | Promise<void>;
  /** Renders one sample into the place it is given: at once where it can be read and decoded at once, or as a promise. */
  render(epoch: number, id: number, place: Place, nodes?: readonly Node[]): void | Promise<void>;
  /** Room for a sample in the kernels' memory, which holds until the next one is rendered. */
  reserveRow(bytes: number): number;
  /** Copies a sample out of the kernels' memory, into `target` where it is given. */
  copyOut(pointer: number, bytes: number, target?: Uint8Array): Uint8Array;
  close(): void;
}
