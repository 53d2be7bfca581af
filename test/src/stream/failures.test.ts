import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type Dataset, dataset, fromJSON, imageFolder, type PictureRecord, pictures } from '../../../src/index.ts';
import { type Definition, defineTransform, type Json } from '../../../transforms/index.ts';
import type { ImageOp } from '../../../vision/index.ts';
import { folderOf, jpeg, scene } from '../pictures.ts';
import { exitAt, redden } from './failing.ts';
import { collect, digestOf, train, varied } from './varied.ts';

/** Pictures of which every `nth` is a broken file. */
async function withBroken(count: number, nth: number): Promise<{ set: Dataset; broken: number[] }> {
  const sound = await jpeg(30, 30);
  const records: PictureRecord[] = [];
  const broken: number[] = [];
  for (let id = 0; id < count; id++) {
    const isBroken = id % nth === 3;
    if (isBroken) broken.push(id);
    const damaged = id % 2 === 0 ? sound.subarray(0, sound.length >> 1) : Buffer.from('no picture at all');
    records.push({ bytes: isBroken ? damaged : await jpeg(30, 30, `${id}`), name: `p${id}.jpg`, label: id });
  }
  const set = dataset(pictures(records), { seed: 5 })
    .shuffle()
    .augment(...varied)
    .batch(8);
  return { set, broken };
}

describe('bad samples', () => {
  for (const workers of [0, 2]) {
    it(`end the stream with the first of them in order, by name: ${workers} workers`, async () => {
      const { set, broken } = await withBroken(60, 20);
      const order = (await collect(set.stream({ workers, onError: 'skip' }))).flatMap(({ ids }) => ids);
      assert.equal(order.length, 57);
      const stream = set.stream({ workers });
      const delivered: number[] = [];
      const error = await collectInto(stream, delivered);
      assert.match(error.message, /^p\d+\.jpg: expected .* \(epoch 0, sample \d+\)$/);
      assert.ok(broken.includes(error.sampleId));
      assert.deepEqual(delivered, order.slice(0, delivered.length), 'batches before it were delivered');
      assert.deepEqual(await stream.next(), { value: undefined, done: true });
    });

    it(`are skipped and accounted for: ${workers} workers`, async () => {
      const { set, broken } = await withBroken(60, 20);
      const stream = set.stream({ workers, onError: 'skip', epochs: 2 });
      const batches = await collect(stream);
      for (const epoch of [0, 1]) {
        const ids = batches.filter((batch) => batch.epoch === epoch).flatMap(({ ids }) => ids);
        assert.deepEqual(
          [...ids, ...broken].sort((a, b) => a - b),
          Array.from({ length: 60 }, (_, id) => id),
        );
      }
      for (const { ids, label, image } of batches) {
        assert.deepEqual([...label.data], ids);
        assert.equal(image.shape[0], ids.length);
        assert.equal(image.data.length, ids.length * 12 * 14 * 3);
      }
      const { epochs, quarantine } = stream.report();
      for (const { delivered, quarantined, dropped, samples } of epochs) {
        assert.equal(delivered + quarantined + dropped, samples);
        assert.equal(quarantined, broken.length);
      }
      assert.deepEqual(
        quarantine.map(({ id }) => id).sort((a, b) => a - b),
        broken,
      );
      for (const { file, reason, code } of quarantine) {
        assert.match(file, /^p\d+\.jpg$/);
        assert.ok(reason.startsWith(file) && ['truncated', 'not-a-picture', 'corrupt'].includes(code), reason);
      }
    });

    it(`are replaced by others that never repeat: ${workers} workers`, async () => {
      const { set, broken } = await withBroken(60, 20);
      const stream = set.stream({ workers, onError: 'replace', epochs: 2 });
      const rows = new Set<string>();
      let count = 0;
      for await (const { ids, image } of stream) {
        assert.ok(ids.every((id) => !broken.includes(id)));
        const size = image.data.length / ids.length;
        for (let row = 0; row < ids.length; row++) rows.add(image.data.slice(row * size, (row + 1) * size).join());
        count += ids.length;
      }
      assert.equal(count, 120);
      assert.equal(rows.size, 120, 'no two rows are equal');
      for (const { delivered, quarantined, replaced } of stream.report().epochs) {
        assert.deepEqual([delivered, quarantined, replaced], [57, 3, 3]);
      }
    });
  }

  it('give the same bytes for any number of workers under each policy', async () => {
    const { set } = await withBroken(40, 10);
    for (const onError of ['skip', 'replace'] as const) {
      const expected = await digestOf(set, { onError, workers: 0, epochs: 2 });
      assert.equal(await digestOf(set, { onError, workers: 3, epochs: 2, ahead: 4 }), expected, onError);
    }
  });

  it('that are all there is end the stream under each policy, and do not turn it forever', async () => {
    const set = dataset(pictures([{ bytes: Buffer.from('no') }, { bytes: Buffer.from('neither') }])).repeat();
    await assert.rejects(collect(set.stream({ onError: 'skip', workers: 0 })), { code: 'nothing-left' });
    await assert.rejects(collect(set.stream({ onError: 'replace', workers: 0 })), { code: 'no-replacement' });
  });

  it('are not what a vanished folder is: that is an error of its own under each policy', async () => {
    for (const onError of ['throw', 'skip', 'replace'] as const) {
      const files = folderOf({ '1.jpg': await jpeg(20, 20), '2.jpg': await jpeg(20, 20) });
      const stream = dataset(imageFolder(files.path))
        .augment(...varied)
        .repeat()
        .stream({ workers: 1, onError, ahead: 1 });
      await stream.next();
      rmSync(files.path, { recursive: true });
      await assert.rejects(collect(stream), { code: 'source-gone' });
    }
  });
});

