import { AugmentError, type Key, rootKey } from '../../transforms/index.ts';
import type { Batch, SoundBatch } from '../batch.ts';
import type { Store } from '../cache/index.ts';
import { withDurations } from '../durations.ts';
import type { Cursor } from '../order/schedule.ts';
import { assertObjects } from '../partners.ts';
import { sequentialSource } from '../sources/iterable.ts';
import { arriving, scanSource, viewSource } from '../sources/kinds.ts';
import type { Source } from '../sources/source.ts';
import { type DatasetSpec, mixes } from '../spec.ts';
import { assertTargets } from '../targets/gather.ts';
import { type Output, openCache, openCrew, outputOf } from '../workers/open.ts';
import type { Crew } from '../workers/task.ts';
import { Accounting } from './accounting.ts';
import { Arrivals } from './arrivals.ts';
import { deliver } from './deliver.ts';
import { type CheckedOptions, checkedOptions, type StreamOptions, workersFor } from './options.ts';
import { type Produced, produce } from './producer.ts';
import { makeReport, type StreamReport } from './report.ts';
import { Sequence } from './sequence.ts';
import { checkedState, type Fingerprint, fingerprintOf, makeState, type StreamState } from './state.ts';
import { mostAhead, Tuner } from './tuner.ts';

/** All that a running stream works with. */
interface Run {
  readonly source: Source;
  readonly crew: Crew;
  readonly store: Store | undefined;
  readonly feed: Sequence | Arrivals;
  readonly accounting: Accounting;
  readonly tuner: Tuner;
  readonly plan: Fingerprint;
  readonly output: Output;
}

/** A batch in work. */
interface Ahead {
  /** Nothing where all is over. */
  readonly promise: Promise<Produced | undefined>;
  isReady: boolean;
}

/** A running dataset: iterate it once for its minibatches. `state()` says where it is, `report()` how it runs. */
export class Stream<B extends Batch | SoundBatch = Batch> implements AsyncIterableIterator<B> {
  readonly #spec: DatasetSpec;
  readonly #options: CheckedOptions;
  readonly #key: Key;
  readonly #queue: Ahead[] = [];
  #run: Run | undefined;
  /** No batch is begun any more. */
  #isLast = false;
  #turn: Promise<unknown> = Promise.resolve();
  #rejectWaiting: ((cause: unknown) => void) | undefined;
  #closing: Promise<void> | undefined;
  /** What ended the stream while nobody waited. */
  #untold: unknown;
  /** Where the consumer is. */
  #cursor: Cursor = { epoch: 0, position: 0 };
  #step = 0;
  #meter = { samples: 0, waited: 0, ready: 0, pulls: 0, started: 0, last: 0 };
  readonly #onAbort = () => {
    if (this.#rejectWaiting === undefined) this.#untold = this.#options.signal!.reason;
    void this.#end(this.#options.signal!.reason);
  };

  constructor(spec: DatasetSpec, options: StreamOptions = {}) {
    this.#spec = spec;
    this.#options = checkedOptions(options);
    this.#key = rootKey(spec.seed);
  }

