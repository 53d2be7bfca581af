import assert from 'node:assert/strict';
import sharp from 'sharp';
import { type Batch, type Dataset, dataset, fromJSON, imageFolder, pictures } from '../../src/index.ts';
import type { Node } from '../../transforms/index.ts';
import { cutMix, gaussianBlur, horizontalFlip, mixUp, mosaic, resize, rotate, scale } from '../../vision/index.ts';
import { folderOf, jpeg, scene, scenes } from './pictures.ts';
import { collect, digestOf } from './stream/varied.ts';

const size = [12, 14] as const;
/** One of everything that mixes, with what comes before and after. */
const plan: readonly Node[] = [
  rotate({ angleDegrees: [-30, 30] }),
  mosaic({ size, p: 0.5 }),
  resize({ size }),
  cutMix({ p: 0.7 }),
  gaussianBlur({ sigmaPixels: [0.3, 1] }),
  mixUp({ alpha: 1, p: 0.7 }),
  horizontalFlip({ p: 0.5 }),
];
const mixing = (count: number, batch: number, seed = 1): Dataset =>
  dataset(scenes(count), { seed })
    .shuffle()
    .augment(...plan)
    .batch(batch);

/** Pictures of one colour each, its label: grey levels 10 * label. */
const flat = (count: number, width = 20, height = 16) =>
  pictures(
    Array.from({ length: count }, (_, label) => ({
      bytes: new Uint8Array(width * height * 3).fill(10 * label),
      raw: { width, height, channels: 3 as const },
      label,
      name: `flat ${label}`,
    })),
  );
const levels = scale({ dtype: 'uint8' });

interface Sample {
  readonly id: number;
  readonly pixels: Uint8Array | Float32Array;
  readonly label: readonly number[];
}

async function samplesOf(set: Dataset, options = {}): Promise<Sample[]> {
  const found: Sample[] = [];
  for await (const { image, label, ids } of set.stream({ workers: 0, ...options })) {
    const [pixels, classes] = [image.data.length / ids.length, label.data.length / ids.length];
    ids.forEach((id, row) => {
      found.push({
        id,
        pixels: image.data.slice(row * pixels, (row + 1) * pixels),
        label: [...label.data.slice(row * classes, (row + 1) * classes)],
      });
    });
  }
  return found;
}

const close = (value: number, expected: number, slack: number, what: string) =>
  assert.ok(Math.abs(value - expected) <= slack, `${what}: ${value}, expected ${expected}`);

