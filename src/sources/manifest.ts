import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AugmentError } from '../../transforms/index.ts';
import { type DownloadSpec, download, downloadFields, isUrl } from './download.ts';
import { character, checkFields, choice, either, type Fields, optional, record, text, texts } from './fields.ts';
import { type FileBytes, readFile, reason } from './file-bytes.ts';
import { type Complain, collectLabels, type LabelColumns, showBriefly, suggestBriefly } from './manifest-labels.ts';
import { collectNames, identityOf, type Names, nameAt } from './names.ts';
import { assertFolderPresent } from './presence.ts';
import type { Labels, Source, SourceContext, SourceRecord } from './source.ts';

/** What the columns of a manifest mean. */
export interface ManifestColumns {
  /** The column with the pictures: paths from the manifest's folder (or `root`), absolute paths, http(s) addresses. */
  readonly file: string;
  /** The column with the label, or several. */
  readonly label?: string | readonly string[];
  /**
   * `class` (one column, unless said): a name. `number` (several columns, unless said): values to regress, float32.
   * `multi`: several classes at once, 0 or 1 for each; in one column between separators, or one column a class.
   */
  readonly labelKind?: 'class' | 'number' | 'multi';
  /** `multi` in one column: what stands between class names (`|`). */
  readonly separator?: string;
  /** The column with mask pictures; a sample where it is empty has none. */
  readonly mask?: string;
  /** The folder that relative paths start from, instead of the manifest's own. */
  readonly root?: string;
  /** Instead of the names found, sorted. Labels may then also be indices into them. */
  readonly classNames?: readonly string[];
  readonly download?: DownloadSpec;
}

export interface ManifestSpec extends ManifestColumns {
  readonly path: string;
}

export const manifestFields = {
  path: text('The manifest.', 'the path of a manifest'),
  file: text('The column with the pictures: paths or http(s) addresses.', 'the name of a column'),
  label: optional(
    either(
      text('', 'the name of a column'),
      texts('', 'a list of columns, none twice'),
      'The label column, or several.',
    ),
  ),
  labelKind: optional(choice('What a label is: a class, numbers, several classes.', ['class', 'number', 'multi'])),
  separator: optional(character('What stands between the class names of a multi label (|).')),
  mask: optional(text('The column with the mask pictures.', 'the name of a column')),
  root: optional(text('The folder that relative paths start from.', 'the path of a folder')),
  classNames: optional(texts('What class indices mean.', 'a list of class names, none twice')),
  download: optional(record('Limits of a download.', downloadFields)),
} satisfies Fields;

/** Throws AugmentError where a manifest's fields are wrong, or contradict each other. */
export function checkManifest(json: unknown, fields: Fields, where: string): void {
  checkFields(json, fields, where);
  const spec = json as ManifestSpec;
  if (spec.download !== undefined) checkFields(spec.download, downloadFields, `${where}.download`);
  const { columns, kind, single } = labelColumns(spec);
  const refuse = (message: string) => {
    throw new AugmentError('bad-config', `${where}.${message}`);
  };
  for (const field of ['path', 'root'] as const) {
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(spec[field] ?? '')) {
      refuse(
        `${field}: expected a path, got an address (${showBriefly(spec[field])}); only pictures may be downloaded`,
      );
    }
  }
  if (columns.length === 0) {
    const idle = (['labelKind', 'separator', 'classNames'] as const).find((field) => spec[field] !== undefined);
    if (idle !== undefined) refuse(`${idle}: expected label beside it, got no label column`);
  }
  if (kind === 'class' && columns.length > 1) {
    refuse(`labelKind: expected number or multi with ${columns.length} label columns, got class; name one column`);
  }
  if (spec.separator !== undefined && !(kind === 'multi' && single)) {
    refuse('separator: expected labelKind multi with one label column beside it; leave separator out');
  }
  if (spec.classNames === undefined) return;
  if (columns.length > 0 && kind === 'number') refuse('classNames: expected labels that are classes, got numbers');
  if (kind === 'multi' && !single && spec.classNames.length !== columns.length) {
    refuse(`classNames: expected ${columns.length}, one for each label column, got ${spec.classNames.length}`);
  }
}

/** Asked for with each row: the cells of the wanted columns, and how to say where they stand. */
export type UseRow = (cells: readonly unknown[], line: number) => void;

/** Reads a manifest's rows. `optionalColumns` may be missing in a row where the format allows for it. */
export type ReadRows = (
  file: { readonly path: string; readonly shown: string },
  columns: readonly string[],
  optionalColumns: readonly string[],
  use: UseRow,
) => Promise<void>;

export interface ManifestIndex {
  /** As errors show it, and where it is. */
  readonly shownRoot: string;
  readonly root: string;
  readonly files: Names;
  /** Empty where a sample has none. */
  readonly masks: Names | undefined;
  /** Whether some files lie beneath `root`. */
  readonly relative: boolean;
  readonly labels: Labels;
  readonly classNames: readonly string[];
  readonly identity: string;
  readonly download: DownloadSpec;
}

