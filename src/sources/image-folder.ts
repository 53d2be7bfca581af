import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import type { Source } from './source.ts';

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

/** Lists the folder once; order is by name (by code unit, the same on every machine). Throws AugmentError where there is nothing to read. */
export function openImageFolder(spec: ImageFolderSpec, base = process.cwd()): Source {
  const path = checkedPath(spec);
  const root = resolve(base, path);
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
  const labels = pictures.map((file) => classNames.indexOf(classOf(file)));
  const flat = classNames.length === 1 && classNames[0] === '';
  return {
    length: pictures.length,
    classNames: flat ? [] : classNames,
    nameOf: (id) => join(path, pictures[id]!),
    labelOf: (id) => labels[id]!,
    read: (id, into) => {
      const name = join(path, pictures[id]!);
      try {
        const path = join(root, pictures[id]!);
        return { bytes: into === undefined ? readFileSync(path) : into.read(path), name, label: labels[id]! };
      } catch (cause) {
        throw new AugmentError(
          'unreadable',
          `${name}: expected a file that can be read, got ${reason(cause)}; was it moved, or is a disk gone?`,
          {
            file: name,
            sampleId: id,
            cause,
          },
        );
      }
    },
  };
}

function checkedPath(spec: unknown): string {
  if (typeof spec !== 'object' || spec === null) {
    throw new AugmentError('bad-config', `source.imageFolder: expected { path }, got ${show(spec)}`);
  }
  for (const name of Object.keys(spec)) {
    if (name !== 'path')
      throw new AugmentError(
        'bad-config',
        `source.imageFolder: unknown field "${name}"; ${suggestion(name, ['path'])}`,
      );
  }
  const { path } = spec as { path?: unknown };
  if (typeof path !== 'string' || path === '') {
    throw new AugmentError('bad-config', `source.imageFolder.path: expected the path of a folder, got ${show(path)}`);
  }
  return path;
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

function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'nothing of that name';
  if (code === 'EACCES') return 'no permission to read it';
  return code ?? String(cause);
}
