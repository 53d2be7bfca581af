import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dataset, StreamState } from '../../../src/index.ts';
import { dataset } from '../../../src/index.ts';
import { rotate } from '../../../vision/index.ts';
import { scenes } from '../pictures.ts';
import { collect, train, varied } from './varied.ts';

type Tail = 'keep' | 'drop' | 'pad' | 'wrap';
const rowsOf = (batches: Awaited<ReturnType<typeof collect>>) =>
  batches.flatMap(({ ids, image, epochs }) => {
    const size = image.data.length / ids.length;
    return ids.map((id, row) => `${epochs[row]}:${id} ${image.data.slice(row * size, (row + 1) * size).join()}`);
  });

/** Some steps of all ranks from a state on, their minibatches dealt as one rank would see them. */
async function steps(set: Dataset, world: number, from: StreamState | undefined, count: number, workers: number) {
  const streams = Array.from({ length: world }, (_, rank) =>
    set.stream({ rank, world, epochs: 2, workers, ahead: 1 + rank, ...(from === undefined ? {} : { from }) }),
  );
  const batches = [];
  for (let step = 0; step < count; step++) {
    const results = await Promise.all(streams.map((stream) => stream.next()));
    assert.ok(
      results.every(({ done }) => done === results[0]!.done),
      'ranks end together',
    );
    if (results[0]!.done) break;
    batches.push(...results.map(({ value }) => value!));
  }
  const states = streams.map((stream) => JSON.parse(JSON.stringify(stream.state())) as StreamState);
  await Promise.all(streams.map((stream) => stream.return()));
  for (const { epoch, position } of states)
    assert.deepEqual([epoch, position], [states[0]!.epoch, states[0]!.position], 'ranks agree on where they are');
  return { batches, state: states[world - 1]!, reports: streams.map((stream) => stream.report()) };
}

describe('a stream in several ranks', () => {
  const set = (last: Tail, batch = 3) => train(48, batch).batch(batch, { last });

  it('gives the bytes of one rank alone, for worlds of 1, 2, 3 and 8, interleaved', async () => {
    const alone = rowsOf(await collect(set('keep', 2).stream({ epochs: 2, workers: 0 })));
    for (const world of [1, 2, 3, 8]) {
      const { batches, reports } = await steps(set('keep', 2), world, undefined, 1000, world === 2 ? 1 : 0);
      assert.deepEqual(rowsOf(batches), alone, `world ${world}`);
      for (const epoch of [0, 1]) {
        const delivered = reports.reduce((sum, report) => sum + report.epochs[epoch]!.delivered, 0);
        assert.equal(delivered, 48);
        for (const { epochs } of reports) {
          const { delivered: mine, quarantined, dropped, elsewhere, samples } = epochs[epoch]!;
          assert.equal(mine + quarantined + dropped + elsewhere, samples);
        }
      }
    }
  });

  for (const last of ['keep', 'drop', 'pad', 'wrap'] as const) {
    it(`goes on from any rank's state in another world, without a loss or a repeat: ${last}`, async () => {
      const plan = train(50, 4).batch(4, { last });
      const first = await steps(plan, 2, undefined, 2, 0);
      const second = await steps(plan, 3, first.state, 1, 1);
      const third = await steps(plan, 1, second.state, 1000, 0);
      const rows = [first, second, third].flatMap(({ batches }) => rowsOf(batches));
      assert.equal(new Set(rows).size, rows.length, 'no row twice');
      const inside = new Set(rows.map((row) => row.split(' ')[0]).filter((key) => !key!.startsWith('2:')));
      const dropped = [...third.reports[0]!.epochs].reduce((sum, epoch) => sum + epoch.dropped, 0);
      assert.equal(inside.size + dropped, 100);
    });
  }

  it('tells padding by `valid`, and draws it anew', async () => {
    const batches = await collect(train(5, 4).batch(4, { last: 'pad' }).stream({ workers: 0 }));
    assert.deepEqual(
      batches.map(({ valid, ids }) => [valid, ids.length]),
      [
        [4, 4],
        [1, 4],
      ],
    );
    assert.equal(new Set(rowsOf(batches)).size, 8);
  });
});

