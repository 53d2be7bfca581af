/** How large a board is: slots are batches in work, rows the samples of a batch. */
export interface BoardSize {
  readonly slots: number;
  readonly rows: number;
  readonly workers: number;
}

/** What became of a row. */
export const rowState = { pending: 0, done: 1, failed: 2, uneven: 3, needsRoom: 4 } as const;

// What different threads write lies 128 bytes apart, so that they do not take cache lines from each other.
const head = { signal: 0, stop: 1, active: 2, words: 32 } as const;
const perWorker = { claiming: 0, slot: 1, row: 2, fragile: 3, words: 32 } as const;
const perSlot = {
  order: 0,
  next: 1,
  count: 2,
  left: 3,
  slab: 4,
  shape: 5,
  inbox: 6,
  room: 7,
  trait: 8,
  words: 32,
} as const;
const perRow = {
  state: 0,
  owner: 1,
  id: 2,
  epoch: 3,
  repeat: 4,
  code: 5,
  length: 6,
  trait: 7,
  told: 8,
  words: 9,
} as const;

/**
 * What all threads see: the rows that wait to be made, in the order of their batches, who makes which, and what became
 * of each. The main thread posts rows; workers claim one at a time, so that work is shared out to the last row. A slot's
 * counters only ever grow (and wrap), so that a claim can never be mistaken for one of the batch before.
 */
export class Board {
  readonly size: BoardSize;
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly #slots: number;
  readonly #rows: number;
  readonly #rings: number;
  readonly #ring: number;

  constructor(size: BoardSize, words = new Int32Array(new SharedArrayBuffer(4 * Board.length(size)))) {
    this.size = size;
    this.words = words;
    this.#slots = head.words + size.workers * perWorker.words;
    this.#rows = this.#slots + size.slots * perSlot.words;
    this.#rings = this.#rows + size.slots * size.rows * perRow.words;
    this.#ring = ringOf(size.rows);
  }

  static length({ slots, rows, workers }: BoardSize): number {
    return head.words + workers * perWorker.words + slots * (perSlot.words + rows * perRow.words + ringOf(rows));
  }

  // ---- the main thread's side

  /**
   * Posts rows of a batch: `order` says which batch comes first, `room` how many values a plane may have (0: as many as all
   * rows have). Those that are `lost` already nobody makes.
   */
  post(
    slot: number,
    order: number,
    slab: number,
    room: number,
    rows: readonly number[],
    lost: readonly number[],
  ): void {
    this.#store(this.#slot(slot, perSlot.order), order);
    this.#store(this.#slot(slot, perSlot.slab), slab);
    this.#store(this.#slot(slot, perSlot.room), room);
    this.#store(this.#slot(slot, perSlot.shape), 0);
    this.#store(this.#slot(slot, perSlot.trait), 0);
    const sound = lost.length === 0 ? rows : rows.filter((row) => !lost.includes(row));
    this.#store(this.#slot(slot, perSlot.left), sound.length);
    for (const row of sound) this.#store(this.#row(slot, row, perRow.state), rowState.pending);
    for (const row of lost) this.#store(this.#row(slot, row, perRow.state), rowState.failed);
    this.#append(slot, sound);
  }

  /** Posts rows anew whose worker died. */
  repost(slot: number, rows: readonly number[]): void {
    this.#append(slot, rows);
  }

  /** The slab with the records of a batch, where its source cannot be asked by other threads; -1: it can. */
  setInbox(slot: number, slab: number): void {
    this.#store(this.#slot(slot, perSlot.inbox), slab);
  }

  setRow(slot: number, row: number, id: number, epoch: number, repeat: number): void {
    this.#store(this.#row(slot, row, perRow.id), id);
    this.#store(this.#row(slot, row, perRow.epoch), epoch);
    this.#store(this.#row(slot, row, perRow.repeat), repeat);
    for (const word of [perRow.code, perRow.length, perRow.trait, perRow.told])
      this.#store(this.#row(slot, row, word), 0);
  }

  stop(): void {
    this.#store(head.stop, 1);
    this.wake();
  }

  /** Workers from this number on rest. */
  setActive(workers: number): void {
    this.#store(head.active, workers);
    this.wake();
  }

