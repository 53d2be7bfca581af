import { AugmentError } from '../../transforms/index.ts';
import type { Place, SampleRenderer, Timings } from '../sample-renderer.ts';
import type { SourceRecord } from '../sources/source.ts';
import { type Board, rowState } from './board.ts';
import { recordIn } from './inbox.ts';
import type { Extras, RowShape } from './row-form.ts';

/** What hands tell the main thread. */
export type Report =
  | { readonly kind: 'failed'; readonly slot: number; readonly row: number; readonly error: PlainError }
  | { readonly kind: 'labelled'; readonly slot: number; readonly row: number; readonly extras: Extras }
  | { readonly kind: 'made'; readonly slot: number };

/** An error as another thread gets it. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly details: { readonly [name: string]: unknown };
}

/** A sample whose bytes are on their way. */
interface Reading {
  readonly slot: number;
  readonly row: number;
  readonly record: Promise<SourceRecord>;
}

/** How many samples a worker reads at once where reading takes time and no processor, as from a server. */
const mostReadings = 8;

/** Numbers of a worker that the main thread reads: milliseconds by stage, and samples; 128 bytes, as on the board. */
export const tally = { read: 0, decode: 1, augment: 2, samples: 3, beyondRange: 4, words: 16 } as const;

/** Makes rows that wait on a board: the same code in a worker as in the main thread. */
export class Hands {
  readonly #renderer: SampleRenderer;
  readonly #board: Board;
  readonly #worker: number;
  readonly #slab: (number: number) => Uint8Array;
  readonly #report: (report: Report) => void;
  readonly #timings: Timings;
  readonly #tally: Float64Array;
  readonly #readings: Reading[] = [];
  #pad = new Float32Array(1 << 12);

  constructor(
    renderer: SampleRenderer,
    board: Board,
    worker: number,
    tallies: Float64Array,
    slab: (number: number) => Uint8Array,
    report: (report: Report) => void,
    timings: Timings,
  ) {
    this.#renderer = renderer;
    this.#board = board;
    this.#worker = worker;
    this.#slab = slab;
    this.#report = report;
    this.#timings = timings;
    this.#tally = tallies.subarray(worker * tally.words, (worker + 1) * tally.words);
  }

  /** Makes a row, or begins to read one. False where there is nothing to do. */
  step(): boolean | Promise<boolean> {
    const place = this.#readings.length < mostReadings ? this.#board.claim(this.#worker) : -1;
    if (place < 0) {
      const reading = this.#readings.shift();
      return reading === undefined ? false : this.#finishReading(reading);
    }
    const { rows } = this.#board.size;
    const [slot, row] = [Math.floor(place / rows), place % rows];
    this.#board.begin(this.#worker, slot, row);
    try {
      const inbox = this.#board.inboxOf(slot);
      const record =
        inbox < 0
          ? this.#renderer.read(this.#board.idOf(slot, row), this.#board.epochOf(slot, row))
          : recordIn(this.#slab(inbox), row);
      if (record instanceof Promise) {
        // Whoever waits for it hears of a failure.
        record.catch(() => {});
        this.#readings.push({ slot, row, record });
        return true;
      }
      const making = this.#make(slot, row, record);
      if (making === undefined) return true;
      return making.then(
        () => true,
        (error: unknown) => this.#fail(slot, row, error),
      );
    } catch (error) {
      return this.#fail(slot, row, error);
    }
  }

  async #finishReading({ slot, row, record }: Reading): Promise<boolean> {
    try {
      const known = await record;
      this.#board.begin(this.#worker, slot, row);
      await this.#make(slot, row, known);
      return true;
    } catch (error) {
      return this.#fail(slot, row, error);
    }
  }

