import { basename } from 'node:path';
import { nameAt } from './names.ts';
import { assertSomePresent, readPart } from './open-files.ts';
import type { Source, SourceKind } from './source.ts';
import { memberName, scanShards, shardOf, type WebDatasetIndex } from './webdataset-scan.ts';
import { checkedWebDataset, type WebDatasetOptions, type WebDatasetSpec, webDatasetSchema } from './webdataset-spec.ts';

export type { WebDatasetOptions, WebDatasetSpec };

/**
 * The source of WebDataset shards: uncompressed tar files in which members with one name up to the first dot are a
 * sample. An index of each is made once, so that any sample is one read. Throws AugmentError, when the source is
 * opened, where a shard is missing, compressed, damaged or cut off, or a sample lacks its picture or label.
 */
export function webDataset(
  shards: string | readonly string[],
  options: WebDatasetOptions = {},
): { readonly webDataset: WebDatasetSpec } {
  return { webDataset: { shards, ...options } };
}

export const webDatasetKind: SourceKind<WebDatasetSpec, WebDatasetIndex> = {
  schema: webDatasetSchema,
  parse: checkedWebDataset,
  scan: (spec, { base }) => scanShards(spec, base),
  view,
};

function view(index: WebDatasetIndex): Source {
  const { shards, shardEnds, names, offsets, sizes, maskOffsets, maskSizes, labels, classNames, identity } = index;
  const nameOf = (id: number) => memberName(shards, shardEnds, names, id);
  const files = shards.map(({ shown }) => basename(shown));
  return {
    length: offsets.length,
    classNames,
    labels,
    identity,
    nameOf,
    keyOf: (id) => `${files[shardOf(shardEnds, id)]}: ${nameAt(names, id)}`,
    read: (id, into) => ({
      bytes: readPart(shards[shardOf(shardEnds, id)]!, offsets[id]!, sizes[id]!, into),
      name: nameOf(id),
    }),
    readMask: (id) => {
      if (maskSizes.length === 0 || maskSizes[id]! < 0) return undefined;
      const shard = shards[shardOf(shardEnds, id)]!;
      return { bytes: readPart(shard, maskOffsets[id]!, maskSizes[id]!), name: `${nameOf(id)} (mask)` };
    },
    assertPresent: () => assertSomePresent(shards),
  };
}
