import { makeRenderer } from '../make-renderer.ts';
import { noTime, type SampleRenderer } from '../sample-renderer.ts';
import type { Source, SourceRecord } from '../sources/source.ts';
import type { DatasetSpec } from '../spec.ts';
import { Board } from './board.ts';
import { Foreman } from './foreman.ts';
import { Hands, tally } from './hands.ts';
import type { RowForm } from './row-form.ts';
import { SlabPool } from './slabs.ts';
import { type Crew, type CrewOptions, type Made, type Row, type Work, workOf } from './task.ts';

/** Rows after which other tasks of this thread get their turn. */
const rowsAtOnce = 16;

/** Makes batches in this thread, by the same board and hands as workers do. */
export class InlineCrew implements Crew {
  readonly workers = 0;
  readonly deaths = 0;
  readonly slabs: SlabPool;
  readonly form: RowForm;
  readonly #board: Board;
  readonly #foreman: Foreman;
  readonly #hands: Hands;
  readonly #renderer: SampleRenderer;
  readonly #tallies = new Float64Array(tally.words);
  #working: Promise<void> | undefined;
  #asked = 0;
  #closed = false;
  readonly #ending = new AbortController();

  constructor(spec: DatasetSpec, source: Source, options: CrewOptions) {
    const slabs = new SlabPool({ created: () => {}, dropped: () => {} }, options.debug);
    this.slabs = slabs;
    this.form = options.form;
    this.#board = new Board({ slots: options.slots, rows: spec.batch, workers: 1 });
    this.#board.setActive(1);
    this.#foreman = new Foreman(this.#board, slabs, source, options.form);
    if (options.condemned !== undefined) this.#foreman.condemn(options.condemned);
    const timings = noTime();
    this.#renderer = makeRenderer(spec, source, { timings, store: options.store, signal: this.#ending.signal });
    const slab = (number: number) => slabs.bytesOf(number);
    const report = this.#foreman.hear.bind(this.#foreman);
    this.#hands = new Hands(this.#renderer, this.#board, 0, this.#tallies, slab, report, timings);
  }

  get slabBytes(): number {
    return this.#foreman.slabBytes;
  }

  make(rows: readonly Row[], records?: readonly SourceRecord[]): Promise<Made> {
    const made = this.#foreman.make(rows, records);
    this.#work();
    return made;
  }

  mend(made: Made, rows: ReadonlyMap<number, Row>): Promise<Made> {
    const mended = this.#foreman.mend(made, rows);
    this.#work();
    return mended;
  }

  rest(): void {}

  setActive(): void {}

  work(): Work {
    return workOf(this.#tallies);
  }

  async close(cause: unknown): Promise<void> {
    this.#closed = true;
    this.#ending.abort(cause);
    this.#foreman.fail(cause);
    await this.#working;
    this.#renderer.close();
  }

  #work(): void {
    this.#asked++;
    if (this.#working === undefined) this.#working = this.#toil();
  }

  async #toil(): Promise<void> {
    let idle = false;
    for (let rows = 0; !this.#closed; rows++) {
      // What was asked for is posted, and slots come free, in tasks of this same thread.
      if (idle || rows % rowsAtOnce === 0) await new Promise(setImmediate);
      const asked = this.#asked;
      const stepping = this.#hands.step();
      const isBusy = stepping === true || (stepping !== false && (await stepping));
      if (!isBusy && idle && asked === this.#asked) break;
      idle = !isBusy;
    }
    this.#working = undefined;
  }
}
