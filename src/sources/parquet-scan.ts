import type { ColumnChunk } from 'hyparquet';
import { AugmentError } from '../../transforms/index.ts';
import { GrowingNames, GrowingNumbers } from './growing.ts';
import { checkedInt32, labelsOfTexts, noLabels } from './label-texts.ts';
import { identityOf } from './names.ts';
import type { ListedFile } from './open-files.ts';
import { type CodecName, codecNames, type ParquetPackages, parquetPackages } from './parquet-codecs.ts';
import {
  badParquet,
  classNamesIn,
  type Footer,
  hasColumn,
  type Leaf,
  labelLeaf,
  pictureLeaf,
  readFooter,
} from './parquet-footer.ts';
import type { Chunk } from './parquet-pages.ts';
import type { PictureColumn, RowGroups } from './parquet-pictures.ts';
import type { ParquetSpec } from './parquet-spec.ts';
import { readScalars } from './parquet-values.ts';
import { listFiles } from './shard-paths.ts';
import type { Labels } from './source.ts';

export interface ParquetIndex {
  readonly groups: RowGroups;
  readonly image: PictureColumn;
  readonly mask: PictureColumn | undefined;
  readonly labels: Labels;
  readonly classNames: readonly string[];
  readonly identity: string;
  readonly decodedBytes: number;
}

const mostRows = 2 ** 31 - 1;

/** What was found in the files so far. */
interface Found {
  readonly fileOf: GrowingNumbers;
  readonly ends: GrowingNumbers;
  readonly image: GrowingNumbers;
  readonly mask: GrowingNumbers;
  readonly numbers: GrowingNumbers;
  readonly texts: GrowingNames;
  fractional: boolean;
  /** As the files say. */
  classNames: readonly string[] | undefined;
}

/** Reads the ends of all files, and the labels of all rows. */
export async function scanParquet(spec: ParquetSpec, base: string): Promise<ParquetIndex> {
  const library = await parquetPackages();
  const files = listFiles(spec.files, base);
  const list = () => new GrowingNumbers();
  const found: Found = {
    fileOf: list(),
    ends: list(),
    image: list(),
    mask: list(),
    numbers: list(),
    texts: new GrowingNames(),
    fractional: false,
    classNames: undefined,
  };
  const identities: string[] = [];
  let label: string | undefined;
  for (const [number, file] of files.entries()) {
    const footer = readFooter(file, library);
    if (number === 0) label = labelColumn(spec, footer);
    addFile(file, number, footer, spec, label, found, library);
    identities.push(identityOf(footer.bytes));
  }
  const rows = found.ends.values().at(-1) ?? 0;
  if (rows === 0) {
    throw new AugmentError('no-pictures', `${files[0]!.shown}: expected rows, got none in ${files.length} files`, {
      file: files[0]!.shown,
    });
  }
  const groups = { files, fileOf: found.fileOf.shared(Int32Array), ends: found.ends.shared(Float64Array) };
  const column = (name: string, chunks: GrowingNumbers): PictureColumn => ({
    name,
    chunks: chunks.shared(Float64Array),
    places: new Float64Array(new SharedArrayBuffer(rows * 8)),
    sizes: new Int32Array(new SharedArrayBuffer(rows * 4)),
  });
  return {
    groups,
    image: column(spec.image ?? 'image', found.image),
    mask: spec.mask === undefined ? undefined : column(spec.mask, found.mask),
    ...labelsOf(spec, label, rows, found),
    identity: identityOf(...identities),
    decodedBytes: spec.decodedBytes ?? 2 ** 28,
  };
}

function labelColumn({ label }: ParquetSpec, footer: Footer): string | undefined {
  if (label === false) return undefined;
  return label ?? (hasColumn(footer, 'label') ? 'label' : undefined);
}

