import { AugmentError } from '../../transforms/index.ts';
import type { Source, SourceRecord } from '../sources/source.ts';
import { type Board, rowState } from './board.ts';
import type { Report } from './hands.ts';
import { revivedError } from './hands.ts';
import { inboxBytes, packInbox } from './inbox.ts';
import { RecentLengths } from './recent-lengths.ts';
import { type Extras, type RowForm, restride } from './row-form.ts';
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
  readonly extras: Map<number, Extras>;
  /** How many values a plane may have; 0: as many as all rows have. */
  room: number;
  /** What was made of the batch before, of which some rows are made again. */
  readonly before: Made | undefined;
  readonly resolve: (made: Made) => void;
  readonly reject: (cause: unknown) => void;
}

/** Posts batches on the board in the main thread, and gathers what became of them. */
export class Foreman {
  readonly #board: Board;
  readonly #slabs: SlabPool;
  readonly #source: Source;
  readonly #form: RowForm;
  readonly #recent = new RecentLengths();
  readonly #jobs = new Map<number, Job>();
  readonly #taken = new Set<number>();
  readonly #waiting: (() => void)[] = [];
  readonly #deaths = new Map<number, number>();
  /** Samples that killed three workers: they are not tried again. */
  readonly #condemned = new Map<number, string>();
  #order = 0;
  /** Bytes of a row, where all are alike; and what is known of rows of their own length. */
  #rowBytes = 0;
  #maskBytes = 0;
  #planes = 0;
  #failure: unknown;

  constructor(board: Board, slabs: SlabPool, source: Source, form: RowForm) {
    this.#board = board;
    this.#slabs = slabs;
    this.#source = source;
    this.#form = form;
  }

  /** Samples that are known, from a run before, to kill workers. */
  condemn(ids: ReadonlyMap<number, string>): void {
    for (const [id, reason] of ids) this.#condemned.set(id, reason);
  }

  /** Bytes of a batch's slab, as far as known. */
  get slabBytes(): number {
    return this.#bytesFor(this.#board.size.rows);
  }

  async make(rows: readonly Row[], records?: readonly SourceRecord[]): Promise<Made> {
    const slot = await this.#takeSlot();
    const slab = this.#slabs.take(this.#bytesFor(rows.length));
    const inbox = records === undefined ? undefined : this.#slabs.take(inboxBytes(records));
    if (inbox !== undefined) packInbox(records!, this.#slabs.bytesOf(inbox.number));
    return this.#start(
      slot,
      this.#order++,
      new Map(rows.entries()),
      rows.length,
      slab,
      this.#recent.room,
      undefined,
      inbox,
    );
  }

  async mend(made: Made, rows: ReadonlyMap<number, Row>): Promise<Made> {
    const slot = await this.#takeSlot();
    return this.#start(slot, made.order, rows, made.count, made.slab, made.room, made);
  }

