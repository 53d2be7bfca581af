// What folders of pictures and of sounds have in common: a file a sample, a subfolder a class.
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { fileStamp, readFile, reason } from './file-bytes.ts';
import { identityOf, type Names, nameAt, packNames, sharedInt32 } from './names.ts';
import { assertFolderPresent } from './presence.ts';
import type { Source } from './source.ts';

/** What is looked for in a folder. */
export interface FolderKind {
  readonly ending: RegExp;
  /** `pictures`, and how their names end. */
  readonly what: string;
  readonly endings: string;
  /** The error's code where there are none. */
  readonly code: string;
}

export interface FolderIndex {
  /** As errors show it, and where it is. */
  readonly path: string;
  readonly root: string;
  readonly names: Names;
  readonly identity: string;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** Lists a folder. Order is by name (by code unit, the same on every machine). */
export function scanFolder(path: string, root: string, kind: FolderKind): FolderIndex {
  const found = list(root, path, kind);
  const pictures = found.filter((file) => kind.ending.test(file));
  if (pictures.length === 0) {
    const what = found.length === 0 ? 'an empty folder' : `${found.length} other files, such as ${found[0]}`;
    throw new AugmentError(
      found.length === 0 ? 'empty-folder' : kind.code,
      `${path}: expected a folder with ${kind.what} (${kind.endings}), got ${what}; put ${kind.what} in it, or in one subfolder for each class`,
      { file: path },
    );
  }
  const classOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');
  const classNames = [...new Set(pictures.map(classOf))].sort();
  const numberOf = new Map(classNames.map((name, label) => [name, label]));
  const flat = classNames.length === 1 && classNames[0] === '';
  const names = packNames(pictures);
  return {
    path,
    root,
    names,
    identity: identityOf(names.bytes),
    labels: sharedInt32(pictures.map((file) => numberOf.get(classOf(file))!)),
    classNames: flat ? [] : classNames,
  };
}

export function viewFolder({ path, root, names, identity, labels, classNames }: FolderIndex): Source {
  const nameOf = (id: number) => join(path, nameAt(names, id));
  return {
    length: labels.length,
    classNames,
    labels: { dtype: 'int32', width: 0, values: labels },
    identity,
    nameOf,
    keyOf: (id) => nameAt(names, id),
    read: (id, into) => {
      const file = join(root, nameAt(names, id));
      const name = nameOf(id);
      return { bytes: readFile(file, name, id, into), name };
    },
    stampOf: (id) => fileStamp(join(root, nameAt(names, id))),
    assertPresent: () => assertFolderPresent(root, path),
  };
}

/** A folder's spec from loose JSON; `fields`: what it may have beside `path`. Throws AugmentError that names the field at fault. */
export function checkedFolder(json: unknown, where: string, fields: readonly string[] = []): { readonly path: string } {
  const spec = typeof json === 'string' ? { path: json } : json;
  if (typeof spec !== 'object' || spec === null) {
    throw new AugmentError('bad-config', `${where}: expected { path }, got ${show(spec)}`);
  }
  for (const name of Object.keys(spec)) {
    if (name !== 'path' && !fields.includes(name))
      throw new AugmentError(
        'bad-config',
        `${where}: unknown field "${name}"; ${suggestion(name, ['path', ...fields])}`,
      );
  }
  const { path } = spec as { path?: unknown };
  if (typeof path !== 'string' || path === '') {
    throw new AugmentError('bad-config', `${where}.path: expected the path of a folder, got ${show(path)}`);
  }
  return spec as { readonly path: string };
}

function list(root: string, shown: string, { what }: FolderKind): string[] {
  try {
    if (!statSync(root).isDirectory()) {
      throw new AugmentError(
        'not-a-folder',
        `${shown}: expected a folder of ${what}, got a file; give the folder that it lies in`,
        { file: shown },
      );
    }
    const entries: Dirent[] = readdirSync(root, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      )
      .sort();
  } catch (cause) {
    if (cause instanceof AugmentError) throw cause;
    throw new AugmentError(
      'missing-folder',
      `${shown}: expected a folder of ${what}, got ${reason(cause)}; looked in ${root}`,
      { file: shown, cause },
    );
  }
}
