// A thread or process that writes and reads a store; the tests start many of them.
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { attachStore, type CacheEntry, openStore, type SharedStore, type Store } from '../../../src/cache/index.ts';

/** The entry of an id, the same everywhere. */
export function entryOf(id: number, size = 200 + ((id * 7919) % 1500)): CacheEntry {
  const seed = createHash('sha256').update(`entry ${id}`).digest();
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = seed[i % 32]! ^ (i >> 5);
  return { meta: [id, -id, size, 3], bytes };
}

export function isExact(id: number, entry: CacheEntry, size?: number): boolean {
  const expected = entryOf(id, size);
  return Buffer.compare(entry.bytes, expected.bytes) === 0 && `${entry.meta}` === `${expected.meta}`;
}

export interface Job {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** Puts what it does not get. Returns ids that came back wrong, and how many were found. */
export function work(store: Store, { first, last, step }: Job) {
  const wrong: number[] = [];
  let found = 0;
  let refused = 0;
  for (let id = first; id < last; id += step) {
    const entry = store.get(id);
    if (entry === undefined) refused += store.put(id, entryOf(id)) ? 0 : 1;
    else if (isExact(id, entry)) found++;
    else wrong.push(id);
  }
  return { wrong, found, refused };
}

const task = workerData as { shared: SharedStore; job: Job } | undefined;
if (parentPort !== null && task?.shared !== undefined) {
  const store = attachStore(task.shared);
  const result = work(store, task.job);
  store.close();
  parentPort.postMessage(result);
}

const [dir, length, maxBytes, from, endless] = process.argv.slice(2);
if (parentPort === null && process.argv[1]?.endsWith('crowd.js') && dir !== undefined) {
  const store = openStore({ dir, maxBytes: Number(maxBytes) }, 'crowd', Number(length));
  process.stdout.write('ready\n');
  const first = Number(from);
  let wrong = 0;
  do {
    wrong += work(store, { first, last: Number(length), step: 1 }).wrong.length;
    wrong += work(store, { first: 0, last: first, step: 1 }).wrong.length;
  } while (endless === 'endless' && wrong === 0);
  store.close();
  process.stdout.write(`wrong ${wrong}\n`);
}
