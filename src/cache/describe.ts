import { rmdirSync, unlinkSync } from 'node:fs';
import { AugmentError, show } from '../../transforms/index.ts';
import { fingerprintsIn, folderOf, segmentFilesIn } from './files.ts';
import { reasonOf } from './reason.ts';
import { readIndex } from './scan.ts';

/** One fingerprint's share of a cache folder. */
export interface CacheDescription {
  readonly fingerprint: string;
  readonly segments: number;
  /** Samples that can be read, as far as the index tells. */
  readonly entries: number;
  /** Bytes of these entries. */
  readonly bytes: number;
  /** Bytes of the files, which is what maxBytes bounds. */
  readonly fileBytes: number;
}

export interface Cleared {
  readonly fingerprints: number;
  readonly fileBytes: number;
}

/** What lies in a cache folder, by fingerprint. Throws AugmentError where it cannot be read. */
export function describeStore(dir: string): CacheDescription[] {
  return folders(dir).map((fingerprint) => {
    try {
      return describe(dir, fingerprint);
    } catch (cause) {
      throw unusable(dir, cause);
    }
  });
}

function describe(dir: string, fingerprint: string): CacheDescription {
  const folder = folderOf(dir, fingerprint);
  const files = segmentFilesIn(folder);
  const names = files.filter(({ kind }) => kind === 'index').map(({ name }) => name);
  const lengths = new Map<number, number>();
  for (const name of names) readIndex(folder, name, 0, ({ id, length }) => lengths.set(id, length));
  let bytes = 0;
  for (const length of lengths.values()) bytes += length;
  return { fingerprint, segments: names.length, entries: lengths.size, bytes, fileBytes: sizeOfAll(files) };
}

/**
 * Removes the entries of one fingerprint or of all. Files that are not the cache's stay. Throws AugmentError where the folder cannot
 * be read, or a file not be removed.
 */
export function clearStore(dir: string, fingerprint?: string): Cleared {
  const chosen = folders(dir).filter((found) => fingerprint === undefined || found === fingerprint);
  let fileBytes = 0;
  for (const found of chosen) {
    const folder = folderOf(dir, found);
    try {
      const files = segmentFilesIn(folder);
      for (const { path } of files) unlinkSync(path);
      fileBytes += sizeOfAll(files);
      rmdirSync(folder);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      // Something else lies in it, or another process clears it as well.
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw unusable(dir, cause);
    }
  }
  return { fingerprints: chosen.length, fileBytes };
}

function folders(dir: string): string[] {
  try {
    return fingerprintsIn(dir);
  } catch (cause) {
    throw unusable(dir, cause);
  }
}

function unusable(dir: string, cause: unknown): AugmentError {
  return new AugmentError('unusable-cache', `${show(dir)}: expected the folder of a cache, got ${reasonOf(cause)}`, {
    file: dir,
    cause,
  });
}

function sizeOfAll(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
