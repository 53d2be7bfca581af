import { AugmentError, type Json, show, suggestion } from '../../transforms/index.ts';
import type { FileBytes } from './file-bytes.ts';
import { type ImageFolderSpec, openImageFolder } from './image-folder.ts';
import { openPictures, type PicturesSpec } from './pictures.ts';

/** One sample before it is decoded. */
export interface SourceRecord {
  /** The encoded file's bytes. */
  readonly bytes: Uint8Array;
  /** The file, or a name, that errors and reports show. */
  readonly name: string;
  readonly label: number;
  /** `bytes` are raw pixels, not a file: [height, width, channels] of uint8. */
  readonly raw?: { readonly width: number; readonly height: number; readonly channels: 1 | 3 | 4 };
}

/** An opened source: sample ids are 0 .. length-1, and the same id is always the same sample. */
export interface Source {
  readonly length: number;
  /** What labels mean; empty where the source has none. */
  readonly classNames: readonly string[];
  nameOf(id: number): string;
  labelOf(id: number): number;
  /** Throws AugmentError where the sample cannot be read. With `into`, its bytes hold only until the next such call. */
  read(id: number, into?: FileBytes): SourceRecord;
}

/** Where samples come from: plain JSON. */
export type SourceSpec = { readonly imageFolder: ImageFolderSpec } | { readonly pictures: PicturesSpec };

const openers = {
  imageFolder: openImageFolder,
  pictures: openPictures,
} as const;

/** Opens the source that `spec` describes; `base` is the folder that its relative paths start from. */
export function openSource(spec: SourceSpec, base?: string): Source {
  const [kind] = Object.keys(spec) as [keyof typeof openers];
  const open = openers[kind] as (spec: unknown, base?: string) => Source;
  return open((spec as { [kind: string]: unknown })[kind], base);
}

/** A source's spec from loose JSON, such as a config's. */
export function parseSource(json: unknown, where: string): SourceSpec {
  const known = Object.keys(openers);
  if (typeof json !== 'object' || json === null || Object.keys(json).length !== 1) {
    throw new AugmentError(
      'bad-config',
      `${where}: expected a source such as { imageFolder: { path: data/train } }, got ${show(json)}`,
    );
  }
  const [kind, value] = Object.entries(json)[0] as [string, Json];
  if (!known.includes(kind)) {
    throw new AugmentError('bad-config', `${where}: unknown source "${kind}"; ${suggestion(kind, known)}`);
  }
  const given = typeof value === 'string' && kind === 'imageFolder' ? { path: value } : value;
  return { [kind]: given } as unknown as SourceSpec;
}