  #make(slot: number, row: number, record: SourceRecord): void | Promise<void> {
    const renderer = this.#renderer;
    let shape: RowShape | undefined;
    let pointer = 0;
    const place: Place = (made) => {
      shape = made;
      const { code, planes, length, valueBytes, trait } = made;
      if (!this.#board.offerShape(slot, row, code, length, trait)) throw new Unplaced(rowState.uneven);
      const room = this.#roomFor(slot, made);
      const end = made.mask === undefined ? (row + 1) * planes * room * valueBytes : this.#maskAt(row + 1, made);
      if (end > this.#slab(this.#board.slabOf(slot)).length) throw new Unplaced(rowState.needsRoom);
      pointer = renderer.reserveRow(planes * length * valueBytes);
      return pointer;
    };
    const finish = () => {
      this.#copyOut(slot, row, shape!, pointer);
      this.#tally[tally.read] = this.#timings.read;
      this.#tally[tally.decode] = this.#timings.decode;
      this.#tally[tally.augment] = this.#timings.augment;
      this.#tally[tally.beyondRange] = this.#timings.beyondRange;
      this.#tally[tally.samples]! += 1;
      if (shape!.extras !== undefined) {
        this.#board.setTold(slot, row);
        this.#report({ kind: 'labelled', slot, row, extras: shape!.extras });
      }
      this.#settle(slot, row, rowState.done);
    };
    const rendering = renderer.renderRecord(
      record,
      this.#board.epochOf(slot, row),
      this.#board.idOf(slot, row),
      place,
      renderer.nodes,
      this.#board.repeatOf(slot, row),
    );
    if (rendering !== undefined) return rendering.then(finish);
    finish();
  }

  /** How many values lie between one plane's first and the next one's. */
  #roomFor(slot: number, { length, isRagged }: RowShape): number {
    if (!isRagged) return length;
    const room = this.#board.roomOf(slot);
    if (length > room) throw new Unplaced(rowState.needsRoom);
    return room;
  }

  /** Masks lie behind all rows that a batch may have. */
  #maskAt(row: number, { planes, length, valueBytes, mask }: RowShape): number {
    return this.#board.size.rows * planes * length * valueBytes + row * mask!.bytes;
  }

  #copyOut(slot: number, row: number, shape: RowShape, pointer: number): void {
    const slab = this.#slab(this.#board.slabOf(slot));
    const { planes, length, valueBytes, padValue } = shape;
    const bytes = length * valueBytes;
    const room = this.#roomFor(slot, shape) * valueBytes;
    if (shape.mask !== undefined) {
      const at = this.#maskAt(row, shape);
      this.#renderer.copyOut(shape.mask.pointer, shape.mask.bytes, slab.subarray(at, at + shape.mask.bytes));
    }
    if (room === bytes) {
      const at = row * planes * bytes;
      this.#renderer.copyOut(pointer, planes * bytes, slab.subarray(at, at + planes * bytes));
      return;
    }
    for (let plane = 0; plane < planes; plane++) {
      const at = (row * planes + plane) * room;
      this.#renderer.copyOut(pointer + plane * bytes, bytes, slab.subarray(at, at + bytes));
      slab.set(this.#filling(room - bytes, padValue), at + bytes);
    }
  }

  /** Bytes of a value over and over: shared memory is copied to faster than it is filled. */
  #filling(bytes: number, value: number): Uint8Array {
    if (this.#pad.byteLength < bytes || this.#pad[0] !== value) {
      this.#pad = new Float32Array(Math.max(bytes / 4, this.#pad.length)).fill(value);
    }
    return new Uint8Array(this.#pad.buffer, 0, bytes);
  }

  #fail(slot: number, row: number, error: unknown): true {
    const unplaced = error instanceof AugmentError && error.cause instanceof Unplaced ? error.cause : error;
    if (unplaced instanceof Unplaced) {
      this.#settle(slot, row, unplaced.state);
      return true;
    }
    this.#report({ kind: 'failed', slot, row, error: plainError(error) });
    this.#settle(slot, row, rowState.failed);
    return true;
  }

  #settle(slot: number, row: number, state: number): void {
    if (this.#board.finish(this.#worker, slot, row, state)) this.#report({ kind: 'made', slot });
  }
}

/** Thrown where a row has no place in its batch: that is for the main thread to settle. */
class Unplaced extends Error {
  readonly state: number;

  constructor(state: number) {
    super('this row has no place in its batch');
    this.state = state;
  }
}

export function plainError(error: unknown): PlainError {
  const { message, stack } = error as Error;
  if (!(error instanceof AugmentError)) return { code: 'failed', message, stack, details: {} };
  const { code, file, transform, parameter, epoch, sampleId } = error;
  return { code, message, stack, details: { file, transform, parameter, epoch, sampleId } };
}

export function revivedError({ code, message, stack, details }: PlainError): AugmentError {
  const error = new AugmentError(code, message, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}
