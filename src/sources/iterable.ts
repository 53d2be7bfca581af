import { AugmentError, type Modality, show } from '../../transforms/index.ts';
import { checkedClassNames } from './label-texts.ts';
import { bytesOfRecord, checkedRecord, nameOfRecord, type PictureRecord, rawOf } from './picture-record.ts';
import type { SourceRecord } from './source.ts';

/** Pictures, one after the other. */
export type Pictures = AsyncIterable<PictureRecord> | Iterable<PictureRecord>;

export interface IterableSpec {
  /** The pictures, or what makes them: called for every pass. */
  readonly make: Pictures | (() => Pictures | Promise<Pictures>);
  readonly classNames?: readonly string[];
  /** What the records are (`image`); a sound is a file's bytes. */
  readonly media?: Modality;
}

/** A record of a sequential source: its id is its place, from 0. */
export interface SequentialRecord extends SourceRecord {
  readonly id: number;
  readonly label: number;
}

/** A source without random access: it can only be gone through, from the start, as often as it is opened. */
export interface SequentialSource {
  /** In a few words, for reports. */
  readonly describe: string;
  readonly classNames: readonly string[];
  /** A pass over all records. Nothing is asked for before the first `next`; records come in order however it is called. */
  open(): AsyncIterator<SequentialRecord, undefined>;
}

/**
 * The source of whatever can be iterated: a generator, a database cursor, a message queue. Give a function that makes it,
 * so that every epoch, and a run that is resumed, can start again. It has no JSON.
 */
export function iterable(
  make: IterableSpec['make'],
  { classNames, media }: Pick<IterableSpec, 'classNames' | 'media'> = {},
): { readonly iterable: IterableSpec } {
  const options = { ...(classNames === undefined ? {} : { classNames }), ...(media === undefined ? {} : { media }) };
  const spec = checkedIterable({ make, ...options }, 'iterable');
  const toJSON = () => {
    throw new AugmentError(
      'not-json',
      `iterable: expected a source that has JSON, got ${describe(spec)}; write the pictures to files, and use imageFolder or webDataset`,
    );
  };
  return { iterable: Object.assign(spec, { toJSON }) };
}

/** Checks a loose spec. Throws AugmentError that says what it should be. */
export function checkedIterable(json: unknown, where: string): IterableSpec {
  const { make, classNames, media } = (json ?? {}) as { readonly [field: string]: unknown };
  if (typeof make !== 'function' && !isIterable(make)) {
    throw new AugmentError(
      'bad-parameter',
      `${where}: expected pictures that can be iterated, or a function that makes them, got ${show(make)}`,
    );
  }
  if (media !== undefined && media !== 'image' && media !== 'audio') {
    throw new AugmentError('bad-parameter', `${where}.media: expected "image" or "audio", got ${show(media)}`);
  }
  if (classNames !== undefined) checkedClassNames(classNames, `${where}.classNames`);
  return json as IterableSpec;
}

/**
 * The source that a spec describes. Each record is checked as it comes. A pass ends with AugmentError for a record that
 * is none, for no records at all, and where a second pass finds nothing because the first took all there was.
 */
export function sequentialSource(spec: IterableSpec): SequentialSource {
  const { classNames = [] } = spec;
  const passes: Passes = { taken: new WeakSet(), most: 0 };
  return { describe: describe(spec), classNames, open: () => pass(spec, passes) };
}

/** What is known of the passes so far. */
interface Passes {
  /** Iterators that were begun: one that is its own iterable cannot begin again. */
  readonly taken: WeakSet<object>;
  most: number;
}

type Records = AsyncIterator<unknown> | Iterator<unknown>;

function pass(spec: IterableSpec, passes: Passes): AsyncIterator<SequentialRecord, undefined> {
  const over = { done: true, value: undefined } as const;
  let records: Promise<Records> | undefined;
  let id = 0;
  let isOver = false;
  let isClosed = false;
  const close = async () => {
    isOver = true;
    await (await records)?.return?.();
  };
  const step = async (): Promise<IteratorResult<SequentialRecord, undefined>> => {
    if (isOver) return over;
    try {
      records ??= begin(spec, passes.taken);
      const result: unknown = await (await records).next();
      if (isOver) return over;
      if (typeof result !== 'object' || result === null) {
        throw new AugmentError('bad-record', `${describe(spec)}: expected { done, value }, got ${show(result)}`);
      }
      const { done, value } = result as IteratorResult<unknown>;
      if (done) {
        isOver = true;
        assertSome(spec, id, passes.most);
        passes.most = Math.max(passes.most, id);
        return over;
      }
      const record = recordOf(await value, id, spec);
      id++;
      return { done: false, value: record };
    } catch (cause) {
      if (isClosed) return over;
      if (isOver) throw cause;
      // What failed first is what is told; that closing fails as well adds nothing.
      await close().catch(() => undefined);
      throw inContext(cause, id, spec);
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    next: () => {
      const next = turn.then(step, step);
      turn = next;
      return next;
    },
    return: async () => {
      isClosed = true;
      // Not after the pull that is under way, which may wait for ever.
      await close();
      return over;
    },
  };
}

async function begin({ make }: IterableSpec, taken: WeakSet<object>): Promise<Records> {
  const pictures: unknown = typeof make === 'function' ? await make() : make;
  if (!isIterable(pictures)) {
    throw new AugmentError(
      'bad-parameter',
      `iterable: expected a function that makes pictures that can be iterated, got one that makes ${show(pictures)}`,
    );
  }
  const records = Symbol.asyncIterator in pictures ? pictures[Symbol.asyncIterator]() : pictures[Symbol.iterator]();
  if (taken.has(records)) {
    throw new AugmentError(
      'not-restartable',
      'iterable: expected what can be gone through again, got an iterator that was begun before; give a function that makes it, such as iterable(() => rows())',
    );
  }
  taken.add(records);
  return records;
}

function assertSome(spec: IterableSpec, count: number, most: number): void {
  if (count > 0) return;
  if (most === 0) throw new AugmentError('no-pictures', `${describe(spec)}: expected at least one picture, got none`);
  throw new AugmentError(
    'not-restartable',
    `${describe(spec)}: expected what can be gone through again, got nothing after a first pass of ${most}; give a function that makes it anew`,
  );
}

function recordOf(value: unknown, id: number, { classNames = [] }: IterableSpec): SequentialRecord {
  const record = checkedRecord(value, id, `iterable, record ${id}`);
  const { label = 0 } = record;
  const raw = rawOf(record);
  const name = nameOfRecord(record, id);
  if (classNames.length > 0 && label >= classNames.length) {
    throw new AugmentError(
      'bad-label',
      `${name}: expected a label from 0 to ${classNames.length - 1}, one for each class name, got ${label}`,
      { file: name, sampleId: id },
    );
  }
  return { id, bytes: bytesOfRecord(record), name, label, ...(raw === undefined ? {} : { raw }) };
}

function inContext(cause: unknown, id: number, spec: IterableSpec): unknown {
  if (cause instanceof AugmentError) return cause;
  return new AugmentError(
    'failed',
    `${describe(spec)}: expected record ${id}, got an error: ${(cause as Error)?.message ?? String(cause)}`,
    { sampleId: id, cause },
  );
}

/** Text can be iterated, but holds no pictures. */
function isIterable(value: unknown): value is Pictures {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}

function describe({ make }: IterableSpec): string {
  const name = typeof make === 'function' ? make.name : make.constructor?.name;
  return name ? `iterable (${name})` : 'iterable';
}
