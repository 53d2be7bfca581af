import { AugmentError, show, suggestion } from '../../transforms/index.ts';
import { type CacheEntry, maxEntryBytes, maxMeta, type StoreSpec } from './store.ts';

const fields = ['dir', 'memory', 'maxBytes'];
/** 32 bits of places of 64 bytes name twice as much. */
export const mostMemory = 2 ** 37;
/** The fingerprint becomes the name of a folder. */
const fingerprintForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** A spec that came from a user's config. Throws AugmentError that names the field. */
export function checkedSpec(spec: StoreSpec): StoreSpec {
  const given: unknown = spec;
  if (typeof given !== 'object' || given === null) throw bad('cache', '{ dir } or { memory: true }', given);
  for (const name of Object.keys(given)) {
    if (!fields.includes(name)) {
      throw new AugmentError('bad-config', `cache: unknown field "${name}"; ${suggestion(name, fields)}`);
    }
  }
  const { dir, memory, maxBytes } = given as Record<string, unknown>;
  if ((dir === undefined) === (memory === undefined)) throw bad('cache', 'either { dir } or { memory: true }', given);
  if (dir !== undefined && (typeof dir !== 'string' || dir === '' || dir.includes('\0'))) {
    throw bad('cache.dir', 'the path of a folder', dir);
  }
  if (memory !== undefined && memory !== true) throw bad('cache.memory', 'true', memory);
  const most = memory ? mostMemory : Number.MAX_SAFE_INTEGER;
  if (maxBytes !== undefined && !isWhole(maxBytes, 1, most)) {
    throw bad('cache.maxBytes', `a whole number of bytes from 1 to ${most}`, maxBytes);
  }
  return spec;
}

export function checkedFingerprint(fingerprint: string): string {
  if (typeof fingerprint === 'string' && fingerprintForm.test(fingerprint)) return fingerprint;
  throw bad('cache fingerprint', 'up to 128 letters, digits, - and _', fingerprint);
}

export function checkedLength(length: number): number {
  if (isWhole(length, 0, 2 ** 31)) return length;
  throw bad('cache length', `how many samples there are, up to ${2 ** 31}`, length);
}

export function checkId(id: number, length: number): void {
  if (!(Number.isInteger(id) && id >= 0 && id < length)) {
    throw new AugmentError('out-of-range', `cache: expected a sample id from 0 to ${length - 1}, got ${show(id)}`);
  }
}

/** False for an entry too large to be kept. Throws AugmentError on one that could not be given back as it is. */
export function checkEntry({ meta, bytes }: CacheEntry): boolean {
  if (meta.length > maxMeta || meta.some((value) => !Number.isInteger(value) || value !== (value | 0))) {
    throw bad('cache entry meta', `up to ${maxMeta} whole numbers of 32 bits`, meta);
  }
  return bytes.length <= maxEntryBytes;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function bad(where: string, expected: string, got: unknown): AugmentError {
  return new AugmentError('bad-config', `${where}: expected ${expected}, got ${show(got)}`);
}
