import { resolve } from 'node:path';
import { AugmentError } from '../../transforms/index.ts';
import { checkEntry, checkId } from './checked.ts';
import { bytesIn, folderOf, makeFolder } from './files.ts';
import { createPlaces, openPlaces, type Place } from './places.ts';
import { openReader } from './reader.ts';
import { reasonOf } from './reason.ts';
import { recordBytes } from './record.ts';
import { scan } from './scan.ts';
import { createSegments, openSegments } from './segments.ts';
import { sizeText } from './size-text.ts';
import { openState, type State, stop } from './state.ts';
import { type CacheEntry, headerBytes, type SharedStore, type Store } from './store.ts';
import { type Disk, freshName, openWriter, realDisk, type Writer } from './writer.ts';

type SharedFolder = Extract<SharedStore, { kind: 'folder' }>;

/** Opens or makes the folder of a fingerprint. Throws AugmentError where it can be neither read nor made. */
export function createFolder(given: string, fingerprint: string, length: number, maxBytes: number): SharedFolder {
  const dir = resolve(given);
  const folder = folderOf(dir, fingerprint);
  const places = createPlaces(length);
  const segments = createSegments();
  const state = openState();
  const shared = { kind: 'folder', dir, fingerprint, maxBytes, places, segments, state: state.shared } as const;
  try {
    makeFolder(folder);
    takeUp(shared);
  } catch (cause) {
    throw new AugmentError(
      'unusable-cache',
      `${given}: expected a folder for the cache that can be read and written, got ${reasonOf(cause)}; give another cache.dir, or remove cache`,
      { file: given, cause },
    );
  }
  return shared;
}

function takeUp(shared: SharedFolder): void {
  const state = openState(shared.state);
  const start = performance.now();
  scan(
    folderOf(shared.dir, shared.fingerprint),
    openPlaces(shared.places),
    openSegments(shared.segments),
    (length, before) => count(state, length, before),
  );
  state.scanned(performance.now() - start);
}

/** An entry became readable, in the place of one of `before` bytes where that is not -1. */
function count(state: State, length: number, before: number): void {
  if (before < 0) state.add('entries', 1);
  state.add('bytes', length - Math.max(0, before));
}

/** Entries in append-only segment files, one for each thread that writes. */
export function attachFolder(shared: SharedFolder, disk: Disk = realDisk): Store {
  const { dir, fingerprint, maxBytes } = shared;
  const folder = folderOf(dir, fingerprint);
  const places = openPlaces(shared.places);
  const segments = openSegments(shared.segments);
  const state = openState(shared.state);
  const place: Place = { segment: 0, unit: 0, length: 0 };
  const reader = openReader(folder, segments);
  let writer: Writer | undefined;
  let ownSegment = 0;
  /** Entries of so many bytes or more found no room; all files are only summed again after the next refresh. */
  let unfit = Number.POSITIVE_INFINITY;

  function refresh(): void {
    unfit = Number.POSITIVE_INFINITY;
    try {
      takeUp(shared);
    } catch {
      // The folder is gone: what is open can still be read.
    }
  }

  function readOrForget(id: number) {
    let entry: CacheEntry | undefined;
    try {
      entry = reader.read(id, place);
    } catch (cause) {
      if (['EMFILE', 'ENFILE'].includes((cause as NodeJS.ErrnoException).code ?? '')) {
        reader.closeSome();
        return undefined;
      }
    }
    if (entry === undefined && places.drop(id, place)) {
      state.add('entries', -1);
      state.add('bytes', -place.length);
    }
    return entry;
  }

  function giveUpWriting(cause: unknown): void {
    const reason = `${dir}: nothing more is written to the cache: ${reasonOf(cause)}; what is there is still read`;
    if (state.stop(stop.failed, reason)) process.emitWarning(reason, { type: 'AugmentWarning', code: 'cache-stopped' });
  }

  function write(id: number, meta: readonly number[], bytes: Uint8Array): boolean {
    if (bytes.length >= unfit) return false;
    if (!append(id, meta, bytes)) {
      unfit = bytes.length;
      const what = `no room for ${sizeText(bytes.length)} more: maxBytes is ${sizeText(maxBytes)}`;
      state.stop(stop.full, `${dir}: the cache is full: ${what}, over all fingerprints in the folder`);
      return false;
    }
    return true;
  }

  function append(id: number, meta: readonly number[], bytes: Uint8Array): boolean {
    if (writer === undefined) {
      // A full cache is not to gather the empty files of all who tried.
      if (bytesIn(dir, '') + recordBytes(bytes.length) + headerBytes > maxBytes) return false;
      const name = freshName();
      const segment = segments.register(name, true);
      if (segment === undefined) return false;
      writer = openWriter(dir, folder, name, maxBytes, disk);
      ownSegment = segment;
    }
    const turn = places.nextTurn(id);
    const unit = writer.append(id, turn, meta, bytes);
    if (unit === undefined) return false;
    const { published, before } = places.publish(id, turn, { segment: ownSegment, unit, length: bytes.length });
    if (published) count(state, bytes.length, before);
    return true;
  }

  return {
    get(id) {
      checkId(id, places.length);
      let found = places.find(id, place);
      if (!found && state.scanIsDue()) {
        refresh();
        found = places.find(id, place);
      }
      const entry = found ? readOrForget(id) : undefined;
      state.add(entry === undefined ? 'misses' : 'hits', 1);
      return entry;
    },
    put(id, entry) {
      checkId(id, places.length);
      const fits = checkEntry(entry);
      if (places.has(id)) return true;
      let kept = false;
      if (fits && !state.failed()) {
        try {
          kept = write(id, entry.meta, entry.bytes);
        } catch (cause) {
          giveUpWriting(cause);
        }
      }
      if (!kept) state.add('refused', 1);
      return kept;
    },
    refresh,
    close() {
      writer?.close();
      writer = undefined;
      reader.close();
    },
    stats: () => state.stats(),
    share: () => shared,
  };
}
