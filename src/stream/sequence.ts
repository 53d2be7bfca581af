import { type Key, rootKey } from '../../transforms/index.ts';
import { epochOrder } from '../order.ts';
import type { Source } from '../sources/source.ts';
import type { DatasetSpec } from '../spec.ts';
import type { Row } from '../workers/task.ts';

/** A row of a batch: `cycle` is the stream's epoch, `epoch` the one that its draws are keyed by. */
export interface SequenceRow extends Row {
  readonly cycle: number;
  /** Position in the epoch's order. */
  readonly position: number;
}

export interface Cursor {
  readonly epoch: number;
  readonly position: number;
}

export interface Round {
  readonly rows: readonly SequenceRow[];
  readonly from: Cursor;
  readonly next: Cursor;
  readonly finished: readonly { readonly epoch: number; readonly dropped: number; readonly padded: number }[];
}

export class Sequence {
  readonly #key: Key;
  readonly #spec: DatasetSpec;
  readonly #source: Source;
  readonly #orders = new Map<number, Uint32Array>();
  readonly #epochs: number;
  cursor: Cursor;

  constructor(
    spec: DatasetSpec,
    source: Source,
    { epochs }: { epochs: number; rank: number; world: number; onRepeat: string },
    from?: Cursor,
  ) {
    this.#key = rootKey(spec.seed);
    this.#spec = spec;
    this.#source = source;
    this.#epochs = epochs;
    this.cursor = from ?? { epoch: 0, position: 0 };
  }

  lengthOf(cycle: number): number {
    return this.#order(cycle).length;
  }

  rowAt(cycle: number, position: number, repeat: number): SequenceRow {
    return { id: this.#order(cycle)[position]!, epoch: cycle, repeat, cycle, position };
  }

  attempts(): { readonly [epoch: string]: number } {
    return {};
  }

  elsewhere(_round: Round): readonly { epoch: number; count: number }[] {
    return [];
  }

  next(): Round | undefined {
    const from = this.cursor;
    const { batch, lastBatch } = this.#spec;
    if (from.epoch >= this.#epochs) return undefined;
    const length = this.lengthOf(from.epoch);
    const end = Math.min(length, from.position + batch);
    const rows: SequenceRow[] = [];
    for (let p = from.position; p < end; p++) rows.push(this.rowAt(from.epoch, p, 0));
    const left = length - end;
    if (left < batch && lastBatch === 'drop') {
      const dropped = left;
      this.cursor = { epoch: from.epoch + 1, position: 0 };
      return { rows, from, next: this.cursor, finished: [{ epoch: from.epoch, dropped, padded: 0 }] };
    }
    this.cursor = left === 0 ? { epoch: from.epoch + 1, position: 0 } : { epoch: from.epoch, position: end };
    return {
      rows,
      from,
      next: this.cursor,
      finished: left === 0 ? [{ epoch: from.epoch, dropped: 0, padded: 0 }] : [],
    };
  }

  #order(cycle: number): Uint32Array {
    let order = this.#orders.get(cycle);
    if (order === undefined) {
      order = epochOrder(this.#source.length, this.#spec.order, this.#key, cycle);
      this.#orders.set(cycle, order);
      for (const known of this.#orders.keys()) if (known < cycle - 1) this.#orders.delete(known);
    }
    return order;
  }
}