describe('a worker that dies', () => {
  const sizes = [20, 21, 22, 23, 24, 25, 26, 27];
  const records = sizes.map((width) => ({
    bytes: scene(width, 20, `${width}`),
    raw: { width, height: 20, channels: 3 as const },
    name: `width ${width}`,
  }));
  const set = (node: ReturnType<typeof exitAt>) =>
    dataset(pictures(records), { seed: 2 })
      .shuffle()
      .augment(node, ...varied)
      .batch(3);

  it('is replaced and its work redone; the sample that kills three is quarantined', async () => {
    const stream = set(exitAt({ width: 23 })).stream({ workers: 2, onError: 'skip', epochs: 3 });
    const batches = await collect(stream);
    for (const epoch of [0, 1, 2]) {
      const ids = batches.filter((batch) => batch.epoch === epoch).flatMap(({ ids }) => ids);
      assert.deepEqual(
        ids.sort((a, b) => a - b),
        [0, 1, 2, 4, 5, 6, 7],
      );
    }
    const { quarantine, workers, epochs } = stream.report();
    // Batches that were posted before the third death may hold it once more.
    assert.ok(workers.deaths >= 3 && workers.deaths <= 5, `${workers.deaths} deaths: not again in later epochs`);
    assert.deepEqual(
      quarantine.map(({ id, code }) => [id, code]),
      [[3, 'worker-died']],
    );
    assert.match(quarantine[0]!.reason, /^width 23: .* three workers that died of it/);
    assert.ok(epochs.every(({ delivered, quarantined }) => delivered === 7 && quarantined === 1));
    const plain = set(exitAt({ width: 99 }));
    const others = (await collect(plain.stream({ workers: 0 }))).flatMap(rowsOf).filter(([id]) => id !== 3);
    assert.deepEqual(batches.filter(({ epoch }) => epoch === 0).flatMap(rowsOf), others, 'the others are as ever');
  });

  it('is not tried again by a run that goes on from its state', async () => {
    const plan = set(exitAt({ width: 23 }));
    const first = plan.stream({ workers: 1, onError: 'skip', epochs: 1 });
    await collect(first);
    const state = JSON.parse(JSON.stringify(first.state()));
    const second = plan.stream({ workers: 1, onError: 'skip', epochs: 2, from: state });
    await collect(second);
    assert.equal(second.report().workers.deaths, 0);
  });

  it('of memory is told as that', async () => {
    const script = new URL('./hoard.js', import.meta.url).pathname;
    const { stdout, status, stderr } = spawnSync(process.execPath, ['--max-old-space-size=48', script], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr.slice(-500));
    assert.match(stdout, /worker-died 3 .*ERR_WORKER_OUT_OF_MEMORY/);
  });
});

type ReddenDefinition = Definition<(typeof redden)['definition']['parameters'], unknown, ImageOp, Json>;

describe('transforms of a user’s own', () => {
  it('reach workers by their module', async () => {
    const plan = train(6, 2).augment(redden({ levels: [10, 90] }));
    assert.equal(await digestOf(plan, { workers: 2 }), await digestOf(plan, { workers: 0 }));
    const json = JSON.parse(JSON.stringify(plan));
    const copy = fromJSON(json, { transforms: [redden.definition as never] });
    assert.equal(await digestOf(copy, { workers: 1 }), await digestOf(plan, { workers: 0 }));
  });

  it('that are closures are refused with what to do, and work in the main thread', async () => {
    const { module: _, ...rest } = redden.definition as ReddenDefinition;
    const closure = defineTransform({ ...rest, name: 'closure' });
    const plan = train(4, 2).augment(closure({ levels: [5, 5] }));
    await assert.rejects(collect(plan.stream({ workers: 1 })), (error: Error & { code: string }) => {
      assert.equal(error.code, 'not-a-module');
      assert.match(error.message, /closure: .*module: import\.meta\.url.*workers: 0/);
      return true;
    });
    assert.equal((await collect(plan.stream({ workers: 0 }))).length, 2);
  });

  it('whose module is not there are refused by name', async () => {
    const lost = defineTransform({
      ...(redden.definition as ReddenDefinition),
      name: 'lost',
      module: 'file:///nowhere/lost.js',
    });
    await assert.rejects(collect(train(4, 2).augment(lost()).stream({ workers: 2 })), {
      code: 'not-a-module',
      message: /nowhere\/lost\.js/,
    });
  });
});

function rowsOf({ ids, image }: { ids: readonly number[]; image: { data: ArrayLike<number> } }): [number, string][] {
  const size = image.data.length / ids.length;
  return ids.map((id, row) => [id, Array.from({ length: size }, (_, i) => image.data[row * size + i]).join()]);
}

async function collectInto(stream: AsyncIterable<{ ids: readonly number[] }>, ids: number[]) {
  try {
    for await (const batch of stream) ids.push(...batch.ids);
  } catch (error) {
    return error as Error & { sampleId: number };
  }
  throw new Error('expected an error');
}
