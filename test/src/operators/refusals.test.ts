import assert from 'node:assert/strict';
import {
  batch,
  concat,
  filter,
  flatMap,
  map,
  pipe,
  prefetch,
  shuffle,
  skip,
  take,
  toArray,
  zip,
} from '../../../src/operators/index.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('operators refuse', () => {
  const refusals: readonly (readonly [() => unknown, RegExp])[] = [
    [() => map(5 as never), /^map: expected a function, got 5$/],
    [() => map((x) => x, { concurrency: 0 }), /^map\.concurrency: expected a whole number >= 1, got 0$/],
    [
      () => map((x) => x, { concurency: 2 } as never),
      /^map: there is no option "concurency"; did you mean "concurrency"\?$/,
    ],
    [() => map((x) => x, { ordered: 1 as never }), /^map\.ordered: expected true or false, got 1$/],
    [() => map((x) => x, { signal: {} as never }), /^map\.signal: expected an AbortSignal, got \{\}$/],
    [() => map((x) => x, null as never), /^map: expected \{ concurrency, ordered, signal \}, got null$/],
    [() => filter('x' as never), /^filter: expected a function, got "x"$/],
    [() => flatMap(undefined as never), /^flatMap: expected a function, got nothing$/],
    [() => batch(0), /^batch\.size: expected a whole number >= 1, got 0$/],
    [() => batch(2, { last: 'pad' as never }), /^batch\.last: expected "keep" or "drop", got "pad"$/],
    [() => shuffle({ window: 2.5, seed: 1 }), /^shuffle\.window: expected a whole number >= 1, got 2\.5$/],
    [() => shuffle({ window: 2 } as never), /^shuffle\.seed: expected a whole number or a string, got nothing$/],
    [() => shuffle(1000 as never), /^shuffle: expected \{ window, seed \}, got 1000$/],
    [() => prefetch(-1), /^prefetch: expected a whole number >= 0, got -1$/],
    [() => take(Number.POSITIVE_INFINITY), /^take: expected a whole number >= 0, got Infinity$/],
    [() => skip('3' as never), /^skip: expected a whole number >= 0, got "3"$/],
    [() => (zip as (...sources: unknown[]) => unknown)(), /^zip: expected one iterable or more, got none$/],
    [() => zip([1], 5 as never), /^zip\[1\]: expected an AsyncIterable or Iterable, got 5$/],
    [() => concat([1], undefined as never), /^concat\[1\]: expected an AsyncIterable or Iterable, got nothing$/],
    [() => take(1)('text' as never), /^take: expected an AsyncIterable or Iterable, got "text"$/],
    [
      () => batch(1)(numbers as never),
      /^batch: expected .*got a function \(numbers\); call it, and give what it returns$/,
    ],
    [() => toArray({} as never), /^toArray: expected an AsyncIterable or Iterable, got \{\}$/],
    [
      () => pipe([1], toArray([1]) as never),
      /^pipe, step 1: expected an operator, such as map\(f\) or batch\(32\), got /,
    ],
  ];
  for (const [refused, message] of refusals) {
    it(String(message), () => assert.throws(refused, { name: 'AugmentError', code: 'bad-parameter', message }));
  }

  it('a source whose next() gives no step, instead of going on for ever', async () => {
    for (const step of [5, undefined, null]) {
      const source = { [Symbol.asyncIterator]: () => ({ next: async () => step }) } as never;
      await assert.rejects(toArray(map((x) => x)(source)), /next\(\) of a source: expected \{ done, value \}, got/);
    }
    // A step is read once, and by one reader: a source may use its object again, or set traps.
    const one = { done: false, value: 0 };
    let left = 5;
    const again = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          one.value++;
          one.done = left-- === 0;
          return one;
        },
      }),
    };
    assert.deepEqual(await toArray(pipe(again, prefetch(5))), [1, 2, 3, 4, 5]);
    let reads = 0;
    const trap = {
      get done() {
        if (reads++ > 0) throw new Error('read twice');
        return false;
      },
      value: 1,
    };
    const trapped = { [Symbol.asyncIterator]: () => ({ next: async () => trap }) } as AsyncIterable<number>;
    assert.deepEqual(await toArray(take(1)(map((x: number) => x, { concurrency: 1 })(trapped))), [1]);
    await assert.rejects(toArray(map((x) => x, { concurrency: 3 })(trapped)), /read twice/);
    const none = { [Symbol.asyncIterator]: () => undefined } as never;
    await assert.rejects(toArray(map((x) => x)(none)), /expected a source that gives an iterator, got nothing/);
  });
});
