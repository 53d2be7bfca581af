import { resolve } from 'node:path';
import { checkedFolder, type FolderIndex, type FolderKind, scanFolder, viewFolder } from './folder.ts';
import type { SourceKind } from './source.ts';

export interface ImageFolderSpec {
  /** The folder: one subfolder a class, or pictures directly in it. */
  readonly path: string;
}

/** What is taken for a picture. */
export const pictureFiles: FolderKind = {
  ending: /\.(jpe?g|png|webp|avif|heif|tiff?|gif|svg)$/i,
  what: 'pictures',
  endings: 'jpg, png, webp, avif, tiff, gif, svg',
  code: 'no-pictures',
};

/** The source of a folder of pictures: class by subfolder (sorted by name, at any depth below), or flat. */
export function imageFolder(path: string): { readonly imageFolder: ImageFolderSpec } {
  return { imageFolder: { path } };
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
  parse: (json, where) => checkedFolder(json, where),
  scan: (spec, { base }) => scanFolder(spec.path, resolve(base, spec.path), pictureFiles),
  view: viewFolder,
};
