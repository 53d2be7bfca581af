import assert from 'node:assert/strict';
import { dataset } from '../../../src/index.ts';
import { Ledger, repeatError } from '../../../src/order/ledger.ts';
import { epochOrder } from '../../../src/order/order.ts';
import type { Tail } from '../../../src/order/steps.ts';
import { rootKey } from '../../../transforms/index.ts';
import { resize } from '../../../vision/index.ts';
import { scenes } from '../pictures.ts';
import { collect } from '../stream/varied.ts';

const order = (length: number) => (epoch: number, attempt: number) =>
  epochOrder(length, ['shuffle'], rootKey(3), epoch, attempt);

function ledgerOf(length: number, batch: number, tail: Tail, known?: { readonly [epoch: string]: number }): Ledger {
  return new Ledger({ order: order(length), length, batch, tail, isShuffled: true, ...(known ? { known } : {}) });
}

/** The minibatches of all epochs in turn, each as its sorted ids. */
function* batchesOf(
  ledger: Ledger,
  length: number,
  batch: number,
  tail: Tail,
  epochs: number,
): Generator<[number, string]> {
  let rest: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { at } = order(length)(epoch, ledger.attempt(epoch));
    const ids = [...rest, ...Array.from({ length }, (_, i) => at(i))];
    let from = 0;
    for (; from + batch <= ids.length; from += batch)
      yield [
        epoch,
        ids
          .slice(from, from + batch)
          .sort((a, b) => a - b)
          .join(),
      ];
    rest = tail === 'wrap' ? ids.slice(from) : [];
    if (from < ids.length && tail === 'keep')
      yield [
        epoch,
        ids
          .slice(from)
          .sort((a, b) => a - b)
          .join(),
      ];
    if (from < ids.length && tail === 'pad')
      yield [
        epoch,
        [...ids.slice(from), ...ids]
          .slice(0, batch)
          .sort((a, b) => a - b)
          .join(),
      ];
  }
}

describe('the ledger of minibatches', () => {
  for (const [length, batch, tail] of [
    [8, 4, 'keep'],
    [9, 4, 'drop'],
    [10, 4, 'keep'],
    [10, 4, 'pad'],
    [10, 4, 'wrap'],
    [12, 3, 'drop'],
    [3, 2, 'wrap'],
  ] as const) {
    it(`lets none repeat until it must: ${batch} of ${length}, ${tail}`, () => {
      const ledger = ledgerOf(length, batch, tail);
      const seen = new Set<string>();
      let exhausted: number | undefined;
      for (const [epoch, ids] of batchesOf(ledger, length, batch, tail, 400)) {
        if (ledger.isExhausted(epoch)) {
          exhausted = epoch;
          break;
        }
        assert.ok(!seen.has(ids), `epoch ${epoch} repeats ${ids}`);
        seen.add(ids);
      }
      const all = combinations(length, batch);
      if (all < 400) assert.notEqual(exhausted, undefined);
      assert.ok(seen.size > 0.4 * Math.min(all, 400), `${seen.size} of ${all}`);
    });
  }

  it('finds all 35 pairs of halves of eight', () => {
    const ledger = ledgerOf(8, 4, 'keep');
    let epochs = 0;
    while (!ledger.isExhausted(epochs)) ledger.attempt(epochs++);
    assert.ok(epochs >= 30 && epochs <= 36, `${epochs} epochs`);
    assert.match(
      repeatError(35, { length: 8, batch: 4 }).message,
      /epoch 35: .*there are 70 of 4 out of 8.*onRepeat: "allow"/,
    );
  });

  it('goes on from its state with the same attempts, and the same end', () => {
    const whole = ledgerOf(10, 4, 'keep');
    const attempts = Array.from({ length: 60 }, (_, epoch) => whole.attempt(epoch));
    assert.ok(attempts.some((attempt) => attempt > 0));
    const first = ledgerOf(10, 4, 'keep');
    for (let epoch = 0; epoch < 25; epoch++) first.attempt(epoch);
    const second = ledgerOf(10, 4, 'keep', JSON.parse(JSON.stringify(first.state())));
    assert.deepEqual(
      Array.from({ length: 35 }, (_, i) => second.attempt(25 + i)),
      attempts.slice(25),
    );
    assert.deepEqual(second.state(), whole.state());
  });

  it('is not kept where the numbers prove that none repeats, or where nothing is shuffled', () => {
    assert.equal(ledgerOf(50_000, 64, 'keep').isKept(1e6), false);
    assert.equal(ledgerOf(50_000, 64, 'drop').isKept(1e9), false);
    assert.equal(ledgerOf(50_001, 50, 'keep').isKept(0), true, 'a last batch of one');
    assert.equal(ledgerOf(60, 8, 'keep').isKept(0), true);
    const still = new Ledger({ order: order(8), length: 8, batch: 4, tail: 'keep', isShuffled: false });
    assert.equal(still.isKept(5), false);
    assert.equal(still.attempt(5), 0);
  });

  it('is felt in a stream: no repeat, then a warning or an error', async () => {
    const set = dataset(scenes(5), { seed: 2 })
      .shuffle()
      .augment(resize({ size: [4, 4] }))
      .batch(2, { last: 'drop' });
    const seen = new Set<string>();
    await assert.rejects(
      async () => {
        for await (const { ids } of set.stream({ epochs: 100, workers: 0, onRepeat: 'throw' })) {
          const key = [...ids].sort((a, b) => a - b).join();
          assert.ok(!seen.has(key), key);
          seen.add(key);
        }
      },
      { code: 'minibatch-repeats' },
    );
    assert.ok(seen.size >= 6 && seen.size <= 10, `${seen.size} of 10`);
    const warnings: string[] = [];
    const listen = (warning: Error & { code?: string }) => warnings.push(warning.code ?? '');
    process.on('warning', listen);
    try {
      assert.equal((await collect(set.stream({ epochs: 20, workers: 0 }))).length, 40);
      await collect(set.stream({ epochs: 20, workers: 0, onRepeat: 'allow' }));
      await new Promise(setImmediate);
    } finally {
      process.off('warning', listen);
    }
    assert.deepEqual(warnings, ['minibatch-repeats'], 'once');
  });
});

function combinations(length: number, size: number): number {
  let count = 1;
  for (let i = 1; i <= size; i++) count = (count * (length - size + i)) / i;
  return Math.round(count);
}
