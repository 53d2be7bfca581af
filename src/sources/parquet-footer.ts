import type { FileMetaData, SchemaElement } from 'hyparquet';
import { AugmentError, suggestion } from '../../transforms/index.ts';
import { type ListedFile, readPart } from './open-files.ts';
import type { ParquetPackages } from './parquet-codecs.ts';

/** A column that holds values, and where in the file's schema it is. */
export interface Leaf {
  /** Its name, and that of what it lies in: no more than the first three are kept. */
  readonly path: readonly string[];
  /** Which column of a row group it is. */
  readonly index: number;
  /** How many of it and what it lies in may be null. */
  readonly depth: number;
  /** In a list. */
  readonly repeated: boolean;
  readonly element: SchemaElement;
}

export interface Footer {
  readonly bytes: Uint8Array;
  readonly metadata: FileMetaData;
  readonly leaves: readonly Leaf[];
}

const mostFooterBytes = 2 ** 28;

/** What is wrong with a Parquet file, in one sentence. */
export function badParquet(file: ListedFile, got: string, cause?: unknown): AugmentError {
  return new AugmentError('bad-parquet', `${file.shown}: expected a Parquet file, got ${got}`, {
    file: file.shown,
    cause,
  });
}

/** The end of a Parquet file, which says what lies where. Throws AugmentError `bad-parquet`. */
export function readFooter(file: ListedFile, { parquetMetadata }: ParquetPackages): Footer {
  if (file.size < 12) throw badParquet(file, `${file.size} bytes`);
  const start = readPart(file, 0, 4).toString('latin1');
  const tail = readPart(file, file.size - 8, 8);
  const mark = tail.toString('latin1', 4);
  if (mark === 'PARE') throw badParquet(file, 'an encrypted one; decrypt it first');
  if (mark !== 'PAR1') {
    throw badParquet(
      file,
      start === 'PAR1'
        ? 'one without its end; it is cut off, so copy it anew'
        : `one that begins with ${JSON.stringify(start)}`,
    );
  }
  const length = tail.readUInt32LE(0);
  if (length > Math.min(file.size - 12, mostFooterBytes))
    throw badParquet(file, `a footer of ${length} bytes in ${file.size}`);
  const bytes = readPart(file, file.size - 8 - length, length + 8);
  try {
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    return { bytes, metadata, leaves: leavesOf(metadata.schema) };
  } catch (cause) {
    throw badParquet(file, `a footer that cannot be read: ${(cause as Error).message}`, cause);
  }
}

/** The schema lists a tree's nodes from the root, each before its children. */
function leavesOf(schema: readonly SchemaElement[]): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const above: { left: number; path: readonly string[]; depth: number; repeated: boolean }[] = [
    { left: schema[0]?.num_children ?? 0, path: [], depth: 0, repeated: false },
  ];
  for (const element of schema.slice(1)) {
    while (above.length > 0 && above.at(-1)!.left <= 0) above.pop();
    const parent = above.at(-1);
    if (parent === undefined) throw new RangeError('a schema that is no tree');
    parent.left--;
    const path = parent.path.length < 3 ? [...parent.path, String(element.name)] : parent.path;
    const depth = parent.depth + (element.repetition_type === 'REQUIRED' ? 0 : 1);
    const repeated = parent.repeated || element.repetition_type === 'REPEATED';
    if (element.num_children) above.push({ left: element.num_children, path, depth, repeated });
    else leaves.push({ path, index: leaves.length, depth, repeated, element });
  }
  return leaves;
}

/** The column of pictures: bytes, or a struct whose `bytes` they are. Throws AugmentError that says what there is. */
export function pictureLeaf(file: ListedFile, { leaves }: Footer, name: string, field: string): Leaf {
  const own = columnNamed(file, leaves, name, field);
  const found = own.find(({ path }) => path.length === 1 || (path.length === 2 && path[1] === 'bytes'));
  if (found !== undefined && !found.repeated && found.element.type === 'BYTE_ARRAY' && !isText(found.element))
    return found;
  throw new AugmentError(
    'wrong-column',
    `${file.shown}: expected pictures (bytes, or a struct with bytes) in column "${name}", got ${describe(own)}; say which column in ${field}`,
    { file: file.shown },
  );
}

const labelTypes = ['BOOLEAN', 'INT32', 'INT64', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY'];

/** The column of labels: a number or a text for each row. Throws AugmentError that says what there is. */
export function labelLeaf(file: ListedFile, { leaves }: Footer, name: string): Leaf {
  const own = columnNamed(file, leaves, name, 'label');
  const [found] = own;
  const { type, converted_type = 'NONE', logical_type } = found!.element;
  const dated =
    /^(DATE|TIME|DECIMAL|INTERVAL)/.test(converted_type) || /^(DATE|TIME|DECIMAL)/.test(logical_type?.type ?? '');
  if (found!.path.length === 1 && !found!.repeated && labelTypes.includes(type!) && !dated) return found!;
  throw new AugmentError(
    'wrong-column',
    `${file.shown}: expected a number or a text for each row in column "${name}", got ${describe(own)}; say which column in label`,
    { file: file.shown },
  );
}

/** Whether there is a column of that name. */
export function hasColumn({ leaves }: Footer, name: string): boolean {
  return leaves.some(({ path }) => path[0] === name);
}

/** The names of a column's classes, where the dataset library wrote them down. */
export function classNamesIn({ metadata }: Footer, column: string): readonly string[] | undefined {
  const written = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  if (written === undefined) return undefined;
  try {
    const names = JSON.parse(written)?.info?.features?.[column]?.names;
    const known = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string');
    return known ? names : undefined;
  } catch {
    return undefined;
  }
}

function columnNamed(file: ListedFile, leaves: readonly Leaf[], name: string, field: string): readonly Leaf[] {
  const own = leaves.filter(({ path }) => path[0] === name);
  if (own.length > 0) return own;
  const known = [...new Set(leaves.map(({ path }) => path[0]!))];
  const near = suggestion(name, known);
  const listed = near.startsWith('known') ? '' : ` (${near})`;
  throw new AugmentError(
    'missing-column',
    `${file.shown}: expected a column "${name}", got ${known.slice(0, 50).join(', ')}${listed}; say which column in ${field}`,
    { file: file.shown },
  );
}

const isText = ({ converted_type, logical_type }: SchemaElement) =>
  converted_type === 'UTF8' ||
  converted_type === 'JSON' ||
  logical_type?.type === 'STRING' ||
  logical_type?.type === 'JSON';

function describe(own: readonly Leaf[]): string {
  if (own.some(({ repeated }) => repeated)) return 'a list';
  const [first] = own;
  if (first!.path.length > 1)
    return `a struct with ${own
      .map(({ path }) => path[1])
      .slice(0, 20)
      .join(', ')}`;
  const { type, converted_type, logical_type } = first!.element;
  return isText(first!.element) ? 'text' : [type, logical_type?.type ?? converted_type].filter(Boolean).join(' ');
}