  /** Minibatches delivered so far, those before a resume included. */
  get step(): number {
    return this.#step;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next minibatch. Throws AugmentError where the source, a sample or a state is bad. */
  next(): Promise<IteratorResult<B, undefined>> {
    // One after the other, even where they are asked for at once.
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Stops everything, at once; resolves when no thread works any more. */
  async return(): Promise<IteratorResult<B, undefined>> {
    await this.#end(undefined);
    return { value: undefined, done: true };
  }

  /**
   * Where the stream is, as small JSON: what was delivered is behind, what was made ahead is not. `stream({ from })` of
   * the same dataset goes on exactly there.
   */
  state(): StreamState {
    const run = this.#run;
    if (run === undefined) {
      const beginning = { epoch: 0, position: 0, step: 0, attempts: {}, counts: [], quarantine: [] };
      return this.#options.from ?? makeState({ plan: undefined, ...beginning });
    }
    return makeState({
      plan: run.plan,
      ...this.#cursor,
      step: this.#step,
      attempts: run.feed.attempts(),
      counts: run.accounting.current(),
      quarantine: run.accounting.quarantine(),
    });
  }

  /** What became of every sample, how fast it goes, and what bounds it. */
  report(): StreamReport {
    const { samples, waited, ready, pulls, started, last } = this.#meter;
    const run = this.#run;
    const tuning = run?.tuner.tuning ?? { ahead: 0, active: 0 };
    const meter = {
      ...tuning,
      step: this.#step,
      samples,
      seconds: (last - started) / 1000,
      waitedSeconds: waited / 1000,
      readySum: ready,
      pulls,
    };
    const none = { samples: 0, beyondRange: 0, readMs: 0, decodeMs: 0, augmentMs: 0 };
    return makeReport(meter, run?.crew.work() ?? none, run?.crew ?? { workers: 0, deaths: 0 }, {
      epochs: run?.accounting.epochs() ?? [],
      quarantine: run?.accounting.quarantine() ?? [],
      held: run?.crew.slabs.lent ?? 0,
      cache: run?.store?.stats(),
    });
  }

  async #next(): Promise<IteratorResult<B, undefined>> {
    if (this.#closing !== undefined) {
      await this.#closing;
      const cause = this.#untold;
      this.#untold = undefined;
      if (cause !== undefined) throw cause;
      return { value: undefined, done: true };
    }
    try {
      this.#options.signal?.throwIfAborted();
      const run = this.#run ?? (await this.#open());
      if (this.#run === undefined && this.#closing !== undefined) await closeRun(run, ended);
      this.#run ??= run;
      const batch = await this.#deliver(run);
      if (batch !== undefined) return { value: batch, done: false };
    } catch (cause) {
      await this.#end(cause);
      const told = cause === ended ? this.#untold : cause;
      this.#untold = undefined;
      if (told !== undefined) throw told;
      return { value: undefined, done: true };
    }
    await this.#end(undefined);
    return { value: undefined, done: true };
  }

  async #open(): Promise<Run> {
    this.#options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    const spec = this.#spec;
    const { from, debug, workers, ahead, aheadBytes } = this.#options;
    const index = 'iterable' in spec.source ? arriving : await scanSource(spec.source, spec.base);
    const source = await withDurations(spec, viewSource(index));
    assertTargets(spec.targets, source);
    assertObjects(spec.augment, spec.targets, source);
    const plan = fingerprintOf(spec, source);
    const state = from === undefined ? undefined : checkedState(from, plan);
    const { rank, world, onRepeat, epochs = spec.epochs } = this.#options;
    const options = { epochs, rank, world, onRepeat };
    const feed =
      'iterable' in spec.source
        ? new Arrivals(spec, sequentialSource(spec.source.iterable), options, state)
        : new Sequence(spec, source, options, state);
    if (
      feed instanceof Sequence &&
      state !== undefined &&
      state.position > 0 &&
      state.position >= feed.lengthOf(state.epoch)
    )
      throw beyondEpoch(state, feed.lengthOf(state.epoch));
    if (feed instanceof Arrivals && mixes(spec.augment)) throw noPartners();
    if (feed instanceof Arrivals && this.#options.onError === 'replace') throw noReplacing();
    const count = workersFor(this.#options, source.length);
    const deadly = (state?.quarantine ?? []).filter(({ code }) => code === 'worker-died');
    const condemned = new Map(deadly.map(({ id }) => [id, 'a death in a run before'] as const));
    const store = openCache(spec, source);
    const slots = 1 + (ahead ?? mostAhead);
    const crew = openCrew(spec, index, source, { workers: count, slots, debug, condemned, store });
    if (state !== undefined) {
      this.#cursor = { epoch: state.epoch, position: state.position };
      this.#step = state.step;
    }
    const now = performance.now();
    Object.assign(this.#meter, { started: now, last: now });
    return {
      source,
      crew,
      store,
      feed,
      plan,
      output: outputOf(spec),
      accounting: new Accounting((epoch) => feed.lengthOf(epoch), state?.counts, state?.quarantine),
      tuner: new Tuner({ ahead, workers: count, mayRest: workers === undefined, bytes: aheadBytes }),
    };
  }

  /** Keeps as many batches in work as may be ahead, and one to be delivered. */
  #fill(run: Run): void {
    while (!this.#isLast && this.#queue.length <= run.tuner.tuning.ahead) {
      const promise = this.#begin(run);
      if (promise === undefined) return;
      const ahead: Ahead = { promise, isReady: false };
      promise.then(
        () => {
          ahead.isReady = true;
        },
        () => {},
      );
      this.#queue.push(ahead);
    }
  }

  /** Begins the next batch. What fails here is told when its turn comes, after the batches before it. */
  #begin({ crew, feed, source }: Run): Promise<Produced | undefined> | undefined {
    const { onError } = this.#options;
    try {
      if (feed instanceof Arrivals) {
        return feed.next().then((round) => {
          this.#isLast ||= round === undefined;
          return round && produce(crew, undefined, source, round, onError, this.#key);
        });
      }
      const round = feed.next();
      this.#isLast = round === undefined;
      return round && produce(crew, feed, source, round, onError, this.#key);
    } catch (cause) {
      this.#isLast = true;
      return Promise.reject(cause);
    }
  }

  async #deliver(run: Run): Promise<B | undefined> {
    const { lease, leases, debug } = this.#options;
    for (;;) {
      if (lease && run.crew.slabs.lent >= leases) throw tooManyLeases(leases);
      this.#fill(run);
      const asked = performance.now();
      const ready = this.#queue.filter(({ isReady }) => isReady).length;
      const first = this.#queue.shift();
      if (first === undefined) return undefined;
      // Even where a batch is ready: messages, signals and the collector's word come between tasks only.
      if (first.isReady) await new Promise(setImmediate);
      const produced = await this.#waitFor(run.crew, first);
      if (produced === undefined) return undefined;
      this.#account(run, produced);
      this.#tune(run, asked, ready);
      if (produced.made !== undefined && produced.rows.length > 0) {
        const batch = deliver(run.crew, run.source, run.output, produced, produced.made, this.#spec, {
          lease,
          debug,
        });
        this.#fill(run);
        this.#step++;
        this.#meter.samples += batch.ids.length;
        return batch as B;
      }
      if (produced.made !== undefined) run.crew.slabs.putBack(produced.made.slab);
    }
  }

  async #waitFor(crew: Crew, first: Ahead): Promise<Produced | undefined> {
    if (this.#closing !== undefined) throw ended;
    crew.rest(false);
    try {
      return await new Promise<Produced | undefined>((resolve, reject) => {
        this.#rejectWaiting = reject;
        first.promise.then(resolve, reject);
      });
    } finally {
      this.#rejectWaiting = undefined;
      crew.rest(true);
    }
  }

  #account({ accounting, feed }: Run, { round, rows, replaced, bad }: Produced): void {
    const substitutes = new Set(replaced);
    for (const row of rows) {
      if (substitutes.has(row)) accounting.add(row.cycle, 'replaced', 1);
      else accounting.add(row.cycle, row.repeat > 0 ? 'padded' : 'delivered', 1);
    }
    for (const { row, error } of bad) {
      if (row.repeat === 0) accounting.add(row.cycle, 'quarantined', 1);
      accounting.list(row, error);
    }
    for (const { epoch, count } of round.elsewhere) accounting.add(epoch, 'elsewhere', count);
    this.#cursor = round.next;
    if (feed instanceof Arrivals) for (const { cycle } of rows) accounting.setSamples(cycle, feed.lengthOf(cycle));
    for (const { epoch, dropped } of round.finished) {
      accounting.add(epoch, 'dropped', dropped);
      const { delivered, elsewhere, quarantined } = accounting.of(epoch);
      if (delivered + elsewhere === 0 && quarantined > 0) throw nothingLeft(epoch, quarantined);
    }
  }

  #tune({ crew, tuner }: Run, asked: number, ready: number): void {
    const now = performance.now();
    const meter = this.#meter;
    const { active } = tuner.tuning;
    const tuned = tuner.note(now - asked, now - meter.last, ready, crew.slabBytes);
    if (tuned.active !== active) crew.setActive(tuned.active);
    crew.slabs.keep = tuned.ahead + 2;
    meter.waited += now - asked;
    meter.ready += ready;
    meter.pulls++;
    meter.last = now;
  }

