import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AugmentError } from '../../../transforms/index.ts';
import type { Quarantined } from '../../stream/accounting.ts';
import type { StreamState } from '../../stream/state.ts';

export const formats = ['webdataset', 'npy', 'folder'] as const;
export type Format = (typeof formats)[number];

/** Grows where what a manifest means changes. */
export const manifestVersion = 1;

/** A file that was written, and what is in it. */
export interface ExportedFile {
  /** Relative to the manifest's folder, with slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Files that came to be together, and whose samples they hold. */
export interface ExportedPart {
  readonly epoch: number;
  readonly ids: readonly number[];
  readonly files: readonly ExportedFile[];
}

/** All that one shard of an export wrote, or has so far. */
export interface Manifest {
  readonly version: number;
  readonly format: Format;
  /** A hash of all that fixes the bytes: config, format and the shards. */
  readonly plan: string;
  readonly shard: readonly [shard: number, of: number];
  readonly epochs: number;
  /** Samples of an epoch, over all shards. */
  readonly samples: number;
  readonly classNames: readonly string[];
  readonly parts: readonly ExportedPart[];
  readonly quarantine: readonly Quarantined[];
  /** Where to go on; left out where all is done. */
  readonly state?: StreamState;
}

const prefix = 'manifest-';

export function manifestName(shard: number, of: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return `${prefix}${digits(shard)}-of-${digits(of)}.json`;
}

/** In one piece. Throws AugmentError where it cannot be written. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const path = join(folder, manifestName(...manifest.shard));
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(manifest)}\n`);
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Undefined where there is none. Throws AugmentError where it is no manifest. */
export function readManifest(path: string): Manifest | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AugmentError('unreadable', `${path}: expected a manifest, got ${(cause as Error).message}`, { cause });
  }
  let json: Manifest | undefined;
  try {
    json = JSON.parse(text);
  } catch {}
  if (json?.version === manifestVersion && Array.isArray(json.parts) && Array.isArray(json.shard)) return json;
  throw new AugmentError(
    'bad-manifest',
    `${path}: expected a manifest of version ${manifestVersion} that augment export wrote, got ${JSON.stringify(text.slice(0, 60))}; export anew into an empty folder`,
    { file: path },
  );
}

/** All manifests of a folder. Throws AugmentError where there is none. */
export function manifestsIn(folder: string): readonly Manifest[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
  } catch (cause) {
    throw new AugmentError('unreadable', `${folder}: expected a folder, got ${(cause as Error).message}`, { cause });
  }
  if (names.length > 0) return names.sort().map((name) => readManifest(join(folder, name))!);
  throw new AugmentError('no-manifest', `${folder}: expected manifests that augment export wrote, got none`);
}

export function unwritable(path: string, cause: unknown): AugmentError {
  const got = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new AugmentError(
    'unwritable',
    `${path}: expected a file that can be written, got ${got}; is the disk full, or the folder not to be written to?`,
    { file: path, cause },
  );
}
