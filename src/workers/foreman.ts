import { AugmentError } from '../../transforms/index.ts';
import type { Source, SourceRecord } from '../sources/source.ts';
import { type Board, heightOf, rowState, widthOf } from './board.ts';
import type { Report } from './hands.ts';
import { revivedError } from './hands.ts';
import { inboxBytes, packInbox } from './inbox.ts';
import type { Slab, SlabPool } from './slabs.ts';
import type { Made, Row } from './task.ts';

/** A batch, or some rows of it, in work. */
interface Job {
  readonly slot: number;
  readonly order: number;
  readonly rows: ReadonlyMap<number, Row>;
  readonly count: number;
  slab: Slab;
  /** Its records, where the source cannot be asked for them. */
  readonly inbox: Slab | undefined;
  /** How often its rows were posted. */
  posts: number;
  readonly failures: Map<number, AugmentError>;
  /** The width and height that the rows must have; 0 where that is still open. */
  readonly size: number;
  readonly resolve: (made: Made) => void;
  readonly reject: (cause: unknown) => void;
}

/** Posts batches on the board in the main thread, and gathers what became of them. */
export class Foreman {
  readonly #board: Board;
  readonly #slabs: SlabPool;
  readonly #source: Source;
  readonly #pixelBytes: number;
  readonly #jobs = new Map<number, Job>();
  readonly #taken = new Set<number>();
  readonly #waiting: (() => void)[] = [];
  readonly #deaths = new Map<number, number>();
  /** Samples that killed three workers: they are not tried again. */
  readonly #condemned = new Map<number, string>();
  #order = 0;
  #rowBytes = 0;
  #failure: unknown;

  constructor(board: Board, slabs: SlabPool, source: Source, pixelBytes: number) {
    this.#board = board;
    this.#slabs = slabs;
    this.#source = source;
    this.#pixelBytes = pixelBytes;
  }

  /** Samples that are known, from a run before, to kill workers. */
  condemn(ids: ReadonlyMap<number, string>): void {
    for (const [id, reason] of ids) this.#condemned.set(id, reason);
  }

  /** Bytes of a batch's slab, as far as known. */
  get slabBytes(): number {
    return this.#rowBytes * this.#board.size.rows;
  }

