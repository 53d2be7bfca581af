import assert from 'node:assert/strict';
import {
  type Batch,
  concat,
  dataset,
  filter,
  fromJSON,
  mix,
  type SourceSpec,
  splitTrainValidation,
  subset,
} from '../../src/index.ts';
import { preview } from '../../src/preview/index.ts';
import { titleOf } from '../../src/preview/title.ts';
import { gaussianNoise, horizontalFlip, resize, resizedCrop, rotate, scale } from '../../vision/index.ts';
import { scenes } from './pictures.ts';

async function collect(iterable: AsyncIterable<Batch>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of iterable) batches.push(batch);
  return batches;
}

const varied = dataset(scenes(30), { seed: 5 })
  .shuffle()
  .augment(
    resizedCrop({ size: [8, 8] }),
    horizontalFlip({ p: 0.5 }),
    rotate(),
    gaussianNoise(),
    scale({ layout: 'NCHW' }),
  )
  .batch(32)
  .repeat(3);

describe('overfit', () => {
  it('is a few samples of every class, the same at every visit, in an order of their own', async () => {
    const few = varied.overfit(6);
    assert.equal(few.spec.batch, 6);
    const [first, ...others] = await collect(few.stream({ workers: 0 }));
    assert.deepEqual([...first!.label.data].sort(), [0, 0, 1, 1, 2, 2]);
    assert.deepEqual(first!.image.shape, [6, 3, 8, 8]);
    const rows = ({ image, ids }: Batch) =>
      new Map(
        ids.map((id, row) => [id, Buffer.from(image.data.slice(row * 192, row * 192 + 192).buffer).toString('hex')]),
      );
    for (const other of others) assert.deepEqual([...rows(other)].sort(), [...rows(first!)].sort());
    assert.notDeepEqual(others[0]!.ids, first!.ids);
  });

  it('keeps what is not drawn, and its JSON', () => {
    const few = varied.take(20).overfit(4);
    assert.deepEqual(
      JSON.stringify(few.spec.augment),
      JSON.stringify([resize({ size: [8, 8] }), scale({ layout: 'NCHW' })]),
    );
    assert.deepEqual(few.spec.order, ['shuffle']);
    assert.deepEqual(fromJSON(few.toJSON()).toJSON(), few.toJSON());
    assert.equal(varied.batch(2).overfit(4).spec.batch, 2);
    assert.throws(() => varied.overfit(0), /overfit: expected a whole number >= 1, got 0/);
  });

  it('is of a mix without its weights', async () => {
    const mixed = dataset(
      mix([
        { source: scenes(4), weight: 9 },
        { source: scenes(5), weight: 1 },
      ]),
    );
    assert.equal(
      (
        await collect(
          mixed
            .augment(resize({ size: [4, 4] }))
            .batch(9)
            .overfit(9)
            .stream({ workers: 0 }),
        )
      )[0]!.ids.length,
      9,
    );
  });
});

describe('combined sources', () => {
  const parts = splitTrainValidation(concat([scenes(20), scenes(10)]), { validation: 0.3 });
  const nested = subset(filter(parts.train, { label: ['a', 'b'] }), 8, { balanced: true });

  it('give the same bytes from worker threads', async () => {
    const set = dataset(nested)
      .shuffle()
      .augment(resizedCrop({ size: [8, 8] }))
      .batch(3);
    const [inline, threads] = [await collect(set.stream({ workers: 0 })), await collect(set.stream({ workers: 2 }))];
    assert.equal(inline.length, 3);
    assert.deepEqual(
      threads.map(({ ids, image, label }) => [ids, image.data, label.data]),
      inline.map(({ ids, image, label }) => [ids, image.data, label.data]),
    );
  });

  it('have a title in previews', async () => {
    const shown = await preview(dataset(nested).augment(resize({ size: [8, 8] })), { examples: 2, variants: 1 });
    assert.deepEqual(shown.examples.map(({ label }) => label).sort(), ['a', 'b']);
    const imageFolder = (path: string) => ({ imageFolder: { path } });
    const titles: readonly (readonly [SourceSpec | object, string])[] = [
      [nested, '8 of some of train of pictures in memory and 1 more'],
      [imageFolder('data/cats'), 'cats'],
      [{ imageFolder: '.' }, 'home'],
      [{ webDataset: { shards: ['x/a.tar', 'x/b.tar'] } }, 'a.tar'],
      [{ webDataset: 'x/a.tar' }, 'a.tar'],
      [
        mix([
          { source: imageFolder('a'), weight: 1 },
          { source: imageFolder('b'), weight: 1 },
        ]),
        'a and 1 more',
      ],
      [{ iterable: { make: () => [] } }, 'iterable'],
    ];
    for (const [spec, title] of titles) assert.equal(titleOf(spec, '/data/home'), title);
    let long: SourceSpec = imageFolder('x'.repeat(40));
    for (let i = 0; i < 10; i++) long = filter(long, { label: 0 });
    assert.equal(titleOf(long).length, 60);
  });
});
