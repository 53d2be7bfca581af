import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assertClean, callsSoFar, chains, inputs, numbers, run, sorted, start, userError } from './chains.ts';
import { probe, sourceError, ticks, unhandled } from './probe.ts';

describe('operators, in any chain', () => {
  it('give what they would make of an array, each value once, and again when iterated again', async () => {
    await fc.assert(
      fc.asyncProperty(chains, inputs, async (chain, { length, kind, delays }) => {
        const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
        const iterable = start(chain, probed);
        await ticks(5);
        assert.deepEqual([probed.opened, probed.pulled], [0, 0], 'lazy');
        for (const opened of [1, 2]) {
          const { seen, error } = await run(iterable, Number.POSITIVE_INFINITY, 'break');
          assert.equal(error, undefined);
          // Which values a filter or a take keeps depends on an order that is not known.
          const until = chain.findIndex(({ anyOrder }) => anyOrder);
          const expected = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(length));
          if (until < 0) assert.deepEqual(seen, expected);
          else if (!chain.some(({ name }) => /take|skip|batch/.test(name)))
            assert.deepEqual(sorted(seen), sorted(expected));
          else if (!chain.some(({ name }) => /filter|flatMap/.test(name))) assert.equal(seen.length, expected.length);
          assert.ok(probed.opened <= opened);
          await assertClean(probed);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('pull no more than they say ahead of what was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(chains, inputs, async (chain, { length, kind, delays }) => {
        const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
        const iterator = start(chain, probed)[Symbol.asyncIterator]();
        for (let asked = 1; ; asked++) {
          const { done } = await iterator.next();
          await ticks(40);
          const most = chain.reduceRight((count, { pulls }) => pulls(count), asked);
          assert.ok(probed.pulled <= most, `${probed.pulled} pulled, ${asked} asked for, at most ${most} expected`);
          if (done) break;
        }
      }),
      { numRuns: 600 },
    );
  });

  it('give back every source once and wait for it, wherever the consumer stops', async () => {
    const left = await unhandled(() =>
      fc.assert(
        fc.asyncProperty(
          chains,
          inputs,
          fc.integer({ min: 1, max: 15 }),
          fc.constantFrom('break' as const, 'throw' as const),
          async (chain, { length, kind, delays }, breakAt, how) => {
            const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
            const { seen, error } = await run(start(chain, probed), breakAt, how);
            await assertClean(probed);
            if (how === 'throw' && seen.length === breakAt) assert.match(String(error), /the consumer failed/);
            else assert.equal(error, undefined);
          },
        ),
        { numRuns: 600 },
      ),
    );
    assert.deepEqual(left, []);
  });

  it('pass errors of the source or of functions on in their place, once all is given back', async () => {
    const left = await unhandled(() =>
      fc.assert(
        fc.asyncProperty(
          chains,
          inputs,
          fc.constantFrom('source', 'user'),
          fc.nat(20),
          async (chain, { length, kind, delays }, where, at) => {
            const failing =
              where === 'source'
                ? probe(numbers(length), kind, at, delays)
                : probe(numbers(length), kind, Infinity, delays);
            const { seen, error } = await run(
              start(chain, failing, where === 'user' ? at : Number.POSITIVE_INFINITY),
              Number.POSITIVE_INFINITY,
              'break',
            );
            await assertClean(failing);
            if (error !== undefined) assert.equal(error, where === 'source' ? sourceError : userError);
            if (chain.some(({ anyOrder }) => anyOrder)) return;
            const all = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(length));
            // What was given before the error is the beginning of what there would have been.
            assert.deepEqual(seen, all.slice(0, seen.length));
            if (error === undefined) assert.equal(seen.length, all.length);
            if (where === 'source' && error !== undefined && !chain.some(({ name }) => /batch/.test(name))) {
              const before = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(at));
              assert.deepEqual(seen, before);
            }
          },
        ),
        { numRuns: 600 },
      ),
    );
    assert.deepEqual(left, []);
  });

  it('hold for calls of next() and return() that do not wait for one another', async () => {
    const left = await unhandled(() =>
      fc.assert(
        fc.asyncProperty(
          chains,
          inputs,
          fc.nat(10),
          fc.nat(30),
          async (chain, { length, kind, delays }, nexts, pause) => {
            const probed = probe(numbers(length), kind, Number.POSITIVE_INFINITY, delays);
            const iterator = start(chain, probed)[Symbol.asyncIterator]();
            const steps = Array.from({ length: nexts }, () => iterator.next());
            await ticks(pause);
            const returning = iterator.return!();
            const before = [callsSoFar(), probed.asked];
            const returned = await Promise.all([returning, iterator.return!(), iterator.next()]);
            for (const step of returned) assert.deepEqual(step, { done: true, value: undefined });
            assert.deepEqual([callsSoFar(), probed.asked], before, 'called after the end');
            const given = await Promise.all(steps);
            const first = given.findIndex(({ done }) => done);
            if (first >= 0) assert.ok(given.slice(first).every(({ done }) => done));
            await assertClean(probed);
            if (chain.some(({ anyOrder }) => anyOrder)) return;
            const all = chain.reduce<readonly number[]>((values, { model }) => model(values), numbers(length));
            const seen = given.filter(({ done }) => !done).map(({ value }) => value as number);
            assert.deepEqual(seen, all.slice(0, seen.length));
          },
        ),
        { numRuns: 600 },
      ),
    );
    assert.deepEqual(left, []);
  });
});