/** Lists a manifest's samples, in its own order, row by row: what is kept is the paths and the labels. */
export async function scanManifest(
  spec: ManifestSpec,
  { base }: Pick<SourceContext, 'base'>,
  readRows: ReadRows,
): Promise<ManifestIndex> {
  const shown = spec.path;
  const path = resolve(base, shown);
  assertManifest(path, shown);
  const shownRoot = spec.root ?? dirname(shown);
  const labelled = labelColumns(spec);
  const labels = collectLabels(labelled);
  const files = collectNames();
  const masks = spec.mask === undefined ? undefined : collectNames();
  const masksAt = 1 + labelled.columns.length;
  let rows = 0;
  let relative = false;
  let line = 0;
  const complain: Complain = (column, expected, got, hint) => failRow(shown, line, column, expected, got, hint);
  const address = (cell: unknown, column: string) => {
    const entry = checkedEntry(cell, column, complain);
    relative ||= entry !== '' && !isUrl(entry) && !isAbsolute(entry);
    return entry;
  };
  const columns = [spec.file, ...labelled.columns, ...(spec.mask === undefined ? [] : [spec.mask])];
  await readRows({ path, shown }, columns, spec.mask === undefined ? [] : [spec.mask], (cells, at) => {
    line = at;
    const file = address(cells[0], spec.file);
    if (file === '') complain(spec.file, 'a path or an address', cells[0], 'fill it in, or drop the row');
    files.add(file);
    labels.add(cells.slice(1, masksAt), complain);
    masks?.add(address(cells[masksAt] ?? '', spec.mask!));
    rows++;
  });
  if (rows === 0) {
    throw new AugmentError(
      'empty-manifest',
      `${shown}: expected a row for each sample, got none; is it the right file?`,
      {
        file: shown,
      },
    );
  }
  const [packed, packedMasks] = [files.pack(), masks?.pack()];
  return {
    shownRoot,
    root: resolve(base, shownRoot),
    files: packed,
    masks: packedMasks,
    relative,
    ...labels.finish(shown),
    identity: identityOf(packed.bytes, packedMasks?.bytes ?? ''),
    download: spec.download ?? {},
  };
}

export function viewManifest(index: ManifestIndex): Source {
  const { shownRoot, root, files, masks, relative, labels, classNames, identity } = index;
  const shownAs = (entry: string) => (isUrl(entry) || isAbsolute(entry) ? entry : join(shownRoot, entry));
  const open = (entry: string, id: number, into?: FileBytes, signal?: AbortSignal) => {
    const name = shownAs(entry);
    if (isUrl(entry)) {
      return download(entry, id, index.download, signal).then((bytes): SourceRecord => ({ bytes, name }));
    }
    return { bytes: readFile(isAbsolute(entry) ? entry : join(root, entry), name, id, into), name };
  };
  return {
    length: files.ends.length,
    classNames,
    labels,
    identity,
    nameOf: (id) => shownAs(nameAt(files, id)),
    read: (id, into, signal) => open(nameAt(files, id), id, into, signal),
    ...(masks === undefined
      ? {}
      : {
          readMask: (id: number, signal?: AbortSignal) => {
            const entry = nameAt(masks, id);
            return entry === '' ? undefined : open(entry, id, undefined, signal);
          },
        }),
    ...(relative ? { assertPresent: () => assertFolderPresent(root, shownRoot) } : {}),
  };
}

/** Throws AugmentError `missing-column` with the columns that there are. */
export function failColumn(shown: string, line: number, column: string, known: readonly string[], hint = ''): never {
  const columns = known.slice(0, 30).map((name) => showBriefly(name));
  const more = known.length > 30 ? ` and ${known.length - 30} more` : '';
  const near = suggestBriefly(column, known);
  throw new AugmentError(
    'missing-column',
    `${shown}:${line}: expected a column "${column}", got ${columns.join(', ') || 'none'}${more}${near.startsWith('did') ? `; ${near}` : ''}${hint}`,
    { file: shown },
  );
}

/** Throws AugmentError `bad-manifest` that names the file, the line and the column. */
export function failRow(
  shown: string,
  line: number,
  column: string | undefined,
  expected: string,
  got: unknown,
  hint: string,
): never {
  const where = column === undefined ? '' : `column "${column}": `;
  throw new AugmentError(
    'bad-manifest',
    `${shown}:${line}: ${where}expected ${expected}, got ${showBriefly(got)}; ${hint}`,
    {
      file: shown,
    },
  );
}

function labelColumns({ label = [], labelKind, separator = '|', classNames }: ManifestSpec): LabelColumns {
  const single = typeof label === 'string';
  const columns = single ? [label] : label;
  return { columns, single, kind: labelKind ?? (single ? 'class' : 'number'), separator, classNames };
}

function checkedEntry(cell: unknown, column: string, complain: Complain): string {
  if (typeof cell !== 'string') return complain(column, 'a path or an address', cell, 'write it as a text');
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(cell)?.[1]?.toLowerCase();
  if (scheme === undefined) return cell;
  if (scheme !== 'http' && scheme !== 'https') {
    complain(column, 'a path or an http(s) address', cell, `${scheme} is not read; download the files first`);
  }
  const url = URL.canParse(cell) ? new URL(cell) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    const hint = url === undefined ? 'it is no valid address' : 'take name and password out of it';
    complain(column, 'an http(s) address', cell, hint);
  }
  return cell;
}

function assertManifest(path: string, shown: string): void {
  let got: string;
  try {
    const stat = statSync(path);
    if (stat.isFile()) return;
    got = stat.isDirectory() ? 'a folder' : 'something that is no file';
  } catch (cause) {
    got = reason(cause);
  }
  throw new AugmentError('missing-manifest', `${shown}: expected a manifest, got ${got}; looked for ${path}`, {
    file: shown,
  });
}
