import { basename } from 'node:path';
import { AugmentError } from '../../transforms/index.ts';
import type { FileBytes } from './file-bytes.ts';
import { firstAbove } from './first-above.ts';
import { assertSomePresent } from './open-files.ts';
import { parquetPackages } from './parquet-codecs.ts';
import { fileStarts, pictureReader, type ReadPicture } from './parquet-pictures.ts';
import { type ParquetIndex, scanParquet } from './parquet-scan.ts';
import { checkedParquet, type ParquetOptions, type ParquetSpec, parquetSchema } from './parquet-spec.ts';
import type { Source, SourceKind, SourceRecord } from './source.ts';

export type { ParquetOptions, ParquetSpec };

/**
 * The source of Parquet files with embedded pictures, a row each. Throws AugmentError, when the source is opened, where
 * a file is missing, damaged or encrypted, or a column is not there or of another type.
 */
export function parquet(
  files: string | readonly string[],
  options: ParquetOptions = {},
): { readonly parquet: ParquetSpec } {
  return { parquet: { files, ...options } };
}

export const parquetKind: SourceKind<ParquetSpec, ParquetIndex> = {
  schema: parquetSchema,
  parse: checkedParquet,
  scan: (spec, { base }) => scanParquet(spec, base),
  view,
};

function view({ groups, image, mask, labels, classNames, identity, decodedBytes }: ParquetIndex): Source {
  const { files, fileOf, ends } = groups;
  const share = mask === undefined ? decodedBytes : decodedBytes / 2;
  const images = pictureReader(groups, image, share);
  const masks = mask && pictureReader(groups, mask, share);
  const starts = fileStarts(groups);
  const named = (id: number, shown: readonly string[]) => {
    const file = fileOf[firstAbove(ends, id)]!;
    return `${shown[file]}: row ${id - starts[file]!}`;
  };
  const paths = files.map(({ shown }) => shown);
  const fileNames = paths.map((path) => basename(path));
  const nameOf = (id: number) => named(id, paths);
  /** At once, once the packages are loaded. */
  const reading = (read: ReadPicture, id: number, into?: FileBytes) => {
    const library = parquetPackages();
    // Those that wait for the library all go on at once: they must not share memory.
    return library instanceof Promise ? library.then((loaded) => read(id, loaded)) : read(id, library, into);
  };
  const picture = (id: number, bytes: Uint8Array | undefined): SourceRecord => {
    const name = nameOf(id);
    if (bytes !== undefined) return { bytes, name };
    throw new AugmentError(
      'unreadable',
      `${name}: expected a picture in column "${image.name}", got null; are there only paths? embed the pictures`,
      { file: name, sampleId: id },
    );
  };
  return {
    length: ends.at(-1)!,
    classNames,
    labels,
    identity,
    nameOf,
    keyOf: (id) => named(id, fileNames),
    read: (id, into) => {
      const bytes = reading(images, id, into);
      return bytes instanceof Promise ? bytes.then((known) => picture(id, known)) : picture(id, bytes);
    },
    readMask: (id) => {
      if (masks === undefined) return undefined;
      const record = (bytes: Uint8Array | undefined) => bytes && { bytes, name: `${nameOf(id)} (mask)` };
      const bytes = reading(masks, id);
      // A row without a mask is known only once it was read.
      return bytes instanceof Promise ? (bytes.then(record) as Promise<SourceRecord>) : record(bytes);
    },
    assertPresent: () => assertSomePresent(files),
  };
}
