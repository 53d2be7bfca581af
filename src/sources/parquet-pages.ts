import type { ParquetType } from 'hyparquet';
import { FileBytes } from './file-bytes.ts';
import { type ListedFile, readPart } from './open-files.ts';
import { type CodecName, type ParquetPackages, unpack } from './parquet-codecs.ts';

/** One column of one row group, whose values lie one for each row. */
export interface Chunk {
  readonly file: ListedFile;
  readonly start: number;
  readonly length: number;
  readonly codec: CodecName;
  readonly rows: number;
  /** How many of the column and what it lies in may be null: the level of a value that is there. */
  readonly depth: number;
  readonly type: ParquetType;
}

/** A page's place and what its header says. */
export interface Page {
  readonly values: number;
  readonly encoding: string;
  /** Where its bytes are in the file, and what they unpack to. */
  readonly start: number;
  readonly length: number;
  readonly unpacked: number;
  /** Version 2: how many bytes of levels come first, and whether what follows is packed. */
  readonly levels?: number;
  readonly packed?: boolean;
}

export interface Pages {
  readonly dictionary: Page | undefined;
  readonly pages: readonly Page[];
  /** How many rows there are up to the end of each page. */
  readonly ends: readonly number[];
}

/** A page's values, before they are understood. */
export interface PageBody {
  /** Unpacked, without the levels. */
  readonly bytes: Uint8Array;
  /** Where `bytes` begin in the file, where they lie there as they are; else -1. */
  readonly at: number;
  /** Of each row, 1 where it has a value; undefined where all have. */
  readonly present: Uint8Array | undefined;
  /** How many values there are. */
  readonly count: number;
}

const headerBytes = 4096;
const mostHeaderBytes = 2 ** 22;

/** Goes through the headers of a chunk's pages, and past their data. Throws Error where they are none. */
export function listPages(chunk: Chunk, library: ParquetPackages): Pages {
  const [pages, ends]: [Page[], number[]] = [[], []];
  const memory = new FileBytes();
  let [dictionary, rows]: [Page | undefined, number] = [undefined, 0];
  const end = chunk.start + chunk.length;
  for (let at = chunk.start; rows < chunk.rows; ) {
    const { header, size } = readHeader(chunk, at, end - at, library, memory);
    const { compressed_page_size: length, uncompressed_page_size: unpacked } = header;
    const start = at + size;
    if (!(length >= 0 && unpacked >= 0 && start + length <= end)) throw new RangeError(`a page of ${length} bytes`);
    const about = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
    const place = { values: about?.num_values ?? 0, encoding: about?.encoding ?? '', start, length, unpacked };
    if (header.type === 'DICTIONARY_PAGE' && dictionary === undefined) dictionary = place;
    else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      const v2 = header.data_page_header_v2;
      const levels = (v2?.definition_levels_byte_length ?? 0) + (v2?.repetition_levels_byte_length ?? 0);
      if (!(place.values >= 0 && rows + place.values <= chunk.rows))
        throw new RangeError(`a page of ${place.values} rows`);
      if (!(levels >= 0 && levels <= Math.min(length, unpacked))) throw new RangeError(`levels of ${levels} bytes`);
      rows += place.values;
      pages.push(v2 === undefined ? place : { ...place, levels, packed: v2.is_compressed !== false });
      ends.push(rows);
    }
    // Empty pages may be there, but not without end.
    if (pages.length > rows + 64) throw new RangeError('pages without rows');
    at = start + length;
  }
  return { dictionary, pages, ends };
}

