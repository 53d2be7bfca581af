import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AugmentError } from '../../transforms/index.ts';
import { checkedSourceTargets, type SourceTargets } from '../targets/source-targets.ts';
import { type DownloadSpec, download, isUrl } from './download.ts';
import { type FileBytes, fileStamp, readFile, reason } from './file-bytes.ts';
import { labelColumns, type ManifestSpec } from './manifest-columns.ts';
import { failRow } from './manifest-faults.ts';
import { type Complain, collectLabels } from './manifest-labels.ts';
import { collectNames, identityOf, type Names, nameAt } from './names.ts';
import { assertFolderPresent } from './presence.ts';
import type { Labels, Source, SourceContext, SourceRecord } from './source.ts';

/** Asked for with each row: the cells of the wanted columns, and how to say where they stand. */
export type UseRow = (cells: readonly unknown[], line: number) => void;

/** Reads a manifest's rows. `optionalColumns` may be missing in a row where the format allows for it. */
export type ReadRows = (
  file: { readonly path: string; readonly shown: string },
  columns: readonly string[],
  optionalColumns: readonly string[],
  use: UseRow,
) => Promise<void>;

const listNames = ['boxes', 'boxLabels', 'keypoints', 'keypointLabels'] as const;

export interface ManifestIndex {
  /** As errors show it, and where it is. */
  readonly shownRoot: string;
  readonly root: string;
  readonly files: Names;
  /** Empty where a sample has none. */
  readonly masks: Names | undefined;
  /** JSON, by sample. */
  readonly targets: Names | undefined;
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
  const lists = listNames.filter((field) => spec[field] !== undefined);
  const targets = lists.length === 0 ? undefined : collectNames();
  const masksAt = 1 + labelled.columns.length;
  const listsAt = masksAt + (masks === undefined ? 0 : 1);
  let rows = 0;
  let relative = false;
  let line = 0;
  const complain: Complain = (column, expected, got, hint) => failRow(shown, line, column, expected, got, hint);
  const address = (cell: unknown, column: string) => {
    const entry = checkedEntry(cell, column, complain);
    relative ||= entry !== '' && !isUrl(entry) && !isAbsolute(entry);
    return entry;
  };
  const beside = [...(spec.mask === undefined ? [] : [spec.mask]), ...lists.map((field) => spec[field]!)];
  const columns = [spec.file, ...labelled.columns, ...beside];
  await readRows({ path, shown }, columns, beside, (cells, at) => {
    line = at;
    const file = address(cells[0], spec.file);
    if (file === '') complain(spec.file, 'a path or an address', cells[0], 'fill it in, or drop the row');
    files.add(file);
    labels.add(cells.slice(1, masksAt), complain);
    masks?.add(address(cells[masksAt] ?? '', spec.mask!));
    if (targets !== undefined) {
      const found = Object.fromEntries(lists.map((field, i) => [field, cells[listsAt + i] ?? undefined]));
      const checked = checkedSourceTargets(found, (field, expected, got) => {
        return complain(spec[field as (typeof listNames)[number]]!, expected, got, 'write it as such a list');
      });
      targets.add(checked === undefined ? '' : JSON.stringify(checked));
    }
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
  const [packed, packedMasks, packedTargets] = [files.pack(), masks?.pack(), targets?.pack()];
  const more = packedTargets === undefined ? [] : [packedTargets.bytes];
  return {
    shownRoot,
    root: resolve(base, shownRoot),
    files: packed,
    masks: packedMasks,
    targets: packedTargets,
    relative,
    ...labels.finish(shown),
    identity: identityOf(packed.bytes, packedMasks?.bytes ?? '', ...more),
    download: spec.download ?? {},
  };
}

export function viewManifest(index: ManifestIndex): Source {
  const { shownRoot, root, files, masks, targets, relative, labels, classNames, identity } = index;
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
    keyOf: (id) => nameAt(files, id),
    stampOf: (id) => {
      const entry = nameAt(files, id);
      return isUrl(entry) ? 0 : fileStamp(isAbsolute(entry) ? entry : join(root, entry));
    },
    read: (id, into, signal) => open(nameAt(files, id), id, into, signal),
    ...(masks === undefined
      ? {}
      : {
          readMask: (id: number, signal?: AbortSignal) => {
            const entry = nameAt(masks, id);
            return entry === '' ? undefined : open(entry, id, undefined, signal);
          },
        }),
    ...(targets && {
      readTargets: (id: number) => {
        const text = nameAt(targets, id);
        return text === '' ? undefined : (JSON.parse(text) as SourceTargets);
      },
    }),
    ...(relative ? { assertPresent: () => assertFolderPresent(root, shownRoot) } : {}),
  };
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