  async make(rows: readonly Row[], records?: readonly SourceRecord[]): Promise<Made> {
    const slot = await this.#takeSlot();
    const slab = this.#slabs.take(this.#rowBytes * rows.length);
    const inbox = records === undefined ? undefined : this.#slabs.take(inboxBytes(records));
    if (inbox !== undefined) packInbox(records!, this.#slabs.bytesOf(inbox.number));
    return this.#start(slot, this.#order++, new Map(rows.entries()), rows.length, slab, 0, inbox);
  }

  async mend(made: Made, rows: ReadonlyMap<number, Row>): Promise<Made> {
    const slot = await this.#takeSlot();
    return this.#start(slot, made.order, rows, made.count, made.slab, made.size);
  }

  /** What a worker told. */
  hear(report: Report): void {
    const job = this.#jobs.get(report.slot);
    if (job === undefined) return;
    if (report.kind === 'failed') job.failures.set(report.row, revivedError(report.error));
    this.#settle(job);
  }

  /**
   * A worker died: what it had begun is posted anew. `first` is laid to the sample that it was making; the third death
   * on one sample makes that sample fail.
   */
  bury(worker: number, reason: string): void {
    const current = this.#board.currentOf(worker);
    this.#board.clearWorker(worker);
    for (const job of [...this.#jobs.values()]) {
      for (const row of this.#board.owned(job.slot, [...job.rows.keys()], worker)) {
        if (current?.slot === job.slot && current.row === row && this.#isThird(job, row, reason)) continue;
        this.#board.repost(job.slot, [row]);
      }
      this.#settle(job);
    }
  }

  /**
   * Posts rows anew that a worker had taken when it died, before it could say so: rows that nobody owns up to, once
   * each living worker was seen not to be taking one.
   */
  async findLost(living: readonly number[]): Promise<void> {
    const suspects = [...this.#jobs.values()].map((job) => {
      return { job, posts: job.posts, rows: this.#board.owned(job.slot, [...job.rows.keys()], -1) };
    });
    for (const worker of living) while (this.#board.isClaiming(worker)) await new Promise(setImmediate);
    for (const { job, posts, rows } of suspects) {
      if (this.#jobs.get(job.slot) !== job || job.posts !== posts) continue;
      const lost = this.#board.owned(job.slot, rows, -1);
      if (lost.length > 0) this.#board.repost(job.slot, lost);
    }
  }

  /** Ends everything that is in work, and all that will be asked for. */
  fail(cause: unknown): void {
    this.#failure ??= cause;
    for (const job of this.#jobs.values()) job.reject(this.#failure);
    this.#jobs.clear();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #isThird(job: Job, row: number, reason: string): boolean {
    const { id, epoch } = job.rows.get(row)!;
    const deaths = (this.#deaths.get(id) ?? 0) + 1;
    this.#deaths.set(id, deaths);
    if (deaths < 3) return false;
    this.#condemned.set(id, reason);
    job.failures.set(row, this.#condemnation(id, epoch));
    this.#board.settle(job.slot, row, rowState.failed);
    return true;
  }

  #condemnation(id: number, epoch: number): AugmentError {
    const file = this.#source.nameOf(id);
    return new AugmentError(
      'worker-died',
      `${file}: expected a sample that can be made, got three workers that died of it, the last one by ${this.#condemned.get(id)} (epoch ${epoch}, sample ${id}); remove it, or look into it with workers: 0`,
      { file, epoch, sampleId: id },
    );
  }

  async #takeSlot(): Promise<number> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      for (let slot = 0; slot < this.#board.size.slots; slot++) {
        if (this.#taken.has(slot)) continue;
        this.#taken.add(slot);
        return slot;
      }
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  #start(
    slot: number,
    order: number,
    rows: ReadonlyMap<number, Row>,
    count: number,
    slab: Slab,
    size: number,
    inbox?: Slab,
  ): Promise<Made> {
    return new Promise<Made>((resolve, reject) => {
      this.#jobs.set(slot, {
        slot,
        order,
        rows,
        count,
        slab,
        size,
        inbox,
        posts: 0,
        failures: new Map(),
        resolve,
        reject,
      });
      this.#post(this.#jobs.get(slot)!);
    });
  }

  #post(job: Job): void {
    job.posts++;
    this.#board.setInbox(job.slot, job.inbox?.number ?? -1);
    for (const [row, { id, epoch, repeat }] of job.rows) this.#board.setRow(job.slot, row, id, epoch, repeat);
    const condemned = [...job.rows].filter(([, { id }]) => this.#condemned.has(id));
    for (const [row, { id, epoch }] of condemned) job.failures.set(row, this.#condemnation(id, epoch));
    this.#board.post(
      job.slot,
      job.order,
      job.slab.number,
      [...job.rows.keys()],
      condemned.map(([row]) => row),
    );
    if (condemned.length === job.rows.size) this.#settle(job);
  }

  #settle(job: Job): void {
    if (this.#board.left(job.slot) > 0 || this.#jobs.get(job.slot) !== job) return;
    const states = [...job.rows.keys()].map((row) => [row, this.#board.state(job.slot, row)] as const);
    const told = (state: number) => states.filter(([, found]) => found === state).map(([row]) => row);
    // A worker's word that a batch is made may overtake another's that a row failed.
    if (told(rowState.failed).some((row) => !job.failures.has(row))) return;
    const sizes = states
      .map(([row]) => [row, this.#board.sizeOf(job.slot, row)] as const)
      .filter(([, size]) => size > 0);
    const size = job.size || (sizes[0]?.[1] ?? 0);
    const other = sizes.find(([, found]) => found !== size);
    if (other !== undefined) {
      this.#end(job);
      job.reject(this.#uneven(job, size, sizes[0]![0], other));
    } else if (told(rowState.needsRoom).length > 0) {
      this.#rowBytes = Math.max(this.#rowBytes, widthOf(size) * heightOf(size) * this.#pixelBytes);
      this.#slabs.putBack(job.slab);
      try {
        job.slab = this.#slabs.take(this.#rowBytes * job.count);
      } catch (cause) {
        this.#end(job);
        job.reject(cause);
        return;
      }
      job.failures.clear();
      this.#post(job);
    } else {
      this.#end(job);
      const { slab, order, count, failures } = job;
      job.resolve({ slab, order, count, size, failures });
    }
  }

  #end(job: Job): void {
    if (job.inbox !== undefined) this.#slabs.putBack(job.inbox);
    this.#jobs.delete(job.slot);
    this.#taken.delete(job.slot);
    this.#waiting.shift()?.();
  }

  #uneven(job: Job, size: number, firstRow: number, [otherRow, otherSize]: readonly [number, number]): AugmentError {
    const first = job.size > 0 ? undefined : job.rows.get(firstRow)!;
    const other = job.rows.get(otherRow)!;
    const shown = (packed: number) => `${heightOf(packed)} x ${widthOf(packed)}`;
    const one = first === undefined ? 'others' : this.#source.nameOf(first.id);
    return new AugmentError(
      'uneven-batch',
      `epoch ${other.epoch}: expected samples of one size in a batch, got ${one} as ${shown(size)} and ${this.#source.nameOf(other.id)} as ${shown(otherSize)} (height x width); add resizedCrop, resize or centerCrop to the transforms`,
      { epoch: other.epoch, sampleId: other.id },
    );
  }
}
