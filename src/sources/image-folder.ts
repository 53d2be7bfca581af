import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { fileStamp, readFile, reason } from './file-bytes.ts';
import { identityOf, type Names, nameAt, packNames, sharedInt32 } from './names.ts';
import { assertFolderPresent } from './presence.ts';
import type { Source, SourceKind } from './source.ts';

export interface ImageFolderSpec {
  /** The folder: one subfolder a class, or pictures directly in it. */
  readonly path: string;
}

/** Endings of the files that are taken for pictures. */
const pictureEnding = /\.(jpe?g|png|webp|avif|heif|tiff?|gif|svg)$/i;

/** The source of a folder of pictures: class by subfolder (sorted by name, at any depth below), or flat. */
export function imageFolder(path: string): { readonly imageFolder: ImageFolderSpec } {
  return { imageFolder: { path } };
}

interface FolderIndex {
  /** As errors show it, and where it is. */
  readonly path: string;
  readonly root: string;
  readonly names: Names;
  readonly identity: string;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

export const imageFolderKind: SourceKind<ImageFolderSpec, FolderIndex> = {
  schema: {
    description: 'A folder of pictures: one subfolder a class, or pictures directly in it.',
    anyOf: [
      { type: 'string', minLength: 1 },
      {
        type: 'object',
        properties: { path: { type: 'string', minLength: 1 } },
        required: ['path'],
        additionalProperties: false,
      },
    ],
  },
  parse: checkedSpec,
  scan: (spec, { base }) => scan(spec.path, resolve(base, spec.path)),
  view,
};

/** Order is by name (by code unit, the same on every machine). */
function scan(path: string, root: string): FolderIndex {
  const found = list(root, path);
  const pictures = found.filter((file) => pictureEnding.test(file));
  if (pictures.length === 0) {
    const what = found.length === 0 ? 'an empty folder' : `${found.length} other files, such as ${found[0]}`;
    throw new AugmentError(
      found.length === 0 ? 'empty-folder' : 'no-pictures',
      `${path}: expected a folder with pictures (jpg, png, webp, avif, tiff, gif, svg), got ${what}; put pictures in it, or in one subfolder for each class`,
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

function view({ path, root, names, identity, labels, classNames }: FolderIndex): Source {
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

function checkedSpec(json: unknown, where: string): ImageFolderSpec {
  const spec = typeof json === 'string' ? { path: json } : json;
  if (typeof spec !== 'object' || spec === null) {
    throw new AugmentError('bad-config', `${where}: expected { path }, got ${show(spec)}`);
  }
  for (const name of Object.keys(spec)) {
    if (name !== 'path')
      throw new AugmentError('bad-config', `${where}: unknown field "${name}"; ${suggestion(name, ['path'])}`);
  }
  const { path } = spec as { path?: unknown };
  if (typeof path !== 'string' || path === '') {
    throw new AugmentError('bad-config', `${where}.path: expected the path of a folder, got ${show(path)}`);
  }
  return { path };
}

function list(root: string, shown: string): string[] {
  try {
    if (!statSync(root).isDirectory()) {
      throw new AugmentError(
        'not-a-folder',
        `${shown}: expected a folder of pictures, got a file; give the folder that it lies in`,
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
      `${shown}: expected a folder of pictures, got ${reason(cause)}; looked in ${root}`,
      { file: shown, cause },
    );
  }
}
