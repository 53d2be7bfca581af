import { type Key, rootKey } from '../../transforms/index.ts';
import { Ledger, repeatError } from '../order/ledger.ts';
import { type Order, sourceOrder } from '../order/order.ts';
import { type Cursor, type Schedule, turnAt } from '../order/schedule.ts';
import type { SequentialRecord } from '../sources/iterable.ts';
import type { Source } from '../sources/source.ts';
import type { DatasetSpec } from '../spec.ts';
import type { Row } from '../workers/task.ts';

/** A row of a batch: `cycle` is the stream's epoch, `epoch` the one that its draws are keyed by. */
export interface SequenceRow extends Row {
  readonly cycle: number;
  /** Position in the epoch's order. */
  readonly position: number;
}

/** This rank's next minibatch, and what the step of all ranks ends. */
export interface Round {
  readonly rows: readonly SequenceRow[];
  readonly next: Cursor;
  readonly finished: readonly { readonly epoch: number; readonly dropped: number; readonly padded: number }[];
  /** Samples that go to other ranks in this step, by epoch. */
  readonly elsewhere: readonly { readonly epoch: number; readonly count: number }[];
  /** The rows' records, where the source cannot be asked for them again. */
  readonly records?: readonly SequentialRecord[];
}

export interface SequenceOptions {
  readonly epochs: number;
  readonly rank: number;
  readonly world: number;
  /** Where all minibatches that there can be were seen. */
  readonly onRepeat: 'warn' | 'throw' | 'allow';
}

/** The minibatches of a stream, one after the other, as ids: a pure function of (dataset, rank, world, cursor). */
export class Sequence {
  readonly #key: Key;
  readonly #spec: DatasetSpec;
  readonly #source: Source;
  readonly #schedule: Schedule;
  readonly #orders = new Map<number, Order>();
  readonly #ledger: Ledger;
  readonly #onRepeat: SequenceOptions['onRepeat'];
  #isWarned = false;
  #cursor: Cursor;

  constructor(
    spec: DatasetSpec,
    source: Source,
    { onRepeat, ...options }: SequenceOptions,
    from: Cursor & { readonly attempts?: { readonly [epoch: string]: number } } = { epoch: 0, position: 0 },
  ) {
    this.#key = rootKey(spec.seed);
    this.#spec = spec;
    this.#source = source;
    this.#schedule = {
      ...options,
      batch: spec.batch,
      tail: spec.lastBatch,
      lengthOf: (cycle) => this.lengthOf(cycle),
    };
    this.#cursor = { epoch: from.epoch, position: from.position };
    this.#onRepeat = onRepeat;
    const order = (epoch: number, attempt: number) => sourceOrder(source, spec.order, this.#key, epoch, attempt);
    this.#ledger = new Ledger({
      order,
      length: order(0, 0).length,
      batch: spec.batch,
      tail: spec.lastBatch,
      isShuffled: spec.order.includes('shuffle'),
      ...(from.attempts === undefined ? {} : { known: from.attempts }),
    });
  }

  lengthOf(cycle: number): number {
    return this.#order(cycle).length;
  }

  rowAt(cycle: number, position: number, repeat: number): SequenceRow {
    const order = this.#order(cycle);
    return { id: order.at(position), epoch: order.passAt?.(position) ?? cycle, repeat, cycle, position };
  }

  attempts(): { readonly [epoch: string]: number } {
    return this.#ledger.state();
  }

  next(): Round | undefined {
    const from = this.#cursor;
    const turn = turnAt(from, this.#schedule);
    if (turn === undefined) return undefined;
    const { next, finished } = turn;
    this.#cursor = next;
    const rows = turn.rows.map(({ epoch, position, repeat }) => this.rowAt(epoch, position, repeat));
    return { rows, next, finished, elsewhere: elsewhereOf(this.#schedule, from, next, rows, finished) };
  }

  #order(cycle: number): Order {
    let order = this.#orders.get(cycle);
    if (order === undefined) {
      const attempt = this.#ledger.attempt(cycle);
      if (this.#ledger.isExhausted(cycle)) this.#tellRepeat(cycle);
      order = sourceOrder(this.#source, this.#spec.order, this.#key, cycle, attempt);
      this.#orders.set(cycle, order);
      for (const known of this.#orders.keys()) if (known < cycle - 1) this.#orders.delete(known);
    }
    return order;
  }

  #tellRepeat(epoch: number): void {
    if (this.#onRepeat === 'allow' || this.#isWarned) return;
    const error = repeatError(epoch, { length: this.#source.length, batch: this.#spec.batch });
    if (this.#onRepeat === 'throw') throw error;
    this.#isWarned = true;
    process.emitWarning(error.message, { type: 'AugmentWarning', code: error.code });
  }
}

/** How many samples of each epoch other ranks get in a step. */
export function elsewhereOf(
  { world, lengthOf }: Schedule,
  from: Cursor,
  next: Cursor,
  rows: Round['rows'],
  finished: Round['finished'],
): Round['elsewhere'] {
  if (world === 1) return [];
  const counts: { epoch: number; count: number }[] = [];
  for (let epoch = from.epoch; epoch <= next.epoch; epoch++) {
    const start = epoch === from.epoch ? from.position : 0;
    const end = epoch === next.epoch ? next.position : lengthOf(epoch);
    const mine = rows.filter((row) => row.cycle === epoch && row.repeat === 0).length;
    const dropped = finished.find((one) => one.epoch === epoch)?.dropped ?? 0;
    const count = end - start - dropped - mine;
    if (count > 0) counts.push({ epoch, count });
  }
  return counts;
}
