import assert from 'node:assert/strict';
import fc from 'fast-check';
import { map, pipe, toArray } from '../../../src/operators/index.ts';
import { kinds, probe, ticks, unhandled } from './probe.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('map', () => {
  it('runs as many calls at a time as it may, and no more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.integer({ min: 10, max: 30 }),
        async (concurrency, ordered, length) => {
          let running = 0;
          let most = 0;
          const f = async (x: number) => {
            most = Math.max(most, ++running);
            await ticks(3 + ((x * 5) % 7));
            running--;
            return x;
          };
          const seen = await toArray(map(f, { concurrency, ordered })(numbers(length)));
          assert.equal(most, concurrency);
          if (ordered) assert.deepEqual(seen, numbers(length));
          assert.equal(new Set(seen).size, length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives results as they come to be, where told to', async () => {
    const open: (() => void)[] = [];
    const f = (x: number) => new Promise<number>((resolve) => open.push(() => resolve(x)));
    const iterator = map(f, { concurrency: 3, ordered: false })(numbers(3))[Symbol.asyncIterator]();
    const first = iterator.next();
    for (const i of [2, 0, 1]) open[i]!();
    assert.deepEqual(
      [(await first).value, (await iterator.next()).value, (await iterator.next()).value, (await iterator.next()).done],
      [2, 0, 1, true],
    );
  });

  it('gives what comes before a failing value first, though the failure came first, and starts no more calls', async () => {
    const started: number[] = [];
    const f = async (x: number) => {
      started.push(x);
      if (x === 3) throw new Error('three');
      await ticks(50 - x);
      return x;
    };
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const x of map(f, { concurrency: 6 })(numbers(20))) seen.push(x);
    }, /three/);
    assert.deepEqual(seen, [0, 1, 2]);
    assert.deepEqual(started, numbers(6));
  });

  it('gives f the position, and a signal that tells it to stop, and waits for it', async () => {
    const positions: number[] = [];
    let stopped = 0;
    const f = (x: string, index: number, signal: AbortSignal) => {
      positions.push(index);
      if (index === 0) return x;
      return new Promise<string>((_, reject) =>
        signal.addEventListener('abort', () =>
          ticks(5).then(() => {
            stopped++;
            reject(signal.reason);
          }),
        ),
      );
    };
    const left = await unhandled(async () => {
      for await (const x of map(f, { concurrency: 3 })(['a', 'b', 'c', 'd', 'e'])) {
        assert.equal(x, 'a');
        break;
      }
      // Beside the one that was given, as many as may run at a time.
      assert.equal(stopped, 3);
      const one = map(f)(['a', 'b'])[Symbol.asyncIterator]();
      await one.next();
      const pending = one.next();
      await one.return!();
      assert.equal(stopped, 4);
      assert.deepEqual(await pending, { done: true, value: undefined });
    });
    assert.deepEqual(positions, [0, 1, 2, 3, 0, 1]);
    assert.deepEqual(left, []);
  });

  for (const concurrency of [1, 4]) {
    it(`ends with the reason of a signal, ${concurrency} at a time`, async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let heard = 0;
      const f = (x: number, _: number, signal: AbortSignal) =>
        x < 5
          ? x
          : new Promise<number>((_, reject) => {
              signal.addEventListener('abort', () => {
                heard++;
                reject(signal.reason);
              });
            });
      const probed = probe(numbers(100), 'async generator');
      const chain = map(f, { concurrency, signal: controller.signal })(probed.source);
      const seen: number[] = [];
      await assert.rejects(
        async () => {
          for await (const x of chain) {
            seen.push(x);
            if (x === 4) setImmediate(() => controller.abort(reason));
          }
        },
        (error) => error === reason,
      );
      assert.deepEqual(seen, [0, 1, 2, 3, 4]);
      assert.equal(heard, concurrency);
      assert.deepEqual([probed.opened, probed.returned], [1, 1]);
      // It is aborted from the beginning now: nothing is opened.
      await assert.rejects(toArray(chain), (error) => error === reason);
      assert.equal(probed.opened, 1);
    });
  }

  it('does not stay with the signal that it was given', async () => {
    const { signal } = new AbortController();
    let listening = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listening++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listening--;
      removeEventListener.apply(signal, args);
    };
    const chain = map((x: number) => x, { signal })(numbers(5));
    chain[Symbol.asyncIterator]();
    assert.equal(listening, 0);
    await toArray(chain);
    for await (const _ of chain) {
      assert.equal(listening, 1);
      break;
    }
    assert.equal(listening, 0);
  });

  it('lets each of many calls listen to the signal, without a warning', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on('warning', warn);
    const f = async (x: number, _: number, signal: AbortSignal) => {
      const stop = () => {};
      signal.addEventListener('abort', stop);
      await ticks(3);
      signal.removeEventListener('abort', stop);
      return x;
    };
    assert.equal((await toArray(map(f, { concurrency: 40 })(numbers(100)))).length, 100);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warn);
    assert.deepEqual(warnings, []);
  });

  it('works ahead while the consumer is busy, if it may do more than one at a time', async () => {
    for (const kind of kinds) {
      for (const [concurrency, options] of [
        [1, {}],
        [1, { signal: new AbortController().signal }],
        [4, {}],
      ] as const) {
        const probed = probe(numbers(50), kind);
        const iterator = pipe(
          probed.source,
          map(async (x: number) => x, { concurrency, ...options }),
        )[Symbol.asyncIterator]();
        for (let given = 1; given <= 20; given++) {
          await iterator.next();
          await ticks(50);
          assert.equal(probed.pulled, given + (concurrency > 1 ? concurrency : 0));
        }
        await iterator.return!();
      }
    }
  });
});