  /** What a worker told. */
  hear(report: Report): void {
    const job = this.#jobs.get(report.slot);
    if (job === undefined) return;
    if (report.kind === 'failed') job.failures.set(report.row, revivedError(report.error));
    if (report.kind === 'labelled') job.extras.set(report.row, report.extras);
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

  /** Of a slab; masks lie behind all rows that a batch may have. */
  #bytesFor(rows: number): number {
    if (this.#maskBytes === 0) return this.#bytesOfRow() * rows;
    return this.#bytesOfRow() * this.#board.size.rows + this.#maskBytes * rows;
  }

  #bytesOfRow(): number {
    const { isRagged, valueBytes } = this.#form;
    return isRagged ? this.#planes * this.#recent.room * valueBytes : this.#rowBytes;
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
    room: number,
    before: Made | undefined,
    inbox?: Slab,
  ): Promise<Made> {
    return new Promise<Made>((resolve, reject) => {
      this.#jobs.set(slot, {
        slot,
        order,
        rows,
        count,
        slab,
        room,
        before,
        inbox,
        posts: 0,
        failures: new Map(),
        extras: new Map(before?.extras),
        resolve,
        reject,
      });
      this.#post(this.#jobs.get(slot)!, rows);
    });
  }

  #post(job: Job, rows: ReadonlyMap<number, Row>): void {
    job.posts++;
    this.#board.setInbox(job.slot, job.inbox?.number ?? -1);
    for (const [row, { id, epoch, repeat }] of rows) this.#board.setRow(job.slot, row, id, epoch, repeat);
    const condemned = [...rows].filter(([, { id }]) => this.#condemned.has(id));
    for (const [row, { id, epoch }] of condemned) job.failures.set(row, this.#condemnation(id, epoch));
    this.#board.post(
      job.slot,
      job.order,
      job.slab.number,
      job.room,
      [...rows.keys()],
      condemned.map(([row]) => row),
    );
    if (condemned.length === rows.size) this.#settle(job);
  }

  #settle(job: Job): void {
    if (this.#board.left(job.slot) > 0 || this.#jobs.get(job.slot) !== job) return;
    const states = [...job.rows.keys()].map((row) => [row, this.#board.state(job.slot, row)] as const);
    const told = (state: number) => states.filter(([, found]) => found === state).map(([row]) => row);
    // A worker's word that a batch is made may overtake another's that a row failed.
    if (told(rowState.failed).some((row) => !job.failures.has(row))) return;
    if (told(rowState.done).some((row) => this.#board.isTold(job.slot, row) && !job.extras.has(row))) return;
    const first =
      job.before ?? this.#shapeOf(job, states.find(([row]) => this.#board.codeOf(job.slot, row) !== 0)?.[0]);
    const other = states.find(([row]) => {
      const { code, trait } = this.#shapeOf(job, row);
      return code !== 0 && (code !== first.code || trait !== first.trait);
    });
    if (other !== undefined) {
      this.#end(job);
      job.reject(this.#uneven(job, first, states, other[0]));
      return;
    }
    const homeless = told(rowState.needsRoom);
    try {
      if (homeless.length > 0) this.#rehouse(job, first.code, homeless);
      else this.#finish(job, first);
    } catch (cause) {
      this.#end(job);
      job.reject(cause);
    }
  }

  #shapeOf({ slot }: Job, row: number | undefined): { readonly code: number; readonly trait: number } {
    if (row === undefined) return { code: 0, trait: 0 };
    return { code: this.#board.codeOf(slot, row), trait: this.#board.traitOf(slot, row) };
  }

  #finish(job: Job, { code, trait }: { readonly code: number; readonly trait: number }): void {
    this.#end(job);
    const { slot, slab, order, count, failures, extras, room, before } = job;
    const lengths = before?.lengths ?? new Int32Array(count);
    for (const row of job.rows.keys()) lengths[row] = this.#board.lengthOf(slot, row);
    if (this.#form.isRagged) this.#recent.note(Math.max(...lengths), this.#form.paddedLength(code));
    const rowBytes = this.#form.planesOf(code) * Math.max(room, ...lengths) * this.#form.valueBytes;
    const masksAt = this.#board.size.rows * rowBytes;
    job.resolve({ slab, order, count, code, trait, room, lengths, extras, failures, masksAt });
  }

  /** A slab with room for all rows. Those that were made move; where lengths may differ, only the others are made again. */
  #rehouse(job: Job, code: number, homeless: readonly number[]): void {
    const { valueBytes, isRagged } = this.#form;
    const planes = this.#form.planesOf(code);
    const longest = Math.max(0, ...[...job.rows.keys()].map((row) => this.#board.lengthOf(job.slot, row)));
    if (isRagged) this.#recent.note(longest, this.#form.paddedLength(code));
    const room = isRagged ? Math.max(job.room, this.#recent.room) : longest;
    this.#planes = planes;
    this.#rowBytes = Math.max(this.#rowBytes, planes * room * valueBytes);
    this.#maskBytes = Math.max(this.#maskBytes, this.#form.maskBytesOf(code));
    const old = job.slab;
    if (isRagged) {
      job.slab = this.#slabs.take(planes * room * valueBytes * job.count);
      const made = [...Array(job.count).keys()].filter((row) => !homeless.includes(row));
      const [from, to] = [this.#slabs.bytesOf(old.number), this.#slabs.bytesOf(job.slab.number)];
      if (job.room > 0) restride(from, to, made, planes, job.room * valueBytes, room * valueBytes);
      this.#slabs.putBack(old);
      job.room = room;
      this.#post(job, new Map(homeless.map((row) => [row, job.rows.get(row)!])));
    } else {
      this.#slabs.putBack(old);
      job.slab = this.#slabs.take(this.#bytesFor(job.count));
      job.failures.clear();
      this.#post(job, job.rows);
    }
  }

  #end(job: Job): void {
    if (job.inbox !== undefined) this.#slabs.putBack(job.inbox);
    this.#jobs.delete(job.slot);
    this.#taken.delete(job.slot);
    this.#waiting.shift()?.();
  }

  #uneven(
    job: Job,
    first: { readonly code: number; readonly trait: number },
    states: readonly (readonly [row: number, state: number])[],
    otherRow: number,
  ): AugmentError {
    const firstRow = states.find(([row]) => this.#board.codeOf(job.slot, row) === first.code)?.[0];
    const known = job.before === undefined && firstRow !== undefined ? job.rows.get(firstRow) : undefined;
    const other = job.rows.get(otherRow)!;
    const made = this.#shapeOf(job, otherRow);
    const one = known === undefined ? 'others' : this.#source.nameOf(known.id);
    return new AugmentError(
      'uneven-batch',
      `epoch ${other.epoch}: expected samples of one size in a batch, got ${one} as ${this.#form.shown(first.code, first.trait)} and ${this.#source.nameOf(other.id)} as ${this.#form.shown(made.code, made.trait)}; ${this.#form.advice}`,
      { epoch: other.epoch, sampleId: other.id },
    );
  }
}
