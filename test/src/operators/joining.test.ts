import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, flatMap, take, toArray, zip } from '../../../src/operators/index.ts';
import { kinds, probe, sourceError, unhandled } from './probe.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('take', () => {
  it('never asks for the value after the last, and closes where that would be asked for', async () => {
    for (const kind of kinds) {
      const probed = probe(numbers(10), kind);
      assert.deepEqual(await toArray(take(3)(probed.source)), [0, 1, 2]);
      assert.deepEqual([probed.pulled, probed.returned], [3, 1], kind);
      assert.deepEqual(await toArray(take(0)(probed.source)), []);
      assert.deepEqual([probed.opened, probed.pulled, probed.returned], [1, 3, 1], kind);
    }
  });
});

describe('zip', () => {
  it('ends with the shortest, whichever it is, and closes the others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ length: fc.nat(6), kind: fc.constantFrom(...kinds), delay: fc.nat(4) }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (parts) => {
          const probes = parts.map(({ length, kind, delay }) => probe(numbers(length), kind, Infinity, [delay]));
          const [first, ...others] = probes.map(({ source }) => source);
          const rows = await toArray(zip(first!, ...others));
          const shortest = Math.min(...parts.map(({ length }) => length));
          assert.deepEqual(
            rows,
            numbers(shortest).map((i) => parts.map(() => i)),
          );
          for (const { opened, ended, returned, pulled } of probes) {
            assert.equal(ended + returned, opened);
            assert.ok(pulled <= shortest + 1);
          }
        },
      ),
    );
  });

  it('fails with the first iterable that does, and closes all once', async () => {
    const left = await unhandled(async () => {
      const probes = kinds.map((kind, i) => probe(numbers(9), kind, i === 1 ? 4 : Infinity, [i]));
      const failing = zip(probes[0]!.source, ...probes.slice(1).map(({ source }) => source));
      const seen: number[][] = [];
      await assert.rejects(
        async () => {
          for await (const row of failing) seen.push(row);
        },
        (error) => error === sourceError,
      );
      assert.equal(seen.length, 4);
      assert.deepEqual(
        probes.map(({ returned }) => returned),
        [1, 1, 1, 1],
      );
    });
    assert.deepEqual(left, []);
  });

  it('does not hear of an error of one in the row that another ended', async () => {
    const left = await unhandled(async () => {
      const short = probe(numbers(2), 'async iterator', Infinity, [5]);
      const failing = probe(numbers(9), 'async iterator', 2);
      assert.equal((await toArray(zip(short.source, failing.source))).length, 2);
    });
    assert.deepEqual(left, []);
  });

  it('asks all at once', async () => {
    const probes = [1, 2, 3].map(() => probe(numbers(3), 'async iterator', Infinity, [1]));
    const asked = zip(probes[0]!.source, probes[1]!.source, probes[2]!.source)[Symbol.asyncIterator]().next();
    assert.deepEqual(
      probes.map(({ opened }) => opened),
      [1, 1, 1],
    );
    assert.deepEqual((await asked).value, [0, 0, 0]);
  });
});

describe('concat', () => {
  it('opens one after the other, and not those that are not reached', async () => {
    const probes = kinds.map((kind) => probe(numbers(2), kind));
    const all = concat(...probes.map(({ source }) => source));
    assert.deepEqual(await toArray(take(3)(all)), [0, 1, 0]);
    assert.deepEqual(
      probes.map(({ opened, ended, returned }) => [opened, ended, returned]),
      [
        [1, 1, 0],
        [1, 0, 1],
        [0, 0, 0],
        [0, 0, 0],
      ],
    );
    assert.deepEqual(await toArray(all), [0, 1, 0, 1, 0, 1, 0, 1]);
    assert.deepEqual(await toArray(concat()), []);
  });

  it('closes a part that ended before its source did', async () => {
    const probed = probe(numbers(9), 'async generator');
    assert.deepEqual(await toArray(concat(take(2)(probed.source), [7])), [0, 1, 7]);
    assert.equal(probed.returned, 1);
    assert.deepEqual(await toArray(flatMap(() => take(1)(probed.source))([0, 0])), [0, 0]);
    assert.deepEqual([probed.opened, probed.returned], [3, 3]);
  });
});

describe('flatMap', () => {
  it('closes what is open on both levels, and waits', async () => {
    const outer = probe(numbers(9), 'async generator');
    const inner = probe(numbers(9), 'async generator');
    for await (const value of flatMap(async () => inner.source)(outer.source)) if (value === 3) break;
    assert.deepEqual([outer.returned, inner.returned, inner.opened], [1, 1, 1]);
    await assert.rejects(toArray(flatMap(() => 5 as never)(outer.source)), /flatMap.*expected an AsyncIterable/);
    assert.equal(outer.returned, 2);
  });
});
