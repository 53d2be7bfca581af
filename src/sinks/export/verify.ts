import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, manifestsIn } from './manifest.ts';
import { sha256Of } from './write-part.ts';

/** What an export holds, and all that is wrong with it. */
export interface Verified {
  readonly format: string;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly samples: number;
    readonly exported: number;
    readonly quarantined: number;
  }[];
  readonly files: number;
  readonly bytes: number;
  readonly faults: readonly string[];
}

/**
 * Reads every file of an export, and proves that each epoch has every sample exactly once, over all shards, or says why not (quarantined).
 * Throws AugmentError for a folder without manifests.
 */
export async function verifyExport(folder: string, onFile?: (done: number, files: number) => void): Promise<Verified> {
  const manifests = manifestsIn(folder);
  const first = manifests[0]!;
  const faults = [...shardFaults(manifests)];
  const files = manifests.flatMap(({ parts }) => parts.flatMap((part) => part.files));
  let bytes = 0;
  for (const [i, file] of files.entries()) {
    const path = join(folder, file.name);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size === undefined) faults.push(`${file.name}: expected ${file.bytes} bytes, got no such file`);
    else if (size !== file.bytes) faults.push(`${file.name}: expected ${file.bytes} bytes, got ${size}`);
    else if ((await sha256Of(path)) !== file.sha256)
      faults.push(`${file.name}: expected the bytes that were written, got others`);
    bytes += size ?? 0;
    onFile?.(i + 1, files.length);
  }
  const epochs = Array.from({ length: first.epochs }, (_, epoch) => {
    const ids = manifests.flatMap(({ parts }) =>
      parts.filter((part) => part.epoch === epoch).flatMap((part) => part.ids),
    );
    const seen = new Set(ids);
    const lost = new Set(
      manifests.flatMap(({ quarantine }) => quarantine.map(({ id }) => id)).filter((id) => !seen.has(id)),
    );
    if (seen.size !== ids.length)
      faults.push(`epoch ${epoch}: expected every sample once, got ${ids.length - seen.size} of them again`);
    const missing = first.samples - seen.size - lost.size;
    if (missing > 0) faults.push(`epoch ${epoch}: expected ${first.samples} samples, got ${missing} less`);
    return { epoch, samples: first.samples, exported: seen.size, quarantined: lost.size };
  });
  return { format: first.format, epochs, files: files.length, bytes, faults };
}

function* shardFaults(manifests: readonly Manifest[]): Iterable<string> {
  const [first] = manifests as [Manifest];
  const [, of] = first.shard;
  for (const { plan, shard, state } of manifests) {
    const name = `shard ${shard[0]} of ${shard[1]}`;
    if (plan !== first.plan) yield `${name}: expected the plan of shard ${first.shard[0]}, got another`;
    if (state !== undefined)
      yield `${name}: expected it to be complete, got one that is to go on; run its export again`;
  }
  const there = new Set(manifests.map(({ shard }) => shard[0]));
  const missing = Array.from({ length: of }, (_, shard) => shard).filter((shard) => !there.has(shard));
  if (missing.length > 0) yield `expected ${of} shards, got none of number ${missing.join(', ')}`;
}
