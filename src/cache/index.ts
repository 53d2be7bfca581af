import { AugmentError } from '../../transforms/index.ts';
import { checkedFingerprint, checkedLength, checkedSpec, mostMemory } from './checked.ts';
import { attachFolder, createFolder } from './folder-store.ts';
import { attachMemory, createMemory } from './memory-store.ts';
import type { SharedStore, Store, StoreSpec } from './store.ts';

export { type CacheDescription, type Cleared, clearStore, describeStore } from './describe.ts';
export type { CacheEntry, SharedStore, Store, StoreSpec, StoreStats } from './store.ts';

const defaultFolderBytes = 16 * 2 ** 30;

/**
 * Opens the store of one source and reduction, on the main thread. Ids are 0 to `length` - 1; `fingerprint` is the hash that says
 * which source and reduction the entries come from, and entries of another are never read. Throws AugmentError on a bad spec, on a
 * folder that cannot be used, and where memory is not granted.
 */
export function openStore(spec: StoreSpec, fingerprint: string, length: number): Store {
  const checked = checkedSpec(spec);
  checkedFingerprint(fingerprint);
  checkedLength(length);
  if ('dir' in checked && checked.dir !== undefined) {
    return attachStore(createFolder(checked.dir, fingerprint, length, checked.maxBytes ?? defaultFolderBytes));
  }
  return attachStore(
    createMemory(length, checked.maxBytes ?? Math.min(mostMemory, Math.floor(process.availableMemory() / 4))),
  );
}

/** The same store in another thread of this process, from what `share()` gave. */
export function attachStore(shared: SharedStore): Store {
  switch (shared.kind) {
    case 'memory':
      return attachMemory(shared);
    case 'folder':
      return attachFolder(shared);
    default:
      throw new AugmentError('bad-config', 'cache: expected what share() of a store gave');
  }
}
