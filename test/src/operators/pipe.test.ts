import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type Batch, dataset } from '../../../src/index.ts';
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
  unbatch,
  zip,
} from '../../../src/operators/index.ts';
import { horizontalFlip } from '../../../vision/index.ts';
import { scenes } from '../pictures.ts';
import { probe } from './probe.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

/** Holds only where the compiler infers exactly this type. */
function typed<Expected>() {
  return <Got>(got: Got, ..._: [Got] extends [Expected] ? ([Expected] extends [Got] ? [] : [never]) : [never]): Got =>
    got;
}

describe('pipe', () => {
  it('infers every type on the way', async () => {
    const rows = pipe(
      ['a', 'bb', 'ccc'],
      map(async (word, index) => ({ word: typed<string>()(word), index })),
      filter(({ word }) => word.length > 1),
      map(({ word }) => word.length, { concurrency: 2, ordered: true }),
      shuffle({ window: 10, seed: 1 }),
      batch(2),
      prefetch(1),
      unbatch(),
      flatMap((length) => Array.from({ length }, () => `${typed<number>()(length)}`)),
      skip(1),
      take(3),
    );
    typed<AsyncIterable<string>>()(rows);
    assert.equal((await toArray(rows)).length, 3);
    const even = pipe(
      [1, 'x', 2],
      filter((x) => typeof x === 'number'),
      toArray,
    );
    typed<Promise<number[]>>()(even);
    assert.deepEqual(await even, [1, 2]);
    const sums = pipe(
      zip(numbers(3), Readable.from(['a', 'b']) as AsyncIterable<string>),
      map(([number, word]) => `${typed<number>()(number)}${typed<string>()(word)}`),
      toArray,
    );
    assert.deepEqual(await sums, ['0a', '1b']);
    const mixed = concat([1, Promise.resolve(2)], new Set(['c']));
    typed<AsyncIterable<number | string>>()(mixed);
    assert.deepEqual(await toArray(mixed), [1, 2, 'c']);
    assert.equal(pipe(5), 5);
  });

  it('takes streams of this library, and of Node', async () => {
    const set = dataset(scenes(10), { seed: 1 })
      .shuffle()
      .augment(horizontalFlip({ p: 0.5 }))
      .batch(2)
      .repeat();
    const ids = (batches: readonly Batch[]) => batches.map((one) => [...one.ids]);
    const straight: Batch[] = [];
    for await (const one of set) if (straight.push(one) === 8) break;
    const stream = set.stream();
    const chain = pipe(
      stream,
      map((one) => one, { concurrency: 3 }),
      prefetch(2),
      take(8),
    );
    const taken = await toArray(chain);
    assert.deepEqual(taken, straight);
    assert.deepEqual(ids(await pipe(set, take(8), toArray)), ids(straight));
    const readable = Readable.from(numbers(100));
    assert.deepEqual(await pipe(readable as AsyncIterable<number>, batch(4), take(2), toArray), [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    assert.ok(readable.destroyed);
  });

  it('serves a trainer that only knows next(), to the end', async () => {
    const probed = probe(numbers(5), 'async generator');
    const iterator = pipe(probed.source, prefetch(2), batch(2))[Symbol.asyncIterator]();
    const seen: number[][] = [];
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) break;
      seen.push(value);
    }
    assert.deepEqual(seen, [[0, 1], [2, 3], [4]]);
    assert.equal(probed.ended, 1);
  });
});