/** The bytes of a page's values. With `into`, uncompressed ones hold only until it is used again. Throws Error. */
export function readBody(chunk: Chunk, page: Page, library: ParquetPackages, into?: FileBytes): PageBody {
  const { codec, depth, file } = chunk;
  const whole = readPart(file, page.start, page.length, into);
  if (page.levels !== undefined) {
    const packed = page.packed === true && codec !== 'UNCOMPRESSED';
    const values = whole.subarray(page.levels);
    const present = depth === 0 ? undefined : presence(whole, 0, page.levels, depth, page.values);
    return {
      bytes: packed ? unpack(library, codec, values, page.unpacked - page.levels) : values,
      at: packed ? -1 : page.start + page.levels,
      ...counted(present, page.values),
    };
  }
  const bytes = unpack(library, codec, whole, page.unpacked);
  const at = codec === 'UNCOMPRESSED' ? page.start : -1;
  if (depth === 0) return { bytes, at, present: undefined, count: page.values };
  const levels = uint32(bytes, 0);
  const present = presence(bytes, 4, 4 + levels, depth, page.values);
  return { bytes: bytes.subarray(4 + levels), at: at < 0 ? -1 : at + 4 + levels, ...counted(present, page.values) };
}

/** Whole numbers of `width` bits as runs and packed groups of eight, which is how levels and dictionary indices lie. */
export function readRuns(bytes: Uint8Array, start: number, end: number, width: number, count: number): Uint32Array {
  if (!(width >= 0 && width <= 32 && end <= bytes.length)) throw new RangeError(`runs of ${width} bits`);
  const values = new Uint32Array(count);
  let at = start;
  for (let i = 0; i < count; ) {
    let [header, shift] = [0, 0];
    for (;;) {
      if (at >= end || shift > 28) throw new RangeError('runs that end early');
      const byte = bytes[at++]!;
      header += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte < 128) break;
    }
    const packed = header % 2 === 1;
    const length = Math.min(count - i, packed ? Math.floor(header / 2) * 8 : Math.floor(header / 2));
    const size = packed ? Math.floor(header / 2) * width : Math.ceil(width / 8);
    if (length === 0 || (!packed && at + size > end)) throw new RangeError('runs that end early');
    if (packed) unpackBits(bytes, at, Math.min(end, at + size), width, values.subarray(i, i + length));
    else values.fill(number(bytes, at, size), i, i + length);
    at += size;
    i += length;
  }
  return values;
}

export function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError('a page that ends early');
  return number(bytes, at, 4);
}

function number(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}

function unpackBits(bytes: Uint8Array, start: number, end: number, width: number, out: Uint32Array): void {
  if (start + Math.ceil((out.length * width) / 8) > end) throw new RangeError('runs that end early');
  let bit = 0;
  for (let i = 0; i < out.length; i++) {
    let value = 0;
    for (let got = 0; got < width; ) {
      const take = Math.min(8 - (bit & 7), width - got);
      value += ((bytes[start + (bit >> 3)]! >> (bit & 7)) & ((1 << take) - 1)) * 2 ** got;
      got += take;
      bit += take;
    }
    out[i] = value;
  }
}

function presence(bytes: Uint8Array, start: number, end: number, depth: number, rows: number): Uint8Array {
  const levels = readRuns(bytes, start, end, 32 - Math.clz32(depth), rows);
  return Uint8Array.from(levels, (level) => (level === depth ? 1 : 0));
}

function counted(present: Uint8Array | undefined, rows: number): { present: Uint8Array | undefined; count: number } {
  const count = present === undefined ? rows : present.reduce((sum, one) => sum + one, 0);
  return { present: count === rows ? undefined : present, count };
}

function readHeader(chunk: Chunk, at: number, most: number, library: ParquetPackages, memory: FileBytes) {
  for (let length = Math.min(headerBytes, most); ; length = Math.min(16 * length, most, mostHeaderBytes)) {
    if (length <= 0) throw new RangeError('an end before the last row');
    const bytes = readPart(chunk.file, at, length, memory);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, length), offset: 0 };
    try {
      const header = library.parquetHeader(reader);
      return { header, size: reader.offset };
    } catch (cause) {
      // Statistics may make a header long: it is read again with more.
      if (length === Math.min(most, mostHeaderBytes)) throw cause;
    }
  }
}
