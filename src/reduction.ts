import { createHash } from 'node:crypto';
import type { Header } from '../vision/io/header.ts';
import { isLevels, type PixelType } from '../vision/io/raw.ts';
import type { CacheEntry, Store } from './cache/index.ts';
import type { DecodeSpec } from './decode-spec.ts';
import type { RawPixels, Source, SourceRecord } from './sources/source.ts';
import type { CacheSpec, DatasetSpec } from './spec.ts';

/** Grows where the same file is reduced to other pixels than it was. */
const reductionVersion = 2;

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

/** The type of its numbers, by place: what entries hold of it. */
const types: readonly PixelType[] = ['uint8', 'uint16', 'float32'];

/** What a picture of some type is reduced to: nothing is lost of its depth. Floats become [0, 1] of their range. */
export function reducedTo(
  { raw }: SourceRecord,
  { bitDepth }: Header,
  channels: number,
  { depth }: DecodeSpec,
  width: number,
  height: number,
): RawPixels {
  if (raw !== undefined && !isLevels(raw)) {
    return { width, height, channels, dtype: raw.range === undefined ? raw.dtype! : 'float32' };
  }
  const isDeep = bitDepth > 8 && depth === 'keep';
  return { width, height, channels, dtype: isDeep ? 'uint16' : 'uint8' };
}

/** A sample's bytes, as its source or the cache gave them. */
export type ReadRecord = SourceRecord & { /** It is decoded and reduced already. */ readonly isReduced?: boolean };

/** What the store keeps of a sample, as a source would give it. Undefined where it keeps none, or the file changed since. */
export function fromStore(store: Store, source: Source, id: number): ReadRecord | undefined {
  const entry = store.get(id);
  if (entry === undefined) return undefined;
  const [width, height, stamp, channels, type] = entry.meta as [number, number, number, number, number];
  const dtype = types[type];
  if (stamp !== stampOf(source, id) || dtype === undefined) return undefined;
  return { bytes: entry.bytes, name: source.nameOf(id), raw: { width, height, channels, dtype }, isReduced: true };
}

/** A decoded, reduced picture as the store keeps it. */
export function storeEntry(source: Source, id: number, { bytes, raw }: SourceRecord): CacheEntry {
  const { width, height, channels, dtype = 'uint8' } = raw!;
  return { meta: [width, height, stampOf(source, id), channels, types.indexOf(dtype)], bytes };
}

function stampOf(source: Source, id: number): number {
  return source.stampOf?.(id) ?? 0;
}
