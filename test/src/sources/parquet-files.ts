import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquet } from '../../../src/index.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import type { ParquetOptions } from '../../../src/sources/parquet.ts';
import type { Source, SourceRecord } from '../../../src/sources/source.ts';

/** The folder of the files that test/fixtures/parquet/make.py makes. */
export const parquetFolder = join(root(), 'test/fixtures/parquet');

interface Expected {
  /** A hash of each picture's bytes; null where there is none. */
  readonly pictures: readonly (string | null)[];
  readonly labels: readonly (number | string)[];
  readonly masks?: readonly (string | null)[];
}

export const expected: { readonly [file: string]: Expected } = JSON.parse(
  readFileSync(join(parquetFolder, 'expected.json'), 'utf8'),
);

export const fileBytes = (name: string) => readFileSync(join(parquetFolder, name));

export const openParquet = async (files: string | readonly string[], options: ParquetOptions = {}): Promise<Source> =>
  viewSource(await scanSource(parquet(files, options), parquetFolder));

/** A hash of a row's picture as expected.json has it; null where the row has none. */
export async function pictureHash(source: Source, id: number): Promise<string | null> {
  let record: SourceRecord;
  try {
    record = await source.read(id);
  } catch (cause) {
    if (/got null/.test((cause as Error).message)) return null;
    throw cause;
  }
  return hashOf(record.bytes);
}

export const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

function root(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`parquet files: no package.json above ${import.meta.url}`);
    folder = dirname(folder);
  }
  return folder;
}