function addFile(
  file: ListedFile,
  number: number,
  footer: Footer,
  spec: ParquetSpec,
  label: string | undefined,
  found: Found,
  library: ParquetPackages,
): void {
  const image = pictureLeaf(file, footer, spec.image ?? 'image', 'image');
  const mask = spec.mask === undefined ? undefined : pictureLeaf(file, footer, spec.mask, 'mask');
  const labels = label === undefined ? undefined : labelLeaf(file, footer, label);
  const named = label === undefined ? undefined : classNamesIn(footer, label);
  if (number > 0 && JSON.stringify(named) !== JSON.stringify(found.classNames)) {
    throw new AugmentError(
      'bad-label',
      `${file.shown}: expected the classes of the files before it, got others in its features; say which in classNames`,
      { file: file.shown },
    );
  }
  found.classNames = named;
  const before = found.ends.values().at(-1) ?? 0;
  let rows = before;
  for (const [group, { num_rows, columns }] of footer.metadata.row_groups.entries()) {
    if (Number(num_rows) === 0) continue;
    const chunk = (leaf: Leaf) => chunkOf(file, group, Number(num_rows), columns[leaf.index], leaf);
    push(found.image, chunk(image));
    if (mask !== undefined) push(found.mask, chunk(mask));
    if (labels !== undefined) addLabels(chunk(labels), label!, group, rows - before, found, library);
    rows += Number(num_rows);
    if (rows > mostRows)
      throw badParquet(file, `${rows} rows with those before it; more than ${mostRows} are not read`);
    found.ends.push(rows);
    found.fileOf.push(number);
  }
}

function push(list: GrowingNumbers, { start, length, codec, depth }: Chunk): void {
  for (const number of [start, length, codecNames.indexOf(codec), depth]) list.push(number);
}

function chunkOf(file: ListedFile, group: number, rows: number, column: ColumnChunk | undefined, leaf: Leaf): Chunk {
  const where = `column "${leaf.path.join('.')}" in row group ${group}`;
  if (column?.crypto_metadata !== undefined || column?.encrypted_column_metadata !== undefined) {
    throw badParquet(file, `an encrypted ${where}; decrypt it first`);
  }
  const about = column?.meta_data;
  if (about === undefined || column?.file_path) throw badParquet(file, `no data of ${where}`);
  const { codec, num_values, data_page_offset, dictionary_page_offset, total_compressed_size } = about;
  if (!codecNames.includes(codec as CodecName)) {
    throw badParquet(file, `${where} packed by ${codec ?? 'an unknown codec'}; known: ${codecNames.join(', ')}`);
  }
  const start = Number(dictionary_page_offset || data_page_offset);
  const length = Number(total_compressed_size);
  const placed = start >= 4 && length >= 0 && start + length <= file.size;
  // A row takes next to no room where it repeats another, but a count without any bytes is made up.
  const counted = rows > 0 && rows <= 1024 + 64 * length && Number(num_values) === rows;
  if (!placed || !counted) {
    throw badParquet(
      file,
      `${where} with ${num_values} values for ${rows} rows in ${length} bytes at ${start} of ${file.size}`,
    );
  }
  return { file, start, length, codec: codec as CodecName, rows, depth: leaf.depth, type: leaf.element.type! };
}

function addLabels(
  chunk: Chunk,
  label: string,
  group: number,
  first: number,
  found: Found,
  library: ParquetPackages,
): void {
  const { file, type } = chunk;
  if (type === 'FLOAT' || type === 'DOUBLE') found.fractional = true;
  let row = first;
  const nameOf = () => `${file.shown}: row ${row}`;
  try {
    readScalars(chunk, library, (value) => {
      if (value === undefined) {
        throw new AugmentError('bad-label', `${nameOf()}: expected a label in column "${label}", got null`, {
          file: file.shown,
        });
      }
      if (typeof value === 'string') found.texts.push(value);
      else found.numbers.push(found.fractional ? value : checkedInt32(value, nameOf, row));
      row++;
    });
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw badParquet(
      file,
      `${(cause as Error).message} in column "${label}", row group ${group}; is it damaged?`,
      cause,
    );
  }
}

function labelsOf(
  spec: ParquetSpec,
  label: string | undefined,
  rows: number,
  { numbers, texts, fractional, classNames }: Found,
): { readonly labels: Labels; readonly classNames: readonly string[] } {
  const names = spec.classNames ?? classNames ?? [];
  if (label === undefined) return { labels: noLabels(rows), classNames: names };
  if (texts.length === rows)
    return labelsOfTexts(texts.names(), spec.classNames, (row) => `row ${row} of column "${label}"`);
  if (numbers.length !== rows) {
    throw new AugmentError('wrong-column', `expected one type in column "${label}" of all files, got text and numbers`);
  }
  return fractional
    ? { labels: { dtype: 'float32', width: 0, values: numbers.shared(Float32Array) }, classNames: [] }
    : { labels: { dtype: 'int32', width: 0, values: numbers.shared(Int32Array) }, classNames: names };
}