describe('mixing', () => {
  it('gives the same bytes and labels for any workers and batch size, and goes on where it was', async () => {
    const all = async (set: Dataset, options: object) =>
      JSON.stringify(await samplesOf(set, { epochs: 2, ...options }));
    const expected = await all(mixing(11, 4), {});
    for (const workers of [1, 2]) assert.equal(await all(mixing(11, 4), { workers }), expected, `${workers} workers`);
    assert.equal(await all(mixing(11, 1), { workers: 1 }), expected, 'batches of 1');
    assert.notEqual(await all(mixing(11, 4, 2), {}), expected, 'another seed');
    const stream = mixing(11, 1).stream({ workers: 0, epochs: 2 });
    const first: Batch[] = [];
    for (let i = 0; i < 7; i++) first.push((await stream.next()).value as Batch);
    const from = stream.state();
    await stream.return?.();
    const rest = await samplesOf(mixing(11, 1), { epochs: 2, from });
    const whole = await samplesOf(mixing(11, 1), { epochs: 2 });
    assert.deepEqual(rest, whole.slice(7));
  });

  it('mixUp blends pixels by the label', async () => {
    const set = dataset(flat(25))
      .augment(mixUp({ alpha: 1 }), levels)
      .batch(6)
      .repeat(4);
    const lambdas: number[] = [];
    for (const { id, pixels, label } of await samplesOf(set)) {
      close(
        label.reduce((sum, share) => sum + share, 0),
        1,
        1e-6,
        'sum',
      );
      const level = label.reduce((sum, share, i) => sum + share * 10 * i, 0);
      for (const value of pixels) close(value, level, 0.51, 'level');
      assert.equal(label.filter((share) => share > 0).length, 2, 'never itself');
      lambdas.push(label[id]!);
    }
    const mean = lambdas.reduce((sum, value) => sum + value, 0) / lambdas.length;
    close(mean, 0.5, 0.12, 'mean of Beta(1, 1)');
  });

  it('cutMix shares the label by the exact area', async () => {
    const set = dataset(flat(25)).augment(cutMix(), levels).batch(5).repeat(3);
    for (const { pixels, label } of await samplesOf(set)) {
      const counts = new Float64Array(25);
      for (const value of pixels) counts[value / 10]! += 1 / pixels.length;
      for (const [i, share] of label.entries()) close(share, counts[i]!, 1e-6, `share of ${i}`);
    }
  });

  it('mosaic has four pictures in four cells that meet, shared by area', async () => {
    const set = dataset(flat(25))
      .augment(mosaic({ size: [10, 20], centreFraction: [0.4, 0.4] }), levels)
      .batch(5);
    for (const { id, pixels, label } of await samplesOf(set)) {
      const at = (x: number, y: number) => pixels[(y * 20 + x) * 3]! / 10;
      const cells = [at(0, 0), at(8, 0), at(0, 4), at(8, 4)];
      for (let y = 0; y < 10; y++)
        for (let x = 0; x < 20; x++) assert.equal(at(x, y), cells[(y < 4 ? 0 : 2) + (x < 8 ? 0 : 1)]);
      assert.ok(cells.includes(id));
      const areas = [0.16, 0.24, 0.24, 0.36];
      const expected = new Float64Array(25);
      cells.forEach((cell, i) => {
        expected[cell]! += areas[i]!;
      });
      for (const [i, share] of label.entries()) close(share, expected[i]!, 1e-6, `share of ${i}`);
    }
  });

  it('takes partners uniformly from the whole dataset, and never the sample itself', async () => {
    const count = 12;
    const set = dataset(flat(count, 2, 2))
      .augment(mixUp({ alpha: 1 }))
      .batch(3)
      .repeat(200);
    const pairs = new Float64Array(count * count);
    for (const { id, label } of await samplesOf(set)) {
      label.forEach((share, i) => {
        if (i !== id && share > 0) pairs[id * count + i]! += 1;
      });
    }
    const expected = 200 / (count - 1);
    let chi2 = 0;
    for (let i = 0; i < pairs.length; i++) {
      if (Math.floor(i / count) !== i % count) chi2 += (pairs[i]! - expected) ** 2 / expected;
    }
    // 12 times 10 degrees of freedom: mean 120, deviation 15.5.
    assert.ok(chi2 > 60 && chi2 < 190, `chi2 ${chi2}`);
  });

  it('has labels of one form in all batches, mixed or not', async () => {
    const set = dataset(scenes(6))
      .augment(mixUp({ p: 0 }), resize({ size }))
      .batch(4);
    for (const batch of await collect(set.stream())) {
      assert.equal(batch.label.dtype, 'float32');
      assert.deepEqual(batch.label.shape, [batch.ids.length, 3]);
      batch.ids.forEach((id, row) => {
        assert.deepEqual(
          [...batch.label.data.slice(row * 3, row * 3 + 3)],
          [0, 1, 2].map((i) => Number(i === id % 3)),
        );
      });
    }
  });

  it('mixes as many as p says', async () => {
    const set = dataset(flat(20, 2, 2))
      .augment(mixUp({ p: 0.3, alpha: 1 }))
      .batch(5)
      .repeat(30);
    const samples = await samplesOf(set);
    const mixed = samples.filter(({ id, label }) => label[id] !== 1).length;
    close(mixed / samples.length, 0.3, 0.08, 'mixed');
  });

  it('mixes a dataset of one with itself', async () => {
    const [sample] = await samplesOf(dataset(flat(1)).augment(mixUp(), cutMix(), mosaic({ size }), levels));
    assert.deepEqual(sample!.label, [1]);
  });

  it('reads and awaits files of any kind', async () => {
    const raw = { raw: { width: 30, height: 40, channels: 3 as const } };
    const files = folderOf({
      'a/1.jpg': await jpeg(60, 50, 'one'),
      'a/2.png': await sharp(scene(30, 40), raw).png().toBuffer(),
      'b/3.webp': await sharp(scene(30, 40, 'three'), raw)
        .webp({ lossless: true })
        .toBuffer(),
      'b/4.jpg': await jpeg(31, 77, 'four'),
    });
    try {
      const set = dataset(imageFolder(files.path), { seed: 3 })
        .shuffle()
        .augment(...plan)
        .batch(3);
      const expected = await digestOf(set, { epochs: 3, workers: 0 });
      assert.equal(await digestOf(set, { epochs: 3, workers: 2 }), expected);
      const cached = set.cache({ memory: true, maxSide: 24 });
      const kept = await digestOf(cached, { epochs: 3, workers: 2 });
      assert.equal(await digestOf(cached, { epochs: 3, workers: 0 }), kept);
    } finally {
      files.remove();
    }
  });

  it('is its JSON', async () => {
    const set = mixing(7, 3);
    assert.deepEqual(await samplesOf(fromJSON(JSON.parse(JSON.stringify(set)))), await samplesOf(set));
  });
});
