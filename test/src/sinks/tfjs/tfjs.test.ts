import assert from 'node:assert/strict';
import { AugmentError, type Batch, dataset, pictures } from '../../../../src/index.ts';
import { toDataset, toTensors } from '../../../../src/sinks/tfjs/index.ts';
import { cutMix, horizontalFlip, resize, scale } from '../../../../vision/index.ts';
import { scene, scenes } from '../../pictures.ts';
import { smallNet, tf } from './flow.ts';

const set = (dtype: 'float32' | 'uint8' = 'float32') =>
  dataset(scenes(10, 12, 8), { seed: 3 })
    .shuffle()
    .augment(horizontalFlip(), scale({ dtype }))
    .batch(4);

async function first(data: { stream(options: object): AsyncIterable<Batch> }): Promise<Batch> {
  for await (const batch of data.stream({ workers: 0 })) return batch;
  throw new Error('no batch');
}

const refusal = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AugmentError, `${error}`);
  assert.equal(error.code, code);
  assert.match(error.message, pattern);
  return true;
};

describe('tensors of a batch', () => {
  beforeEach(() => tf.ready());

  it('hold its numbers, and nothing else is left', async () => {
    const before = tf.memory().numTensors;
    const batch = await first(set());
    const { image, label } = toTensors(tf, batch, { classes: 3 });
    assert.deepEqual([image!.shape, image!.dtype], [[4, 8, 12, 3], 'float32']);
    assert.deepEqual(await image!.data(), batch.image.data.slice());
    assert.deepEqual([label.shape, label.dtype], [[4, 3], 'float32']);
    assert.deepEqual(
      [...(await label.data())],
      [...batch.label.data].flatMap((c) => [0, 1, 2].map((k) => Number(k === c))),
    );
    assert.equal(tf.memory().numTensors, before + 2);
    tf.dispose([image!, label]);
    const sparse = toTensors(tf, batch, { label: 'sparse' });
    assert.deepEqual([...(await sparse.label.data())], [...batch.label.data]);
    tf.dispose([sparse.image!, sparse.label]);
    assert.equal(tf.memory().numTensors, before);
  });

  it('of 8 bits are scaled on the device as the plan would scale them', async () => {
    const [bytes, floats] = [await first(set('uint8')), await first(set())];
    const { image, label } = toTensors(tf, bytes, { label: 'sparse' });
    const data = await image!.data();
    floats.image.data.forEach((value, i) => {
      assert.ok(Math.abs(value - data[i]!) < 1e-6);
    });
    const other = toTensors(tf, bytes, { label: 'sparse', range: [0, 1] });
    assert.ok(Math.abs((await other.image!.data())[5]! - bytes.image.data[5]! / 255) < 1e-6);
    tf.dispose([image!, label, other.image!, other.label]);
  });

  it('of masks are class numbers, of mixed samples shares', async () => {
    const record = (seed: number) => ({
      bytes: scene(12, 8, `${seed}`),
      raw: { width: 12, height: 8, channels: 3 as const },
      mask: new Uint8Array(96).fill(seed + 1),
      label: seed,
    });
    const data = dataset(pictures([record(0), record(1)], ['a', 'b'])).batch(2);
    const masked = toTensors(tf, await first(data.targets({ mask: true })), { classes: 2 });
    assert.deepEqual([masked.mask!.shape, masked.mask!.dtype], [[2, 8, 12], 'int32']);
    assert.deepEqual([...new Set(await masked.mask!.data())], [1, 2]);
    const mixed = toTensors(tf, await first(data.augment(cutMix({ p: 1 }))), { label: 'sparse' });
    assert.deepEqual([mixed.label.shape, mixed.label.dtype], [[2, 2], 'float32']);
    tf.dispose([...Object.values(masked), ...Object.values(mixed)]);
  });

  it('refuse labels that are no classes of theirs, and say what is missing', async () => {
    const before = tf.memory().numTensors;
    const batch = await first(set());
    assert.throws(() => toTensors(tf, batch), refusal('bad-parameter', /classes/));
    assert.throws(
      () => toTensors(tf, batch, { classes: 1 }),
      refusal('bad-labels', /expected labels from 0 to 0, got [12]/),
    );
    const wide = await first(dataset(scenes(2)).augment(scale({ dtype: 'uint16' })) as never);
    assert.throws(() => toTensors(tf, wide, { label: 'sparse' }), refusal('bad-parameter', /uint16/));
    assert.throws(
      () => toTensors({ ...tf, getBackend: () => '' }, batch, { label: 'sparse' }),
      refusal('backend-not-ready', /await tf\.ready/),
    );
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('a dataset for fitDataset', function () {
  this.timeout(60_000);
  beforeEach(() => tf.ready());

  it('trains, validates and evaluates, an epoch each time, with no tensor left', async () => {
    const model = smallNet([8, 12, 3], 3);
    const before = tf.memory().numTensors;
    const train = await toDataset(tf, set(), { model, stream: { workers: 1 } });
    const validation = await toDataset(tf, set().overfit(10).batch(5), { stream: { workers: 0 } });
    assert.deepEqual([train.size, validation.size], [3, 2]);
    const steps: number[] = [];
    const { history } = await model.fitDataset(train as never, {
      epochs: 30,
      validationData: validation as never,
      verbose: 0,
      callbacks: { onEpochEnd: async () => void steps.push(tf.memory().numTensors) },
    });
    const losses = history.loss as number[];
    assert.ok(losses.at(-1)! < losses[0]!, `${losses}`);
    assert.equal(train.stream.report().epochs.length >= 30, true);
    await model.evaluateDataset(validation as never, {});
    await train.close();
    await validation.close();
    assert.ok(Math.max(...steps.slice(5)) <= steps[4]!, `tensors grow: ${steps}`);
    // The optimizer keeps its moments.
    const moments = model.optimizer.getWeights === undefined ? 0 : (await model.optimizer.getWeights()).length;
    assert.ok(tf.memory().numTensors <= before + moments + 8, `${tf.memory().numTensors} of ${before}`);
    tf.dispose(model as never);
  });

  it('hands out other tensors each step, other epochs each time, and one step is ready before', async () => {
    const data = await toDataset(tf, set(), { stream: { workers: 0 } });
    const seen: (readonly number[])[] = [];
    const ids = new Set<object>();
    for (let epoch = 0; epoch < 3; epoch++) {
      const iterator = await data.iterator();
      let steps = 0;
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) break;
        steps++;
        ids.add(value.xs.dataId);
        if (steps === 1) seen.push([...(await value.xs.data())]);
        tf.dispose([value.xs, value.ys] as never);
      }
      assert.equal(steps, 3);
      assert.deepEqual(await iterator.next(), { value: null, done: true });
    }
    assert.equal(ids.size, 9);
    assert.notDeepEqual(seen[1], seen[0]);
    await data.close();
    await assert.rejects((await data.iterator()).next(), refusal('closed', /toDataset/));
  });

  it('goes on over epochs where batchesPerEpoch is said, and loses nothing where training stops', async () => {
    const before = tf.memory().numTensors;
    const data = await toDataset(tf, set(), { batchesPerEpoch: 2, stream: { workers: 0 } });
    const iterator = await data.iterator();
    for (let step = 0; step < 7; step++) tf.dispose(Object.values((await iterator.next()).value!) as never);
    const goesOn = await data.iterator();
    tf.dispose(Object.values((await goesOn.next()).value!) as never);
    assert.equal(data.stream.step >= 8 && data.stream.step <= 9, true);
    await data.close();
    assert.equal(tf.memory().numTensors, before);
  });

  it('numTensors is flat over a thousand steps', async () => {
    const data = await toDataset(
      tf,
      dataset(scenes(8, 4, 4))
        .shuffle()
        .augment(horizontalFlip())
        .batch(2),
      {
        batchesPerEpoch: 1000,
        stream: { workers: 0 },
      },
    );
    const iterator = await data.iterator();
    let flat: number | undefined;
    for (let step = 0; step < 1000; step++) {
      const { value } = await iterator.next();
      tf.dispose([value!.xs, value!.ys] as never);
      await new Promise((resolve) => setImmediate(resolve));
      if (step >= 10) flat = Math.max(flat ?? 0, tf.memory().numTensors);
      if (step === 20) assert.ok(flat! - tf.memory().numTensors <= 4);
      if (step > 20) assert.ok(tf.memory().numTensors <= flat! && flat! < 20, `${tf.memory().numTensors}`);
    }
    await data.close();
  });

  it('refuses other classes, other shapes and parts that are not there', async () => {
    await assert.rejects(
      toDataset(tf, set(), { classNames: ['a', 'b', 'dog'] }),
      refusal('bad-labels', /without \["dog"\], with \["c"\]/),
    );
    await assert.rejects(toDataset(tf, set(), { classNames: ['b', 'a', 'c'] }), refusal('bad-labels', /another order/));
    const model = smallNet([8, 8, 3], 3);
    const data = await toDataset(tf, set(), { model, stream: { workers: 0 } });
    await assert.rejects(
      (await data.iterator()).next(),
      refusal('bad-shape', /expected batches of \[any, 8, 8, 3\].* got \[4, 8, 12, 3\]/),
    );
    await data.close();
    const masks = await toDataset(tf, set(), { ys: 'mask', stream: { workers: 0 } });
    await assert.rejects((await masks.iterator()).next(), refusal('bad-parameter', /targets\({ mask: true }\)/));
    await masks.close();
    const fits = await toDataset(
      tf,
      dataset(scenes(4, 12, 8))
        .augment(resize({ size: [8, 8] }))
        .batch(2),
      { model, stream: { workers: 0 } },
    );
    const { value } = await (await fits.iterator()).next();
    tf.dispose(Object.values(value!) as never);
    await fits.close();
  });
});
