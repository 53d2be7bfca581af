import assert from 'node:assert/strict';
import { AugmentError, arrays, dataset, fromJSON, iterable, pictures } from '../../../src/index.ts';
import { brightnessContrast, centerCrop, horizontalFlip, resizedCrop, rotate, scale } from '../../../vision/index.ts';
import { numbers, only } from './numbers.ts';

const [count, height, width] = [3, 9, 14];

const refusal = (pattern: RegExp, code?: string) => (error: unknown) => {
  assert.ok(error instanceof AugmentError, `${error}`);
  assert.match(error.message, pattern);
  if (code !== undefined) assert.equal(error.code, code);
  return true;
};

describe('pictures of other types', () => {
  for (const channels of [1, 2, 3, 4, 5, 16]) {
    it(`come out as they went in: uint16 of ${channels} channels, by workers and inline`, async () => {
      const images = Uint16Array.from(numbers(count * height * width * channels, 65536));
      const source = arrays({ images, shape: [count, height, width, channels] });
      const data = dataset(source)
        .decode({ channels: 'keep' })
        .augment(scale({ dtype: 'uint16' }))
        .batch(count);
      for (const workers of [0, 2]) {
        const { image } = await only(data.stream({ workers }));
        assert.deepEqual(image.shape, [count, height, width, channels]);
        assert.deepEqual([...image.data], [...images]);
      }
    });

    it(`are cut and flipped to the bit: float32 of ${channels} channels, channels first`, async () => {
      const values = Float32Array.from(numbers(height * width * channels, 4096), (x) => x / 4 - 500);
      const record = { bytes: values, raw: { width, height, channels, range: [-500, 524] as const } };
      const { image } = await only(
        dataset(pictures([record]))
          .decode({ channels: 'keep' })
          .augment(horizontalFlip({ p: 1 }), centerCrop({ size: [5, 6] }), scale({ range: [0, 1], layout: 'NCHW' }))
          .stream({ workers: 0 }),
      );
      assert.deepEqual(image.shape, [1, channels, 5, 6]);
      for (let c = 0, at = 0; c < channels; c++) {
        for (let y = 2; y < 7; y++) {
          for (let x = 4; x < 10; x++, at++) {
            const value = values[(y * width + (width - 1 - x)) * channels + c]!;
            assert.ok(Math.abs(image.data[at]! - (value + 500) / 1024) < 1e-6);
          }
        }
      }
    });
  }

  it('are the same picture as uint8, uint16 and float32, within a grey level', async () => {
    const levels = numbers(height * width * 3, 256).map(
      (level, i) => (level >> 3) + 60 + (Math.floor(i / 3) % width) * 10,
    );
    const made = async (bytes: Uint8Array | Uint16Array | Float32Array, range?: readonly [number, number]) => {
      const raw = { width, height, channels: 3, ...(range && { range }) };
      const { image } = await only(
        dataset(pictures([{ bytes, raw, name: 'one' }]), { seed: 4 })
          .augment(
            rotate({ angleDegrees: [10, 10], border: 'reflect' }),
            resizedCrop({ size: [12, 12] }),
            brightnessContrast({ brightness: [0.1, 0.1], contrast: [0.1, 0.1] }),
            scale({ range: [0, 255] }),
          )
          .stream({ workers: 0 }),
      );
      return image.data as Float32Array;
    };
    const bytes = await made(Uint8Array.from(levels));
    const words = await made(Uint16Array.from(levels, (level) => level * 257));
    const floats = await made(
      Float32Array.from(levels, (level) => (level / 255) * 3 - 1),
      [-1, 2],
    );
    assert.ok(bytes.some((level) => Math.abs(level - bytes[0]!) > 20));
    bytes.forEach((level, i) => {
      assert.ok(Math.abs(words[i]! - floats[i]!) < 0.01, `${words[i]} and ${floats[i]}`);
      assert.ok(Math.abs(level - words[i]!) < 1, `${level} and ${words[i]}`);
    });
  });

  it('keep values of more than 8 bits through geometry and colour', async () => {
    const ramp = Uint16Array.from({ length: 64 * 64 }, (_, i) => 20_000 + i);
    const { image } = await only(
      dataset(pictures([{ bytes: ramp, raw: { width: 64, height: 64, channels: 1 } }]))
        .decode({ channels: 'keep' })
        .augment(rotate({ angleDegrees: [30, 30] }), brightnessContrast({ p: 1 }), scale({ dtype: 'uint16' }))
        .stream({ workers: 0 }),
    );
    assert.ok(new Set(image.data).size > 1000, 'steps of 8 bits would leave some twenty');
  });

  it('are spread to RGB, and alpha is laid over the background, unless they are kept', async () => {
    const grey = Uint16Array.from(numbers(12, 65536));
    const alpha = Float32Array.from([1, 0.5, 0, 0.5, 0.25, 0.5, 1, 1]);
    const of = async (record: Parameters<typeof pictures>[0][number]) => {
      const data = dataset(pictures([record])).decode({ background: [255, 0, 51] });
      return [...(await only(data.augment(scale({ range: [0, 1] })).stream({ workers: 0 }))).image.data];
    };
    const spread = await of({ bytes: grey, raw: { width: 4, height: 3, channels: 1 } });
    assert.deepEqual(
      spread.map(Math.fround),
      [...grey].flatMap((x) => new Array(3).fill(0).map(() => spread[[...grey].indexOf(x) * 3]!)),
    );
    spread.forEach((x, i) => {
      assert.ok(Math.abs(x - grey[Math.floor(i / 3)]! / 65535) < 1e-6);
    });
    const laid = await of({ bytes: alpha, raw: { width: 2, height: 1, channels: 4 } });
    [1, 0.25, 0.1, 0.25, 0.5, 1].forEach((x, i) => {
      assert.ok(Math.abs(laid[i]! - x) < 1e-6, `${laid}`);
    });
  });

  it('go to workers from a source that is read once', async () => {
    const make = () => {
      const bytes = Float32Array.from(numbers(6 * 5 * 2, 1000));
      return [0, 1, 2, 3].map(() => ({ bytes, raw: { width: 6, height: 5, channels: 2, range: [0, 1000] as const } }));
    };
    const data = dataset(iterable(make))
      .decode({ channels: 'keep' })
      .augment(scale({ range: [0, 1000] }))
      .batch(4);
    const [inline, workers] = [await only(data.stream({ workers: 0 })), await only(data.stream({ workers: 2 }))];
    assert.deepEqual(inline.image.shape, [4, 5, 6, 2]);
    inline.image.data.forEach((x, i) => {
      assert.ok(Math.abs(x - numbers(60, 1000)[i % 60]!) < 1e-3);
    });
    assert.deepEqual(workers.image.data.slice(), inline.image.data.slice());
  });

  it('survive JSON with their type and range', async () => {
    const images = Float32Array.from(numbers(2 * 3 * 4 * 5, 100));
    const values = Uint16Array.from(numbers(24, 65536));
    const sources = [
      arrays({ images, shape: [2, 3, 4, 5], range: [0, 100] }),
      pictures([{ bytes: values, raw: { width: 4, height: 3, channels: 2 } }]),
    ];
    for (const source of sources) {
      const data = dataset(source).decode({ channels: 'keep' }).batch(2);
      const again = fromJSON(JSON.parse(JSON.stringify(data)));
      const [one, other] = [await only(data.stream({ workers: 0 })), await only(again.stream({ workers: 0 }) as never)];
      assert.deepEqual(other.image, one.image);
      assert.ok(new Set(one.image.data).size > 10);
    }
  });

  it('are cached with their depth and channels: the same bytes, stored or not', async () => {
    const images = Uint16Array.from(numbers(4 * 20 * 30 * 5, 65536));
    const shape = [4, 20, 30, 5];
    for (const source of [
      arrays({ images, shape }),
      arrays({ images: Float32Array.from(images), shape, range: [0, 65535] }),
    ]) {
      const plan = dataset(source)
        .decode({ channels: 'keep' })
        .augment(horizontalFlip(), scale({ dtype: 'uint16' }))
        .batch(4)
        .repeat(2);
      const all = async (data: typeof plan) => {
        const epochs: number[][] = [];
        for await (const { image } of data.stream({ workers: 0 })) epochs.push([...image.data]);
        return epochs;
      };
      assert.deepEqual(await all(plan.cache({ memory: true })), await all(plan));
      const small = await all(plan.cache({ memory: true, maxSide: 15 }));
      assert.equal(small[0]!.length, 4 * 10 * 15 * 5);
    }
  });

  it('are scaled by one number for all channels, or one for each', async () => {
    const images = Uint8Array.from(numbers(2 * 2 * 5, 256));
    const data = dataset(arrays({ images, shape: [1, 2, 2, 5] })).decode({ channels: 'keep' });
    const [mean, std] = [
      [0.1, 0.2, 0.3, 0.4, 0.5],
      [1, 2, 3, 4, 5],
    ];
    const each = await only(data.augment(scale({ mean, std })).stream({ workers: 0 }));
    const all = await only(data.augment(scale({ mean: [0.5], std: [0.25] })).stream({ workers: 0 }));
    images.forEach((level, i) => {
      assert.ok(Math.abs(each.image.data[i]! - (level / 255 - mean[i % 5]!) / std[i % 5]!) < 1e-5);
      assert.ok(Math.abs(all.image.data[i]! - (level / 255 - 0.5) / 0.25) < 1e-5);
    });
    await assert.rejects(
      only(data.augment(scale({ mean: [1, 2, 3], std: [1, 2, 3] })).stream({ workers: 0 })),
      refusal(/scale\.mean: expected one number, or one for each of 5 channels, got 3/),
    );
    assert.throws(
      () => scale({ mean: [1, 2], std: [1] }),
      refusal(/scale\.std: expected as many numbers as mean has, 2, got 1/),
    );
  });
});
