import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Batch } from '../../../src/index.ts';
import { digestOf, train } from './varied.ts';

/** Worker threads of this process: their ports are open. */
const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('a stream that is ended', () => {
  const script = fileURLToPath(new URL('./ending.js', import.meta.url));
  const run = (how: string) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, how], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.equal(stderr, '');
    assert.equal(status, 0, `${how}: ended by ${status}`);
    return stdout.trim().split('\n');
  };

  for (const how of ['break', 'return', 'throw', 'abort', 'error', 'end', 'abandon', 'exit', 'exit-at-once']) {
    it(`lets the process end by itself: ${how}`, () => {
      const lines = run(how);
      assert.equal(lines[0], `${how}: began`);
      if (!how.startsWith('exit')) assert.equal(lines.at(-1), `${how}: over`);
    });
  }

  it('stops a next() that is waited for', async () => {
    const stream = train(64, 64).stream({ workers: 1 });
    const waiting = stream.next();
    await stream.return();
    assert.deepEqual(await waiting, { value: undefined, done: true });
    assert.deepEqual(await stream.next(), { value: undefined, done: true });
  });

  it('ends no thread too few where it is stopped while it opens', async () => {
    const before = threads();
    for (let turn = 0; turn < 5; turn++) {
      const stream = train(64, 64).stream({ workers: 2 });
      const waiting = stream.next();
      for (let i = 0; i < turn; i++) await null;
      await stream.return();
      assert.equal((await waiting).done, true);
    }
    assert.equal(threads(), before);
  });

  it('rejects what waits with the reason of the signal, and is over then', async () => {
    const controller = new AbortController();
    const stream = train(64, 64).stream({ workers: 2, signal: controller.signal });
    const waiting = stream.next();
    controller.abort(new Error('enough of it'));
    await assert.rejects(waiting, /enough of it/);
    assert.equal((await stream.next()).done, true);
    const aborted = train(4, 4).stream({ signal: AbortSignal.abort(new Error('never')) });
    await assert.rejects(aborted.next(), /never/);
  });

  it('answers calls that come at once in order', async () => {
    const stream = train(12, 3).stream({ workers: 2 });
    const results = await Promise.all(Array.from({ length: 6 }, () => stream.next()));
    assert.deepEqual(
      results.map(({ value }) => value?.index),
      [0, 1, 2, 3, undefined, undefined],
    );
  });
});

describe('leased batches', () => {
  it('have their memory used again after release, and give the same bytes', async () => {
    const set = train(20, 4);
    assert.equal(await digestOf(set, { lease: true, workers: 2 }), await digestOf(set, { workers: 0 }));
    const memories = new Set<ArrayBufferLike>();
    for await (const batch of set.stream({ lease: true, workers: 1, epochs: 10, ahead: 2 })) {
      memories.add(batch.image.data.buffer);
      batch.release();
      batch.release();
    }
    assert.ok(memories.size <= 8, `${memories.size} slabs for 50 batches`);
  });

  it('must be given back: too many are refused with what to do', async () => {
    const stream = train(20, 1).stream({ lease: true, leases: 3, workers: 1 });
    const held: Batch[] = [];
    await assert.rejects(
      async () => {
        for await (const batch of stream) held.push(batch);
      },
      { code: 'too-many-leases', message: /got 3 that are held; call batch\.release\(\)/ },
    );
    assert.equal(held.length, 3);
  });

  for (const workers of [0, 1]) {
    it(`in debug mode catch who reads after release: ${workers} workers`, async () => {
      const stream = train(20, 2).stream({ lease: true, debug: true, workers, ahead: 1 });
      const batch = (await stream.next()).value!;
      const { data } = batch.image;
      assert.ok(data.every((value) => Math.abs(value) <= 1));
      batch.release();
      assert.throws(() => batch.image, { code: 'used-after-release', message: /batch 0 of epoch 0 after release/ });
      assert.ok(
        data.every((value) => Number.isNaN(value)),
        'poisoned',
      );
      await stream.return();
    });

    it(`in debug mode catch who writes after release: ${workers} workers`, async () => {
      const stream = train(40, 2).stream({ lease: true, debug: true, workers, ahead: 1 });
      await assert.rejects(
        async () => {
          for await (const batch of stream) {
            const { data } = batch.image;
            batch.release();
            data[7] = 0;
          }
        },
        { code: 'written-after-release', message: /at byte 2[89]|at byte 3[01]/ },
      );
    });
  }
});

describe('a stream’s options', () => {
  const cases = [
    [{ workers: -1 }, /stream\.workers: expected a whole number from 0 to 1024, got -1/],
    [{ workers: 1.5 }, /stream\.workers/],
    [{ ahead: 0 }, /stream\.ahead: expected a whole number >= 1, got 0/],
    [{ world: 0 }, /stream\.world/],
    [{ rank: 2, world: 2 }, /stream\.rank: expected a rank below world 2, got 2/],
    [{ onError: 'ignore' }, /stream\.onError: expected "throw", "skip", "replace", got "ignore"/],
    [{ onRepeat: 1 }, /stream\.onRepeat/],
    [{ epochs: 0 }, /stream\.epochs/],
    [{ wokers: 2 }, /stream\.wokers: unknown option; did you mean "workers"\?/],
    [{ signal: {} }, /stream\.signal: expected an AbortSignal/],
  ] as const;
  for (const [options, message] of cases) {
    it(`are refused by name: ${JSON.stringify(options)}`, () => {
      assert.throws(() => train(2, 1).stream(options as never), { code: 'bad-parameter', message });
    });
  }
});
