import assert from 'node:assert/strict';
import { join } from 'node:path';
import { webDataset } from '../../../src/index.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import type { Source, SourceRecord } from '../../../src/sources/source.ts';
import type { WebDatasetOptions } from '../../../src/sources/webdataset.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { folderOf } from '../pictures.ts';
import type { TarMember } from './tar-files.ts';

export const open = async (shards: string | readonly string[], options: WebDatasetOptions = {}): Promise<Source> =>
  viewSource(await scanSource(webDataset(shards, options)));

export const record = (source: Source, id: number) => source.read(id) as SourceRecord;
export const text = (source: Source, id: number) => Buffer.from(record(source, id).bytes).toString();

/** Samples as most shards have them: a picture and a class. */
export const plain = (count: number, from = 0): TarMember[] =>
  Array.from({ length: count }, (_, i) => [
    { name: `s${from + i}.jpg`, data: `picture ${from + i}` },
    { name: `s${from + i}.cls`, data: String((from + i) % 5) },
  ]).flat();

export async function withFolder(
  files: Readonly<Record<string, Uint8Array | string>>,
  work: (path: string) => Promise<void> | void,
): Promise<void> {
  const folder = folderOf(files);
  try {
    await work(folder.path);
  } finally {
    folder.remove();
  }
}

/** The error of opening shards. */
export async function refusal(
  files: Readonly<Record<string, Uint8Array | string>>,
  shards: string,
  options?: WebDatasetOptions,
): Promise<AugmentError> {
  let found: unknown;
  await withFolder(files, async (path) => {
    found = await open(join(path, shards), options).then(
      () => undefined,
      (cause: unknown) => cause,
    );
  });
  assert.ok(found instanceof AugmentError, String((found as Error | undefined)?.stack ?? 'no error'));
  return found;
}