describe('a state', () => {
  const set = train(20, 3);

  it('resumes exactly, from every step, with other workers and run-ahead', async () => {
    const whole = rowsOf(await collect(set.stream({ epochs: 2, workers: 0 })));
    for (let stop = 0; stop <= 14; stop += 2) {
      const first = set.stream({ epochs: 2, workers: stop % 3, ahead: 4 });
      const before = [];
      for (let i = 0; i < stop; i++) before.push((await first.next()).value!);
      const state = JSON.parse(JSON.stringify(first.state()));
      await first.return();
      const second = set.stream({ epochs: 2, workers: (stop + 1) % 3, ahead: 1, from: state });
      const after = await collect(second);
      assert.deepEqual([...rowsOf(before), ...rowsOf(after)], whole, `stopped at ${stop}`);
      assert.equal(second.step, 14);
      const { delivered, samples } = second.report().epochs.at(-1) ?? { delivered: 20, samples: 20 };
      assert.equal(delivered, samples, 'the account goes on too');
    }
  });

  it('is small, and the same for any number of workers and batches made ahead', async () => {
    const states = [];
    for (const [workers, ahead] of [
      [0, 1],
      [2, 6],
    ] as const) {
      const stream = set.stream({ workers, ahead });
      await stream.next();
      await stream.next();
      states.push(stream.state());
      await stream.return();
    }
    assert.deepEqual(states[0], states[1]);
    assert.ok(JSON.stringify(states[0]).length < 1500);
  });

  it('of another plan is refused, and the difference named', async () => {
    const stream = set.stream({ workers: 0 });
    await stream.next();
    const state = stream.state();
    await stream.return();
    const refused = async (other: Dataset, message: RegExp) =>
      await assert.rejects(collect(other.stream({ from: state, workers: 0 })), { code: 'other-plan', message });
    await refused(train(20, 4), /batch was "3, last keep", is "4, last keep"/);
    await refused(train(20, 3, 9), /seed was "1", is "9"/);
    await refused(train(21, 3), /source was "pictures of 20 samples/);
    await refused(train(20, 3).shuffle(), /order was/);
    await refused(train(20, 3).augment(rotate()), /augment\[6\] was scale, is rotate/);
    await refused(train(20, 3).cache({ memory: true, maxSide: 10 }), /cache was "none", is "maxSide 10"/);
    const changed = [...varied.slice(0, 2), rotate({ angleDegrees: [-31, 30] }), ...varied.slice(3)];
    await refused(
      dataset(scenes(20), { seed: 1 })
        .shuffle()
        .augment(...changed)
        .batch(3),
      /augment\[2\] \(rotate\) has other parameters/,
    );
  });

  it('that is none is refused by the field at fault', async () => {
    const stream = set.stream({ workers: 0 });
    await stream.next();
    const state = stream.state();
    await stream.return();
    const cases = [
      ['yesterday', /from: expected what stream\.state\(\) gave, got "yesterday"/],
      [{ ...state, version: 2 }, /from\.version: expected 1, got 2/],
      [{ ...state, epoch: -1 }, /from\.epoch/],
      [{ ...state, position: 1.5 }, /from\.position/],
      [{ ...state, position: 21 }, /from\.position: expected at most 19/],
      [{ ...state, plan: 'x' }, /from/],
      [{ ...state, attempts: null }, /from\.attempts/],
      [{ ...state, counts: {} }, /from\.counts/],
    ] as const;
    for (const [from, message] of cases) {
      await assert.rejects(collect(set.stream({ from: from as never, workers: 0 })), { code: 'bad-state', message });
    }
  });

  it('before the first batch is the beginning of any dataset', async () => {
    const state = JSON.parse(JSON.stringify(set.stream().state()));
    assert.equal((await collect(train(7, 2).stream({ from: state, workers: 0 }))).length, 4);
  });

  it('seeks to the middle of ten million samples without a table of them', async () => {
    const { epochOrder } = await import('../../../src/order/order.ts');
    const { rootKey } = await import('../../../transforms/index.ts');
    const before = process.memoryUsage();
    const order = epochOrder(10_000_000, ['shuffle'], rootKey(1), 6);
    const ids = Array.from({ length: 64 }, (_, i) => order.at(4_000_000 + i));
    assert.equal(new Set(ids).size, 64);
    const after = process.memoryUsage();
    assert.ok(after.arrayBuffers - before.arrayBuffers < 1e6);
  });
});

describe('a process that is killed', function () {
  this.timeout(120_000);

  it('at random moments goes on from its last state, in another world: the ids are those of one run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'augment-kill-'));
    const script = fileURLToPath(new URL('./killed.js', import.meta.url));
    const [state, log] = [join(folder, 'state.json'), join(folder, 'ids.txt')];
    try {
      let kills = 0;
      for (let turn = 0; ; turn++) {
        const workers = turn % 3;
        const child = spawn(process.execPath, [script, state, log, String(workers), String(1 + (turn % 2))]);
        const killer = turn < 5 ? setTimeout(() => child.kill('SIGKILL'), 350 + 130 * turn) : undefined;
        const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status)));
        clearTimeout(killer);
        if (code === 0) break;
        kills++;
        assert.ok(turn < 20, 'goes on for ever');
      }
      assert.ok(kills >= 1, 'never killed');
      const delivered = readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1]);
      const expected = (await collect(train(60, 4).stream({ epochs: 2, workers: 0 }))).flatMap(({ epoch, ids }) =>
        ids.map((id) => `${epoch}:${id}`),
      );
      assert.deepEqual(
        delivered.flatMap((line) => line!.split(',')),
        expected,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
