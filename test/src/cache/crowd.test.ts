import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { openStore, type Store } from '../../../src/cache/index.ts';
import { isExact, type Job, work } from './crowd.ts';

const module = fileURLToPath(new URL('./crowd.js', import.meta.url));

function worker(store: Store, job: Job): Promise<ReturnType<typeof work>> {
  const thread = new Worker(module, { workerData: { shared: store.share(), job } });
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

function child(dir: string, length: number, maxBytes: number, from: number, endless = ''): ChildProcess {
  const words = [module, dir, ...[length, maxBytes, from].map(String), endless];
  return spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function output(process: ChildProcess): Promise<string> {
  let text = '';
  process.stdout!.on('data', (piece) => {
    text += piece;
  });
  await once(process, 'close');
  return text;
}

describe('a crowd on one store', function () {
  this.timeout(120_000);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'augment-crowd-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  for (const kind of ['memory', 'folder'] as const) {
    it(`of threads, in ${kind}: everything once, nothing wrong`, async () => {
      const length = 4000;
      const spec = kind === 'memory' ? { memory: true as const, maxBytes: 2 ** 26 } : { dir };
      const store = openStore(spec, 'crowd', length);
      const jobs: Job[] = [0, 1, 0, 1].map((first, i) => ({ first, last: length, step: i < 2 ? 2 : 1 }));
      const results = await Promise.all(jobs.map((job) => worker(store, job)));
      assert.deepEqual(
        results.flatMap(({ wrong }) => wrong),
        [],
      );
      for (let id = 0; id < length; id++) assert.ok(isExact(id, store.get(id)!), `${id}`);
      assert.equal(store.stats().entries, length);
      assert.equal(store.stats().refused, 0);
      store.close();
    });
  }

  it('of processes and threads in one folder', async () => {
    const length = 3000;
    const store = openStore({ dir }, 'crowd', length);
    const [first, second, ...threads] = await Promise.all([
      output(child(dir, length, 2 ** 30, 0)),
      output(child(dir, length, 2 ** 30, 1500)),
      worker(store, { first: 0, last: length, step: 1 }),
      worker(store, { first: 1, last: length, step: 2 }),
    ]);
    assert.equal(first, 'ready\nwrong 0\n');
    assert.equal(second, 'ready\nwrong 0\n');
    assert.deepEqual(
      threads.flatMap(({ wrong }) => wrong),
      [],
    );
    store.refresh();
    assert.equal(store.stats().entries, length);
    for (let id = 0; id < length; id++) assert.ok(isExact(id, store.get(id)!), `${id}`);
    store.close();
  });

  it('of processes that fill it together holds the bound', async () => {
    const maxBytes = 400_000;
    const store = openStore({ dir, maxBytes }, 'crowd', 3000);
    await Promise.all([
      output(child(dir, 3000, maxBytes, 0)),
      output(child(dir, 3000, maxBytes, 1000)),
      worker(store, { first: 2000, last: 3000, step: 1 }),
      worker(store, { first: 500, last: 3000, step: 1 }),
    ]);
    const folder = join(dir, 'crowd.cache');
    const data = readdirSync(folder).filter((name) => name.endsWith('.data'));
    const sum = data.reduce((total, name) => total + statSync(join(folder, name)).size, 0);
    assert.ok(sum <= maxBytes && sum > maxBytes * 0.8, `${sum}`);
    assert.deepEqual(work(store, { first: 0, last: 3000, step: 1 }).wrong, []);
    store.close();
  });

  it('survives kill -9 at any moment: what is given is exact, and writing goes on', async () => {
    const length = 60_000;
    let entries = 0;
    for (let round = 0; round < 12; round++) {
      const writers = [0, 2500]
        .map((more) => round * 5000 + more)
        .map((from) => child(dir, length, 2 ** 30, from, 'endless'));
      const texts = writers.map(output);
      await Promise.all(writers.map((writer) => once(writer.stdout!, 'data')));
      for (const writer of writers) {
        // Another moment each round, in microseconds that no one chose.
        await new Promise((resolve) => setTimeout(resolve, (round * 37) % 90));
        writer.kill('SIGKILL');
      }
      for (const text of texts) assert.equal(await text, 'ready\n');
      const store = openStore({ dir }, 'crowd', length);
      const indexed = store.stats().entries;
      assert.ok(indexed >= entries, 'nothing that was there is lost');
      let found = 0;
      for (let id = 0; id < length; id++) {
        const entry = store.get(id);
        if (entry === undefined) continue;
        assert.ok(isExact(id, entry), `round ${round}: ${id} came back wrong`);
        found++;
      }
      assert.equal(found, indexed, 'what the index tells can be read');
      const { wrong, refused } = work(store, { first: round * 50, last: round * 50 + 50, step: 1 });
      assert.deepEqual([wrong.length, refused], [0, 0]);
      store.close();
      entries = store.stats().entries;
    }
    assert.ok(entries > 100, `${entries}`);
  });

  for (const kind of ['memory', 'folder'] as const) {
    it(`survives threads that are ended at any moment, in ${kind}`, async () => {
      const length = 60_000;
      const spec = kind === 'memory' ? { memory: true as const, maxBytes: 2 ** 28 } : { dir };
      const store = openStore(spec, 'crowd', length);
      for (let round = 0; round < 8; round++) {
        const job = { first: round * 5000, last: length, step: 1 };
        const thread = new Worker(module, { workerData: { shared: store.share(), job } });
        const before = store.stats().entries;
        // A slow machine takes its time to begin; only what comes then is at any moment.
        while (store.stats().entries < before + 20) await new Promise((resolve) => setTimeout(resolve, 5));
        await new Promise((resolve) => setTimeout(resolve, (round * 37) % 60));
        await thread.terminate();
      }
      const { wrong, refused, found } = work(store, { first: 0, last: length, step: 1 });
      assert.deepEqual([wrong, refused], [[], 0]);
      assert.ok(found > 100, `${found}`);
      // A thread that was ended between taking an id and giving it back leaves that one id behind, and no more.
      let lost = 0;
      for (let id = 0; id < length; id++) {
        const entry = store.get(id);
        if (entry === undefined) lost++;
        else assert.ok(isExact(id, entry), `${id}`);
      }
      assert.ok(lost <= 8, `${lost} lost`);
      store.close();
    });
  }
});
