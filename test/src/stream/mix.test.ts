import assert from 'node:assert/strict';
import { dataset, mix } from '../../../src/index.ts';
import { scenes } from '../pictures.ts';
import { collect, digestOf, varied } from './varied.ts';

describe('a stream over a mixture', () => {
  const set = dataset(
    mix([
      { source: scenes(6), weight: 1 },
      { source: scenes(18), weight: 1 },
    ]),
    { seed: 3 },
  )
    .shuffle()
    .augment(...varied)
    .batch(5);

  it('goes around the smaller part, and no sample is ever the same', async () => {
    const batches = await collect(set.stream({ epochs: 3, workers: 2 }));
    const pixels = new Set<string>();
    for (const epoch of [0, 1, 2]) {
      const ids = batches.filter((batch) => batch.epoch === epoch).flatMap((batch) => batch.ids);
      assert.equal(ids.filter((id) => id < 6).length, 12);
      assert.equal(ids.filter((id) => id >= 6).length, 12);
    }
    for (const { ids, image } of batches) {
      const size = image.data.length / ids.length;
      for (let row = 0; row < ids.length; row++) pixels.add(image.data.slice(row * size, (row + 1) * size).join());
    }
    assert.equal(pixels.size, 72);
    const visits = batches.flatMap(({ ids, epochs }) => ids.map((id, row) => `${epochs[row]}:${id}`));
    assert.equal(new Set(visits).size, 72, 'each is drawn in a pass of its own');
  });

  it('is the same for any number of workers, and goes on from a state', async () => {
    const expected = await digestOf(set, { epochs: 3, workers: 0 });
    assert.equal(await digestOf(set, { epochs: 3, workers: 3 }), expected);
    const whole = (await collect(set.stream({ epochs: 3, workers: 0 }))).map(({ ids }) => ids);
    const first = set.stream({ epochs: 3, workers: 1 });
    const before = [];
    for (let i = 0; i < 8; i++) before.push((await first.next()).value!.ids);
    const from = JSON.parse(JSON.stringify(first.state()));
    await first.return();
    const after = (await collect(set.stream({ epochs: 3, workers: 0, from }))).map(({ ids }) => ids);
    assert.deepEqual([...before, ...after], whole);
  });
});
