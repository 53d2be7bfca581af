import { AugmentError, Draws, descend, type Key, rootKey } from '../../transforms/index.ts';
import { type Cursor, type Schedule, turnAt } from '../order/schedule.ts';
import type { OrderStep } from '../order/steps.ts';
import type { SequentialRecord, SequentialSource } from '../sources/iterable.ts';
import type { DatasetSpec } from '../spec.ts';
import { elsewhereOf, type Round, type SequenceOptions, type SequenceRow } from './sequence.ts';

/**
 * The minibatches of a source that can only be read from front to end. Each epoch begins it again; a resume begins the epoch
 * again and passes over what was delivered. Samples are shuffled within a window only, which is said where it is asked for.
 */
export class Arrivals {
  readonly #spec: DatasetSpec;
  readonly #source: SequentialSource;
  readonly #key: Key;
  readonly #options: SequenceOptions;
  readonly #lengths = new Map<number, number>();
  readonly #buffer: SequentialRecord[] = [];
  #open: { readonly epoch: number; readonly iterator: AsyncGenerator<SequentialRecord> } | undefined;
  #cursor: Cursor;
  #turn: Promise<unknown> = Promise.resolve();

  /** Throws AugmentError where the dataset asks for what only random access can give. */
  constructor(spec: DatasetSpec, source: SequentialSource, options: SequenceOptions, from: Cursor | undefined) {
    refuseRandomAccess(spec);
    this.#spec = spec;
    this.#source = source;
    this.#key = rootKey(spec.seed);
    this.#options = options;
    this.#cursor = from === undefined ? { epoch: 0, position: 0 } : { epoch: from.epoch, position: from.position };
  }

  /** Samples of an epoch: all where it is over, those that came so far before. */
  lengthOf(epoch: number): number {
    return this.#lengths.get(epoch) ?? (epoch === this.#cursor.epoch ? this.#cursor.position : 0);
  }

  attempts(): { readonly [epoch: string]: number } {
    return {};
  }

  /** The next minibatch; calls are answered in turn. */
  next(): Promise<Round | undefined> {
    const round = this.#turn.then(() => this.#next());
    this.#turn = round.catch(() => {});
    return round;
  }

  async close(): Promise<void> {
    await this.#open?.iterator.return(undefined);
    this.#open = undefined;
  }

  async #next(): Promise<Round | undefined> {
    const from = this.#cursor;
    const { batch, lastBatch } = this.#spec;
    if (from.epoch >= this.#options.epochs) return undefined;
    await this.#fill(2 * batch * this.#options.world);
    const schedule: Schedule = {
      ...this.#options,
      batch,
      tail: lastBatch,
      lengthOf: (epoch) => this.#lengths.get(epoch) ?? Number.POSITIVE_INFINITY,
    };
    const turn = turnAt(from, schedule)!;
    const { next, finished } = turn;
    const chosen = turn.rows.map(({ position }) => this.#buffer[position - from.position]!);
    const rows = turn.rows.map(({ epoch, position, repeat }, i): SequenceRow => {
      return { id: chosen[i]!.id, epoch, repeat, cycle: epoch, position };
    });
    if (next.epoch === from.epoch) this.#buffer.splice(0, next.position - from.position);
    else this.#buffer.length = 0;
    this.#cursor = next;
    const elsewhere = elsewhereOf(schedule, from, next, rows, finished);
    return { rows, next, finished, elsewhere, records: chosen };
  }

  /** Reads on until so many records are there, or the epoch is over. */
  async #fill(count: number): Promise<void> {
    const { epoch, position } = this.#cursor;
    if (this.#open?.epoch !== epoch) {
      await this.close();
      this.#open = { epoch, iterator: ordered(this.#source, this.#spec.order, descend(this.#key, 'order', epoch)) };
      for (let passed = 0; passed < position; passed++) {
        if ((await this.#open.iterator.next()).done) throw shorter(epoch, position, passed);
      }
    }
    while (this.#buffer.length < count && !this.#lengths.has(epoch)) {
      const { value, done } = await this.#open.iterator.next();
      if (done) this.#lengths.set(epoch, position + this.#buffer.length);
      else this.#buffer.push(value);
    }
  }
}

/** The records of an epoch, in its order. */
async function* ordered(
  source: SequentialSource,
  steps: readonly OrderStep[],
  key: Key,
): AsyncGenerator<SequentialRecord> {
  let flow: AsyncGenerator<SequentialRecord> = opened(source);
  for (const [i, step] of steps.entries()) {
    if (typeof step === 'object' && 'window' in step) flow = shuffled(flow, step.window, descend(key, 'window', i));
    else if (typeof step === 'object' && 'take' in step) flow = taken(flow, step.take);
    else if (typeof step === 'object') throw noBuckets();
  }
  yield* flow;
}

async function* opened(source: SequentialSource): AsyncGenerator<SequentialRecord> {
  for await (const record of { [Symbol.asyncIterator]: () => source.open() }) yield record;
}

async function* shuffled(
  flow: AsyncIterable<SequentialRecord>,
  window: number,
  key: Key,
): AsyncGenerator<SequentialRecord> {
  const draws = new Draws(key);
  const held: SequentialRecord[] = [];
  for await (const one of flow) {
    held.push(one);
    if (held.length <= window) continue;
    yield drawn(held, draws);
  }
  while (held.length > 0) yield drawn(held, draws);
}

function drawn(held: SequentialRecord[], draws: Draws): SequentialRecord {
  const at = draws.integer([0, held.length - 1]);
  const chosen = held[at]!;
  held[at] = held.at(-1)!;
  held.pop();
  return chosen;
}

async function* taken(flow: AsyncIterable<SequentialRecord>, count: number): AsyncGenerator<SequentialRecord> {
  let left = count;
  for await (const one of flow) {
    yield one;
    if (--left === 0) return;
  }
}

function refuseRandomAccess({ order, lastBatch, cache }: DatasetSpec): void {
  const refuse = (what: string, instead: string) => {
    throw new AugmentError(
      'no-random-access',
      `expected no ${what} over an iterable, which is read from front to end, once in each epoch; ${instead}`,
    );
  };
  if (order.includes('shuffle')) refuse('full shuffle', 'use shuffle({ window: 1000 })');
  if (lastBatch === 'pad' || lastBatch === 'wrap') refuse(`batch with last: "${lastBatch}"`, 'use "keep" or "drop"');
  if (cache !== undefined) refuse('cache', 'write the records to files first, or use pictures');
}

function shorter(epoch: number, position: number, got: number): AugmentError {
  return new AugmentError(
    'source-changed',
    `epoch ${epoch}: expected the iterable to give ${position} records again, as before the state was taken, got ${got}; it must give the same ones each time`,
    { epoch },
  );
}

function noBuckets(): AugmentError {
  return new AugmentError(
    'no-random-access',
    'bucketByDuration: expected a source with random access, got an iterable, whose durations are not known beforehand; leave it out',
  );
}