  wake(): void {
    Atomics.add(this.words, head.signal, 1);
    Atomics.notify(this.words, head.signal);
  }

  left(slot: number): number {
    return this.#load(this.#slot(slot, perSlot.left));
  }

  state(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.state));
  }

  /** Which of the rows a worker has claimed and not finished; worker -1: those that nobody owns up to. */
  owned(slot: number, rows: readonly number[], worker: number): number[] {
    const waiting = this.#waiting(slot);
    return rows.filter((row) => {
      const isPending = this.state(slot, row) === rowState.pending && !waiting.has(row);
      return isPending && this.#load(this.#row(slot, row, perRow.owner)) === worker + 1;
    });
  }

  /** Whether a worker is between taking a row and saying so. */
  isClaiming(worker: number): boolean {
    return this.#load(this.#worker(worker, perWorker.claiming)) === 1;
  }

  /** What a worker was making. */
  currentOf(worker: number): { readonly slot: number; readonly row: number } | undefined {
    const slot = this.#load(this.#worker(worker, perWorker.slot)) - 1;
    return slot < 0 ? undefined : { slot, row: this.#load(this.#worker(worker, perWorker.row)) };
  }

  /** A worker's words as of one that has just begun. */
  clearWorker(worker: number): void {
    for (let i = 0; i < perWorker.words; i++) this.#store(this.#worker(worker, i), 0);
  }

  /** Whether a worker must not be ended from outside just now. */
  isFragile(worker: number): boolean {
    return this.#load(this.#worker(worker, perWorker.fragile)) === 1;
  }

  /** Blocks this thread while a worker is fragile, for at most so long. */
  waitWhileFragile(worker: number, milliseconds: number): void {
    Atomics.wait(this.words, this.#worker(worker, perWorker.fragile), 1, milliseconds);
  }

  // ---- the workers' side

  /** Begins what must not be ended from outside. False where the worker is to end anyway. */
  enterFragile(worker: number): boolean {
    this.#store(this.#worker(worker, perWorker.fragile), 1);
    if (!this.isStopped()) return true;
    this.leaveFragile(worker);
    return false;
  }

  leaveFragile(worker: number): void {
    this.#store(this.#worker(worker, perWorker.fragile), 0);
    Atomics.notify(this.words, this.#worker(worker, perWorker.fragile));
  }

  /** The next row for this worker, as slot * rows + row; -1 where there is none. Batches go in their order. */
  claim(worker: number): number {
    for (;;) {
      const slot = this.#nextSlot();
      if (slot < 0) return -1;
      const at = this.#load(this.#slot(slot, perSlot.next));
      if (this.#count(slot, at) <= 0) continue;
      this.#store(this.#worker(worker, perWorker.claiming), 1);
      const won = Atomics.compareExchange(this.words, this.#slot(slot, perSlot.next), at, (at + 1) | 0) === at;
      const row = won ? this.#load(this.#todo(slot, at)) : 0;
      if (won) this.#store(this.#row(slot, row, perRow.owner), worker + 1);
      this.#store(this.#worker(worker, perWorker.claiming), 0);
      if (won) return slot * this.size.rows + row;
    }
  }

  /** Notes what a worker is making, so that a death can be laid to it. */
  begin(worker: number, slot: number, row: number): void {
    this.#store(this.#worker(worker, perWorker.row), row);
    this.#store(this.#worker(worker, perWorker.slot), slot + 1);
  }

  /** Notes what became of a row. True where it was the last one of its batch that was missing. */
  finish(worker: number, slot: number, row: number, state: number): boolean {
    this.#store(this.#worker(worker, perWorker.slot), 0);
    return this.settle(slot, row, state);
  }

  /** As `finish`, for a row that no worker makes any more. */
  settle(slot: number, row: number, state: number): boolean {
    const at = this.#row(slot, row, perRow.state);
    if (Atomics.compareExchange(this.words, at, rowState.pending, state) !== rowState.pending) return false;
    return Atomics.sub(this.words, this.#slot(slot, perSlot.left), 1) === 1;
  }

  isStopped(): boolean {
    return this.#load(head.stop) === 1;
  }

  isActive(worker: number): boolean {
    return worker < this.#load(head.active);
  }

  signal(): number {
    return this.#load(head.signal);
  }

  /** Sleeps until something changed since `seen`. */
  wait(seen: number): void {
    Atomics.wait(this.words, head.signal, seen);
  }

  slabOf(slot: number): number {
    return this.#load(this.#slot(slot, perSlot.slab));
  }

  inboxOf(slot: number): number {
    return this.#load(this.#slot(slot, perSlot.inbox));
  }

  idOf(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.id)) >>> 0;
  }

  epochOf(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.epoch));
  }

  repeatOf(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.repeat));
  }

  /** How many values a plane of a row may have; 0: as many as it has. */
  roomOf(slot: number): number {
    return this.#load(this.#slot(slot, perSlot.room));
  }

  /** Notes a row's shape. False where the batch has rows of another one; they may differ in length. */
  offerShape(slot: number, row: number, code: number, length: number, trait: number): boolean {
    this.#store(this.#row(slot, row, perRow.code), code);
    this.#store(this.#row(slot, row, perRow.length), length);
    this.#store(this.#row(slot, row, perRow.trait), trait);
    const shape = Atomics.compareExchange(this.words, this.#slot(slot, perSlot.shape), 0, code);
    const common = Atomics.compareExchange(this.words, this.#slot(slot, perSlot.trait), 0, trait);
    return (shape === 0 || shape === code) && (common === 0 || common === trait);
  }

  codeOf(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.code));
  }

  lengthOf(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.length));
  }

  traitOf(slot: number, row: number): number {
    return this.#load(this.#row(slot, row, perRow.trait));
  }

  /** Notes that a message about a row is on its way, which the batch must wait for. */
  setTold(slot: number, row: number): void {
    this.#store(this.#row(slot, row, perRow.told), 1);
  }

  isTold(slot: number, row: number): boolean {
    return this.#load(this.#row(slot, row, perRow.told)) === 1;
  }

  #append(slot: number, rows: readonly number[]): void {
    const count = this.#load(this.#slot(slot, perSlot.count));
    for (const [i, row] of rows.entries()) {
      this.#store(this.#row(slot, row, perRow.owner), 0);
      this.#store(this.#todo(slot, (count + i) | 0), row);
    }
    this.#store(this.#slot(slot, perSlot.count), (count + rows.length) | 0);
    this.wake();
  }

  /** The rows of a slot that nobody has claimed. */
  #waiting(slot: number): Set<number> {
    const rows = new Set<number>();
    const next = this.#load(this.#slot(slot, perSlot.next));
    for (let i = this.#count(slot, next) - 1; i >= 0; i--) rows.add(this.#load(this.#todo(slot, (next + i) | 0)));
    return rows;
  }

  #nextSlot(): number {
    let best = -1;
    let bestOrder = 0;
    for (let slot = 0; slot < this.size.slots; slot++) {
      if (this.#count(slot, this.#load(this.#slot(slot, perSlot.next))) <= 0) continue;
      const order = this.#load(this.#slot(slot, perSlot.order));
      if (best < 0 || ((order - bestOrder) | 0) < 0) [best, bestOrder] = [slot, order];
    }
    return best;
  }

  /** How many rows wait from `next` on. */
  #count(slot: number, next: number): number {
    return (this.#load(this.#slot(slot, perSlot.count)) - next) | 0;
  }

  #load(at: number): number {
    return Atomics.load(this.words, at);
  }

  #store(at: number, value: number): void {
    Atomics.store(this.words, at, value);
  }

  #worker(worker: number, word: number): number {
    return head.words + worker * perWorker.words + word;
  }

  #slot(slot: number, word: number): number {
    return this.#slots + slot * perSlot.words + word;
  }

  #row(slot: number, row: number, word: number): number {
    return this.#rows + (slot * this.size.rows + row) * perRow.words + word;
  }

  /** Where the ring of waiting rows has its `at`th. */
  #todo(slot: number, at: number): number {
    return this.#rings + slot * this.#ring + (at & (this.#ring - 1));
  }
}

/** A power of two, so that the ring goes on where its counters wrap. */
function ringOf(rows: number): number {
  return 2 ** Math.ceil(Math.log2(rows));
}