  /** Ends the stream; a `next` that waits fails with `cause`, or is over where there is none. */
  #end(cause: unknown): Promise<void> {
    this.#closing ??= this.#close(cause);
    this.#rejectWaiting?.(cause ?? ended);
    return this.#closing;
  }

  async #close(cause: unknown): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#queue.length = 0;
    if (this.#run !== undefined) await closeRun(this.#run, cause ?? ended);
  }
}

/** What a batch in work ends with where the consumer wants no more. */
const ended = new AugmentError('ended', 'the stream was ended');

async function closeRun({ crew, feed, store }: Run, cause: unknown): Promise<void> {
  await crew.close(cause);
  if (feed instanceof Arrivals) await feed.close();
  store?.close();
}

function noReplacing(): AugmentError {
  return new AugmentError(
    'no-random-access',
    'stream.onError: expected throw or skip over an iterable, whose samples cannot be asked for again, got "replace"',
    { parameter: 'onError' },
  );
}

function noPartners(): AugmentError {
  return new AugmentError(
    'no-random-access',
    'augment: expected no transform that mixes samples over an iterable, whose samples cannot be asked for, got one; keep the samples in files or memory (imageFolder, pictures, arrays)',
    { parameter: 'augment' },
  );
}

function beyondEpoch({ epoch, position }: StreamState, length: number): AugmentError {
  return new AugmentError(
    'bad-state',
    `from.position: expected at most ${length - 1} in epoch ${epoch}, got ${position}; was the state changed by hand?`,
  );
}

function tooManyLeases(leases: number): AugmentError {
  return new AugmentError(
    'too-many-leases',
    `expected batches to be given back, got ${leases} that are held; call batch.release() when a batch is used up, raise \`leases\`, or leave out \`lease\``,
  );
}

function nothingLeft(epoch: number, quarantined: number): AugmentError {
  return new AugmentError(
    'nothing-left',
    `epoch ${epoch}: expected some samples that can be made, got ${quarantined} bad ones and no other; see report().quarantine for the reasons`,
    { epoch },
  );
}
