import type { ParquetPackages } from './parquet-codecs.ts';
import { type Chunk, listPages, type Page, type PageBody, readBody, readRuns, uint32 } from './parquet-pages.ts';

/** Byte strings of a page, each a place in its bytes. */
export interface Strings {
  readonly bytes: Uint8Array;
  /** Where `bytes` begin in the file, where they lie there as they are; else -1. */
  readonly at: number;
  /** Of each row. */
  readonly starts: Uint32Array;
  /** Of each row; -1: null. */
  readonly lengths: Int32Array;
}

const isIndexed = (page: Page) => /_DICTIONARY$/.test(page.encoding);

/** The byte strings of a dictionary page. Throws Error. */
export function dictionaryStrings(chunk: Chunk, page: Page, library: ParquetPackages): Strings {
  const body = readBody({ ...chunk, depth: 0 }, page, library);
  if (!(page.values >= 0 && page.values <= body.bytes.length)) throw new RangeError(`a dictionary of ${page.values}`);
  return plainStrings({ ...body, count: page.values });
}

/** The byte strings of a page's rows. Throws Error. */
export function stringsOf(
  page: Page,
  body: PageBody,
  dictionary: Strings | undefined,
  library: ParquetPackages,
): Strings {
  if (isIndexed(page)) {
    if (dictionary === undefined) throw new RangeError('a page without its dictionary');
    return byRow(body, chosen(indices(body, dictionary.starts.length), dictionary));
  }
  if (page.encoding === 'PLAIN') return byRow(body, plainStrings(body));
  if (page.encoding === 'DELTA_LENGTH_BYTE_ARRAY') return byRow(body, followingStrings(body, library));
  throw new RangeError(
    `pages with encoding ${page.encoding || 'unknown'}; write the column anew, without a dictionary`,
  );
}

/** All of a chunk's numbers or texts, one after the other; null rows are given as undefined. Throws Error. */
export function readScalars(
  chunk: Chunk,
  library: ParquetPackages,
  each: (value: number | string | undefined) => void,
): void {
  const { dictionary, pages } = listPages(chunk, library);
  const text = chunk.type === 'BYTE_ARRAY';
  const strings = text && dictionary ? dictionaryStrings(chunk, dictionary, library) : undefined;
  const numbers =
    !text && dictionary ? plainNumbers(chunk, dictionaryBody(chunk, dictionary, library), library) : undefined;
  for (const page of pages) {
    const body = readBody(chunk, page, library);
    if (text) {
      const { bytes, starts, lengths } = stringsOf(page, body, strings, library);
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let row = 0; row < lengths.length; row++)
        each(lengths[row]! < 0 ? undefined : buffer.toString('utf8', starts[row]!, starts[row]! + lengths[row]!));
      continue;
    }
    const values = numbersOf(chunk, page, body, numbers, library);
    if (values.length < body.count) throw new RangeError('a page that ends early');
    for (let row = 0, i = 0; row < page.values; row++)
      each(body.present === undefined || body.present[row] === 1 ? Number(values[i++]) : undefined);
  }
}

type Numbers = ArrayLike<number | bigint | boolean>;

function numbersOf(
  chunk: Chunk,
  page: Page,
  body: PageBody,
  dictionary: Numbers | undefined,
  library: ParquetPackages,
): Numbers {
  if (isIndexed(page)) {
    if (dictionary === undefined) throw new RangeError('a page without its dictionary');
    return Array.from(indices(body, dictionary.length), (i) => dictionary[i]!);
  }
  if (page.encoding === 'PLAIN') return plainNumbers(chunk, body, library);
  if (page.encoding === 'RLE' && chunk.type === 'BOOLEAN') {
    return readRuns(body.bytes, 4, 4 + uint32(body.bytes, 0), 1, body.count);
  }
  if (page.encoding === 'DELTA_BINARY_PACKED' && body.count > 0) {
    const values = chunk.type === 'INT32' ? new Int32Array(body.count) : new BigInt64Array(body.count);
    library.deltaBinaryUnpack(readerOf(body.bytes), body.count, values);
    return values;
  }
  if (page.encoding === 'BYTE_STREAM_SPLIT') {
    return library.byteStreamSplit(readerOf(body.bytes), body.count, chunk.type, undefined);
  }
  if (body.count === 0) return [];
  throw new RangeError(`pages with encoding ${page.encoding || 'unknown'}`);
}

function plainNumbers(chunk: Chunk, body: PageBody, library: ParquetPackages): Numbers {
  const bits = chunk.type === 'BOOLEAN' ? 1 : chunk.type === 'INT32' || chunk.type === 'FLOAT' ? 32 : 64;
  if (!(body.count >= 0 && body.count * bits <= body.bytes.length * 8))
    throw new RangeError(`a page of ${body.count} values`);
  return library.readPlain(readerOf(body.bytes), chunk.type, body.count, undefined) as Numbers;
}

function dictionaryBody(chunk: Chunk, page: Page, library: ParquetPackages): PageBody {
  return { ...readBody({ ...chunk, depth: 0 }, page, library), count: page.values };
}

const readerOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => ({
  view: new DataView(buffer as ArrayBuffer, byteOffset, byteLength),
  offset: 0,
});

function indices({ bytes, count }: PageBody, known: number): Uint32Array {
  if (count === 0) return new Uint32Array(0);
  const found = readRuns(bytes, 1, bytes.length, bytes[0] ?? 255, count);
  for (const index of found) if (index >= known) throw new RangeError(`entry ${index} of a dictionary of ${known}`);
  return found;
}

type Found = Pick<Strings, 'bytes' | 'at' | 'starts' | 'lengths'>;

/** Each with its length before it. */
function plainStrings({ bytes, at, count }: PageBody): Found {
  const [starts, lengths] = [new Uint32Array(count), new Int32Array(count)];
  let start = 0;
  for (let i = 0; i < count; i++) {
    const length = uint32(bytes, start);
    starts[i] = start + 4;
    lengths[i] = length;
    start += 4 + length;
    if (start > bytes.length) throw new RangeError(`a value of ${length} bytes beyond its page`);
  }
  return { bytes, at, starts, lengths };
}

/** All lengths first, then all bytes. */
function followingStrings({ bytes, at, count }: PageBody, library: ParquetPackages): Found {
  const [starts, lengths] = [new Uint32Array(count), new Int32Array(count)];
  const reader = readerOf(bytes);
  if (count > 0) library.deltaBinaryUnpack(reader, count, lengths);
  let start = reader.offset;
  for (let i = 0; i < count; i++) {
    starts[i] = start;
    start += lengths[i]!;
    if (lengths[i]! < 0 || start > bytes.length) throw new RangeError(`a value of ${lengths[i]} bytes beyond its page`);
  }
  return { bytes, at, starts, lengths };
}

function chosen(indices: Uint32Array, { bytes, at, starts, lengths }: Strings): Found {
  return {
    bytes,
    at,
    starts: indices.map((index) => starts[index]!),
    lengths: Int32Array.from(indices, (index) => lengths[index]!),
  };
}

/** Rows of values that are there, and nulls between them. */
function byRow({ present }: PageBody, found: Found): Strings {
  if (present === undefined) return found;
  const [starts, lengths] = [new Uint32Array(present.length), new Int32Array(present.length).fill(-1)];
  for (let row = 0, i = 0; row < present.length; row++) {
    if (present[row] === 0) continue;
    starts[row] = found.starts[i]!;
    lengths[row] = found.lengths[i++]!;
  }
  return { ...found, starts, lengths };
}
