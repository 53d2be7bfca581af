import { AugmentError } from '../../transforms/index.ts';
import { FileBytes } from './file-bytes.ts';
import { firstAbove } from './first-above.ts';
import { type ListedFile, readPart } from './open-files.ts';
import { codecNames, type ParquetPackages } from './parquet-codecs.ts';
import { listPages, type Pages, readBody } from './parquet-pages.ts';
import { dictionaryStrings, type Strings, stringsOf } from './parquet-values.ts';

/** The row groups of all files, one after the other. */
export interface RowGroups {
  readonly files: readonly ListedFile[];
  /** Of each row group: which file it is in. */
  readonly fileOf: Int32Array;
  /** Of each row group: how many rows there are up to its end. */
  readonly ends: Float64Array;
}

/** A column of pictures in all row groups. */
export interface PictureColumn {
  readonly name: string;
  /** Of each row group: where its chunk starts, its length, codec and how many levels of null it has. */
  readonly chunks: Float64Array;
  /**
   * Of each row: where its bytes are in the file, and their number plus one (-1: null), as far as any thread has found
   * out: 0 where not, or where they are compressed.
   */
  readonly places: Float64Array;
  readonly sizes: Int32Array;
}

export const numbersOfChunk = 4;

export type ReadPicture = (row: number, library: ParquetPackages, into?: FileBytes) => Uint8Array | undefined;

/**
 * Reads single rows of a column (null: undefined). What has to be unpacked for them is kept, the last used of it, up to
 * `mostBytes`: a page holds many rows. Uncompressed rows are read by themselves, once their page was gone through.
 * Throws AugmentError.
 */
export function pictureReader(groups: RowGroups, column: PictureColumn, mostBytes: number): ReadPicture {
  const { files, fileOf, ends } = groups;
  const starts = fileStarts(groups);
  const kept = keeping(mostBytes);
  const packed = new FileBytes();

  const unpackPage = (group: number, row: number, library: ParquetPackages) => {
    const first = ends[group - 1] ?? 0;
    const [start, length, codec, depth] = column.chunks.subarray(group * numbersOfChunk) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const rows = ends[group]! - first;
    const chunk = {
      file: files[fileOf[group]!]!,
      start,
      length,
      codec: codecNames[codec]!,
      rows,
      depth,
      type: 'BYTE_ARRAY' as const,
    };
    const {
      pages,
      ends: pageEnds,
      dictionary,
    }: Pages = kept(`${group}`, () => {
      const found = listPages(chunk, library);
      return [found, 200 * found.pages.length];
    });
    const number = firstAbove(pageEnds, row - first);
    const page = pages[number]!;
    const pageStart = first + (pageEnds[number - 1] ?? 0);
    const strings: Strings = kept(`${group} ${number}`, () => {
      const words =
        dictionary &&
        kept(`${group} words`, () => {
          const found = dictionaryStrings(chunk, dictionary, library);
          return [found, sizeOf(found)];
        });
      const found = stringsOf(page, readBody(chunk, page, library, packed), words, library);
      if (found.at < 0) return [found, sizeOf(found)];
      notePlaces(column, pageStart, found);
      return [found, 0];
    });
    return { strings, at: row - pageStart };
  };

  return (row, library, into) => {
    const group = firstAbove(ends, row);
    const file = files[fileOf[group]!]!;
    try {
      let size = Atomics.load(column.sizes, row);
      if (size === 0) {
        const { strings, at } = unpackPage(group, row, library);
        if (strings.at < 0) {
          const [start, length] = [strings.starts[at]!, strings.lengths[at]!];
          return length < 0 ? undefined : strings.bytes.subarray(start, start + length);
        }
        size = Atomics.load(column.sizes, row);
      }
      return size < 0 ? undefined : readPart(file, column.places[row]!, size - 1, into);
    } catch (cause) {
      if (cause instanceof AugmentError) throw cause;
      throw new AugmentError(
        'bad-parquet',
        `${file.shown}: expected row ${row - starts[fileOf[group]!]!} of column "${column.name}", got ${(cause as Error).message}; is the file damaged?`,
        { file: file.shown, cause },
      );
    }
  };
}

/** Of each file: how many rows come before its first. */
export function fileStarts({ files, fileOf, ends }: RowGroups): readonly number[] {
  const starts = files.map(() => 0);
  for (let group = fileOf.length - 1; group >= 0; group--) starts[fileOf[group]!] = ends[group - 1] ?? 0;
  return starts;
}

const sizeOf = ({ bytes, starts }: Strings) => bytes.length + 8 * starts.length;

/** For all threads: a size is written after its place, so that whoever sees the one sees the other. */
function notePlaces({ places, sizes }: PictureColumn, first: number, { at, starts, lengths }: Strings): void {
  for (let i = 0; i < lengths.length; i++) {
    places[first + i] = at + starts[i]!;
    Atomics.store(sizes, first + i, lengths[i]! < 0 ? -1 : lengths[i]! + 1);
  }
}

/** Keeps what was made last, up to so many bytes; the last one always. */
function keeping(mostBytes: number) {
  const kept = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  let total = 0;
  return <T>(key: string, make: () => readonly [value: T, bytes: number]): T => {
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known.value as T;
    }
    const [value, bytes] = make();
    // Nothing to keep: its rows are found in the file from now on.
    if (bytes === 0) return value;
    for (const [oldest, other] of kept) {
      if (total + bytes <= mostBytes) break;
      kept.delete(oldest);
      total -= other.bytes;
    }
    kept.set(key, { value, bytes });
    total += bytes;
    return value;
  };
}
