import assert from 'node:assert/strict';
import { type Dataset, dataset, iterable, type PictureRecord } from '../../../src/index.ts';
import { scene } from '../pictures.ts';
import { collect, digestOf, varied } from './varied.ts';

const raw = { width: 24, height: 20, channels: 3 } as const;
let opened = 0;
let closed = 0;

/** Records that are made as they are asked for. */
async function* records(count: number): AsyncGenerator<PictureRecord> {
  opened++;
  try {
    for (let i = 0; i < count; i++) {
      if (i % 7 === 0) await new Promise(setImmediate);
      yield { bytes: scene(24, 20, `scene ${i}`), raw, label: i % 3, name: `arrival ${i}` };
    }
  } finally {
    closed++;
  }
}

const train = (count: number, batch: number): Dataset =>
  dataset(
    iterable(() => records(count)),
    { seed: 4 },
  )
    .shuffle({ window: 8 })
    .augment(...varied)
    .batch(batch);

describe('a stream over an iterable', () => {
  it('gives the same bytes for any number of workers, each epoch once and in another order', async () => {
    const expected = await digestOf(train(30, 4), { epochs: 2, workers: 0, ahead: 1 });
    for (const workers of [1, 3])
      assert.equal(await digestOf(train(30, 4), { epochs: 2, workers, ahead: 5 }), expected);
    const stream = train(30, 4).stream({ epochs: 2, workers: 1 });
    const batches = await collect(stream);
    const orders = [0, 1].map((epoch) => batches.filter((batch) => batch.epoch === epoch).flatMap(({ ids }) => ids));
    for (const ids of orders) {
      assert.deepEqual(
        [...ids].sort((a, b) => a - b),
        Array.from({ length: 30 }, (_, i) => i),
      );
      assert.ok(ids.some((id, i) => id !== i));
      for (const [i, id] of ids.entries()) assert.ok(id <= i + 8, 'nothing comes before the window has reached it');
    }
    assert.notDeepEqual(orders[0], orders[1]);
    for (const { ids, label } of batches)
      assert.deepEqual(
        [...label.data],
        ids.map((id) => id % 3),
      );
    assert.deepEqual(
      stream.report().epochs.map(({ samples, delivered }) => [samples, delivered]),
      [
        [30, 30],
        [30, 30],
      ],
    );
  });

  it('resumes by going over it again, and deals to ranks', async () => {
    const ids = (batches: Awaited<ReturnType<typeof collect>>) => batches.flatMap((batch) => batch.ids);
    const whole = await collect(train(25, 3).stream({ epochs: 2, workers: 0 }));
    const first = train(25, 3).stream({ epochs: 2, workers: 1 });
    const before = [];
    for (let i = 0; i < 11; i++) before.push((await first.next()).value!);
    const from = JSON.parse(JSON.stringify(first.state()));
    await first.return();
    const after = await collect(train(25, 3).stream({ epochs: 2, workers: 0, from }));
    assert.deepEqual([...ids(before), ...ids(after)], ids(whole));
    const ranks = await Promise.all([0, 1].map((rank) => collect(train(24, 3).stream({ rank, world: 2, workers: 0 }))));
    const dealt = ranks[0]!.flatMap((batch, i) => [batch, ranks[1]![i]!]);
    assert.deepEqual(ids(dealt), ids(await collect(train(24, 3).stream({ workers: 0 }))));
    for (const { epochs } of [first.report()]) assert.ok(epochs.length >= 1);
  });

  it('closes it wherever it ends, and reads no further ahead than it must', async () => {
    [opened, closed] = [0, 0];
    let made = 0;
    async function* endless(): AsyncGenerator<PictureRecord> {
      for await (const record of records(1e9)) {
        made++;
        yield record;
      }
    }
    for await (const batch of dataset(iterable(() => endless()))
      .augment(...varied)
      .batch(4)
      .stream({ workers: 1, ahead: 2 }))
      if (batch.index === 3) break;
    assert.deepEqual([opened, closed], [1, 1]);
    assert.ok(made <= 4 * (4 + 3 + 2), `${made} records for 4 batches`);
  });

  it('skips bad records and says so', async () => {
    async function* some(): AsyncGenerator<PictureRecord> {
      for await (const record of records(9)) yield record;
      yield { bytes: Buffer.from('no picture'), name: 'bad one' };
    }
    const set = dataset(iterable(some))
      .augment(...varied)
      .batch(4);
    const stream = set.stream({ onError: 'skip', workers: 1 });
    assert.equal((await collect(stream)).flatMap(({ ids }) => ids).length, 9);
    assert.match(stream.report().quarantine[0]!.reason, /^bad one: expected a picture/);
    await assert.rejects(collect(set.stream({ workers: 0 })), { file: 'bad one', sampleId: 9 });
  });

  it('refuses what only random access can give, and what cannot begin again', async () => {
    const plain = dataset(iterable(() => records(5)));
    const cases = [
      [plain.shuffle(), {}, /no full shuffle over an iterable.*shuffle\(\{ window: 1000 \}\)/],
      [plain.cache({ memory: true }), {}, /no cache/],
      [plain.batch(2, { last: 'wrap' }), {}, /no batch with last: "wrap"/],
      [plain, { onError: 'replace' }, /expected throw or skip over an iterable/],
    ] as const;
    for (const [set, options, message] of cases)
      await assert.rejects(collect(set.stream({ workers: 0, ...options })), { code: 'no-random-access', message });
    const once = dataset(iterable(records(5))).augment(...varied);
    await assert.rejects(collect(once.stream({ workers: 0, epochs: 2 })), /give a function that makes it/);
    const { check } = await import('../../../src/index.ts');
    await assert.rejects(check(plain), { code: 'no-random-access' });
  });
});
