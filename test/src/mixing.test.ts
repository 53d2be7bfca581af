import assert from 'node:assert/strict';
import sharp from 'sharp';
import {
  arrays,
  type Batch,
  type Dataset,
  dataset,
  deterministic,
  fromJSON,
  imageFolder,
  iterable,
  oneOf,
  pictures,
  sometimes,
} from '../../src/index.ts';
import { Renderer } from '../../src/renderer.ts';
import type { Node } from '../../transforms/index.ts';
import {
  copyPaste,
  cutMix,
  gamma,
  gaussianBlur,
  horizontalFlip,
  invert,
  mixUp,
  mosaic,
  resize,
  rotate,
  scale,
} from '../../vision/index.ts';
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
  readonly pixels: Uint8Array | Float32Array | Uint16Array;
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

  it('of numbers, and of several a sample, takes the weighted means', async () => {
    const images = new Uint8Array(3 * 4 * 4).map((_, i) => 100 * Math.floor(i / 16));
    for (const labels of [
      Float32Array.of(0, 100, 200),
      [
        [0, 1],
        [100, 1],
        [200, 1],
      ],
    ]) {
      const source = arrays({ images, shape: [3, 4, 4], labels });
      const set = dataset(source)
        .augment(mixUp({ alpha: 1 }), levels)
        .batch(3)
        .repeat(3);
      for (const { pixels, label } of await samplesOf(set)) {
        close(pixels[0]!, label[0]!, 0.51, 'level');
        if (label.length > 1) close(label[1]!, 1, 1e-6, 'of ones');
      }
      const [batch] = await collect(set.stream());
      assert.deepEqual(batch!.label.shape, Array.isArray(labels) ? [3, 2] : [3]);
    }
  });

  it('prepares partners by what stands before it, drawn anew, and by nothing that comes after', async () => {
    // Where the gamma of a partner were the sample's own, or none, levels would be the same again and again.
    const set = dataset(flat(2))
      .augment(gamma({ exponent: [0.5, 2] }), mixUp({ alpha: 1000 }), levels)
      .repeat(40);
    const seen = new Set<number>();
    for (const { id, pixels, label } of await samplesOf(set)) {
      // Sample 0 is black whatever its gamma; the other one is 10 ** something.
      if (id === 0) seen.add(Math.round(pixels[0]! / label[1]!));
      assert.ok(pixels.every((value) => value === pixels[0]));
    }
    assert.ok(seen.size > 5, `${seen.size} levels`);
    const after = dataset(flat(2))
      .augment(mixUp({ alpha: 1 }), invert(), levels)
      .repeat(10);
    for (const { pixels, label } of await samplesOf(after)) close(pixels[0]!, 255 - 10 * label[1]!, 0.51, 'level');
  });

  it('in groups, goes with partners through what the sample chose', async () => {
    const set = dataset(flat(2))
      .augment(sometimes([invert(), mixUp({ alpha: 1 })], { p: 0.5 }), levels)
      .repeat(40);
    for (const { id, pixels, label } of await samplesOf(set)) {
      const level = 10 * label[1]!;
      if (label[id] === 1) continue;
      close(pixels[0]!, 255 - level, 0.51, 'both inverted');
    }
    const either = dataset(flat(9)).augment(oneOf([mixUp({ alpha: 1 }), cutMix(), mosaic({ size: [16, 20] })]), levels);
    for (const { label } of await samplesOf(either.repeat(9))) {
      close(
        label.reduce((sum, share) => sum + share, 0),
        1,
        1e-6,
        'sum',
      );
    }
  });

  it('does not move what the other transforms draw', async () => {
    const drawn = async (nodes: readonly Node[]) => {
      const renderer = await Renderer.open(dataset(scenes(4)).augment(...nodes).spec);
      const { plan: found } = await renderer.explain(3, 1);
      renderer.close();
      return found.steps.filter(({ transform }) => transform !== 'mixUp').map(({ drawn: values }) => values);
    };
    const others = [rotate({ angleDegrees: [-30, 30] }), gamma()] as const;
    assert.deepEqual(await drawn([others[0], mixUp(), others[1]]), await drawn(others));
  });

  it('names the partner that cannot be read, and leaves out the samples that would have it', async () => {
    const files = folderOf({
      'a/1.jpg': await jpeg(40, 30, 'one'),
      'a/2.jpg': await jpeg(40, 30, 'two'),
      'b/bad.jpg': (await jpeg(40, 30, 'three')).subarray(0, 400),
      'b/4.jpg': await jpeg(40, 30, 'four'),
    });
    try {
      const set = dataset(imageFolder(files.path))
        .augment(mixUp({ alpha: 1 }), resize({ size }))
        .batch(2)
        .repeat(4);
      for (const workers of [0, 1]) {
        const stream = set.stream({ workers, onError: 'skip' });
        let delivered = 0;
        for await (const { ids } of stream) delivered += ids.length;
        const { epochs, quarantine } = stream.report();
        const lost = epochs.reduce((sum, epoch) => sum + epoch.quarantined, 0);
        assert.equal(delivered + lost, 16);
        assert.ok(lost > 4, `${lost} lost: four of them of themselves`);
        for (const { reason } of quarantine) assert.match(reason, /b\/bad\.jpg: /);
        const partner = quarantine.filter(({ reason }) => /; it is sample 3, which mixUp takes in/.test(reason));
        assert.ok(partner.length > 0);
      }
      await assert.rejects(collect(set.stream()), /bad\.jpg: /);
    } finally {
      files.remove();
    }
  });

  it('is refused over an iterable, whose samples cannot be asked for', async () => {
    const set = dataset(iterable(() => [{ bytes: scene(8, 8), raw: { width: 8, height: 8, channels: 3 as const } }]));
    await assert.rejects(collect(set.augment(mixUp()).stream()), /mixes samples over an iterable/);
  });

  it('is left out where nothing is drawn, and a mosaic then is its size', () => {
    const left = deterministic([resize({ size }), mixUp(), cutMix(), copyPaste(), mosaic({ size: [8, 9] })]);
    assert.deepEqual(JSON.parse(JSON.stringify(left)), [
      { resize: { size: [12, 14], interpolation: 'bilinear' } },
      { resize: { size: [8, 9], interpolation: 'bilinear' } },
    ]);
  });

  it('gives its memory back', async () => {
    const renderer = await Renderer.open(mixing(9, 3).spec);
    const at: number[] = [];
    for (let i = 0; i < 300; i++) {
      await renderer.render(i, i % 9, ({ length, valueBytes }) => renderer.reserveRow(length * valueBytes));
      at.push(renderer.memoryInUse);
    }
    assert.equal(at.at(-1), at[20]);
    renderer.close();
  });

  it('is its JSON', async () => {
    const set = mixing(7, 3);
    assert.deepEqual(await samplesOf(fromJSON(JSON.parse(JSON.stringify(set)))), await samplesOf(set));
  });
});
