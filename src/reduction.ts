import { createHash } from 'node:crypto';
import type { CacheEntry, Store } from './cache/index.ts';
import type { Source, SourceRecord } from './sources/source.ts';
import type { CacheSpec, DatasetSpec } from './spec.ts';

/** Grows where the same file is reduced to other pixels than it was. */
const reductionVersion = 1;

/** The name of what a dataset's cache holds: the same for every plan over the same files, decoded in the same way. */
export function cacheFingerprint({ source: spec, decode, cache }: DatasetSpec, source: Source): string {
  const { maxSide = 0 } = cache!;
  const parts = [reductionVersion, Object.keys(spec), source.identity, source.length, decode, maxSide];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** [height, width] of a picture whose longer side is at most `maxSide`; it is never made larger. */
export function reducedSize(width: number, height: number, { maxSide }: CacheSpec): readonly [number, number] {
  const factor = maxSide === undefined ? 1 : Math.min(1, maxSide / Math.max(width, height));
  return [Math.max(1, Math.round(height * factor)), Math.max(1, Math.round(width * factor))];
}

/** A sample's bytes, as its source or the cache gave them. */
export type ReadRecord = SourceRecord & { /** It is decoded and reduced already. */ readonly isReduced?: boolean };

/** What the store keeps of a sample, as a source would give it. Undefined where it keeps none, or the file changed since. */
export function fromStore(store: Store, source: Source, id: number): ReadRecord | undefined {
  const entry = store.get(id);
  if (entry === undefined) return undefined;
  const [width, height, stamp] = entry.meta as [number, number, number];
  if (stamp !== stampOf(source, id)) return undefined;
  return { bytes: entry.bytes, name: source.nameOf(id), raw: { width, height, channels: 3 }, isReduced: true };
}

/** A decoded, reduced picture as the store keeps it. */
export function storeEntry(source: Source, id: number, { bytes, raw }: SourceRecord): CacheEntry {
  return { meta: [raw!.width, raw!.height, stampOf(source, id)], bytes };
}

function stampOf(source: Source, id: number): number {
  return source.stampOf?.(id) ?? 0;
}
