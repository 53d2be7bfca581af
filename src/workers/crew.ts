import { Worker } from 'node:worker_threads';
import type { Store } from '../cache/index.ts';
import type { Source, SourceIndex, SourceRecord } from '../sources/source.ts';
import type { DatasetSpec } from '../spec.ts';
import { Board } from './board.ts';
import { Foreman } from './foreman.ts';
import { revivedError, tally } from './hands.ts';
import type { RowForm } from './row-form.ts';
import { type PlainPlan, plainPlan, type Setup } from './setup.ts';
import { SlabPool } from './slabs.ts';
import { type Crew, type CrewOptions, type Made, type Row, type Work, workOf } from './task.ts';
import type { SlabNews, WorkerReport } from './worker.ts';

/** How long a worker may take to end by itself. */
const graceMs = 400;
/** Options of Node that a worker must not inherit: they name a script of the main thread's. */
const mainThreadOnly = /^(--input-type|--eval|-e|--print|-p|--check|-c|-pe|--test)/;

/** Makes batches in worker threads. They live as long as the stream; one that dies is replaced. */
export class WorkerCrew implements Crew {
  readonly workers: number;
  readonly slabs: SlabPool;
  readonly form: RowForm;
  readonly #board: Board;
  readonly #foreman: Foreman;
  readonly #tallies: Float64Array;
  readonly #threads: (Worker | undefined)[] = [];
  readonly #index: SourceIndex;
  readonly #plan: PlainPlan;
  readonly #store: Store | undefined;
  #deaths = 0;
  #resting = false;
  #closed = false;

  constructor(spec: DatasetSpec, index: SourceIndex, source: Source, workers: number, options: CrewOptions) {
    this.workers = workers;
    this.form = options.form;
    this.#plan = plainPlan(spec);
    this.#index = index;
    this.#store = options.store;
    this.#board = new Board({ slots: options.slots, rows: spec.batch, workers });
    this.#board.setActive(workers);
    this.#tallies = new Float64Array(new SharedArrayBuffer(8 * tally.words * workers));
    this.slabs = new SlabPool(
      {
        created: (created) => this.#tellAll({ created }),
        dropped: ({ number }) => this.#tellAll({ dropped: number }),
      },
      options.debug,
    );
    this.#foreman = new Foreman(this.#board, this.slabs, source, options.form);
    if (options.condemned !== undefined) this.#foreman.condemn(options.condemned);
    for (let worker = 0; worker < workers; worker++) this.#hire(worker);
    livingCrews().add(this);
  }

  /** Where the process exits, which ends its threads: waits for those that must not be ended just now. */
  stopForExit(): void {
    this.#board.stop();
    for (const worker of this.#threads.keys()) this.#board.waitWhileFragile(worker, 2000);
  }

  get deaths(): number {
    return this.#deaths;
  }

  get slabBytes(): number {
    return this.#foreman.slabBytes;
  }

  make(rows: readonly Row[], records?: readonly SourceRecord[]): Promise<Made> {
    return this.#foreman.make(rows, records);
  }

  mend(made: Made, rows: ReadonlyMap<number, Row>): Promise<Made> {
    return this.#foreman.mend(made, rows);
  }

  rest(resting: boolean): void {
    this.#resting = resting;
    for (const thread of this.#threads)
      if (resting) thread?.unref();
      else thread?.ref();
  }

  setActive(workers: number): void {
    this.#board.setActive(workers);
  }

  work(): Work {
    return workOf(this.#tallies);
  }

  async close(cause: unknown): Promise<void> {
    this.#closed = true;
    this.#foreman.fail(cause);
    this.#board.stop();
    await Promise.all(this.#threads.map((thread, worker) => thread && this.#end(thread, worker)));
    livingCrews().delete(this);
  }

  /** A worker ends by itself after the row in its hands; one that only waits, for a server say, is ended. */
  async #end(thread: Worker, worker: number): Promise<void> {
    thread.ref();
    const exited = new Promise<true>((resolve) => thread.once('exit', () => resolve(true)));
    for (;;) {
      const patience = new Promise<false>((resolve) => setTimeout(resolve, graceMs, false));
      if (await Promise.race([exited, patience])) return;
      if (!this.#board.isFragile(worker)) void thread.terminate();
    }
  }

  #hire(worker: number): void {
    const setup: Setup = {
      worker,
      board: { size: this.#board.size, words: this.#board.words },
      tallies: this.#tallies,
      slabs: this.slabs.all(),
      source: this.#index,
      store: this.#store?.share(),
      plan: this.#plan,
    };
    const thread = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: setup,
      name: `augment ${worker}`,
      ...(process.execArgv.some((option) => mainThreadOnly.test(option)) ? { execArgv: [] } : {}),
    });
    this.#threads[worker] = thread;
    if (this.#resting) thread.unref();
    let isReady = false;
    let reason = 'an exit of its own';
    thread.on('message', (report: WorkerReport) => {
      if (report.kind === 'ready') isReady = true;
      else if (report.kind === 'refused') this.#foreman.fail(revivedError(report.error));
      else this.#foreman.hear(report);
    });
    thread.on('error', (error: Error) => {
      reason = `${(error as NodeJS.ErrnoException).code ?? error.name}: ${error.message}`;
    });
    thread.on('exit', () => {
      if (this.#closed || this.#threads[worker] !== thread) return;
      this.#threads[worker] = undefined;
      if (!isReady)
        this.#foreman.fail(new Error(`expected a worker thread that starts, got one that ended by ${reason}`));
      else void this.#replace(worker, reason);
    });
  }

  async #replace(worker: number, reason: string): Promise<void> {
    this.#deaths++;
    this.#foreman.bury(worker, reason);
    this.#hire(worker);
    const living = [...this.#threads.keys()].filter((other) => other !== worker);
    await this.#foreman.findLost(living);
  }

  #tellAll(news: SlabNews): void {
    for (const thread of this.#threads) thread?.postMessage(news);
  }
}

let living: Set<WorkerCrew> | undefined;

/** All crews of the process, for its end: one listener, however many streams there are. */
function livingCrews(): Set<WorkerCrew> {
  if (living === undefined) {
    const crews = new Set<WorkerCrew>();
    process.on('exit', () => {
      for (const crew of crews) crew.stopForExit();
    });
    living = crews;
  }
  return living;
}
