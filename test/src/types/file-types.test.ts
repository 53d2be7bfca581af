import assert from 'node:assert/strict';
import sharp from 'sharp';
import { AugmentError, arrays, dataset, fromJSON, type PictureRecord, pictures } from '../../../src/index.ts';
import { scale } from '../../../vision/index.ts';
import { numbers, only } from './numbers.ts';

const [width, height] = [11, 7];

type Decode = Parameters<ReturnType<typeof dataset>['decode']>[0];

/** The picture as uint16, 65535 is white. */
async function read(record: PictureRecord, decode: Decode) {
  const data = dataset(pictures([record]))
    .decode(decode)
    .augment(scale({ dtype: 'uint16' }));
  const { image } = await only(data.stream({ workers: 0 }));
  return { shape: image.shape.slice(1), values: [...image.data] };
}

const open = (values: Uint8Array | Uint16Array, channels: number) =>
  sharp(values, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } });

/** Grey is written as grey, not as three of it. */
const like = (channels: number) => (channels < 3 ? 'b-w' : 'srgb');

const wide = (channels: number) => Uint16Array.from(numbers(width * height * channels, 65536));
const bytes = (channels: number) => Uint8Array.from(numbers(width * height * channels, 256));

const png16 = (channels: number) =>
  open(wide(channels), channels)
    .toColourspace(channels < 3 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();

/** A JPEG that says by EXIF that it is turned; sharp would write it in colours. */
function turned(file: Buffer): Buffer {
  const exif = Buffer.from(
    'ffe1002245786966000049492a00080000000100120103000100000006000000'.concat('00000000'),
    'hex',
  );
  return Buffer.concat([file.subarray(0, 2), exif, file.subarray(2)]);
}

const refusal = (pattern: RegExp, code: string) => (error: unknown) => {
  assert.ok(error instanceof AugmentError, `${error}`);
  assert.match(error.message, pattern);
  assert.equal(error.code, code);
  return true;
};

describe('files of other types', () => {
  for (const channels of [1, 3, 4]) {
    it(`keep 16 bits and ${channels} channels where that is said: PNG and TIFF`, async () => {
      const values = [...wide(channels)];
      const tiff = await open(wide(channels), channels)
        .toColourspace(channels < 3 ? 'grey16' : 'rgb16')
        .tiff({ compression: 'lzw' })
        .toBuffer();
      for (const file of [await png16(channels), tiff]) {
        const kept = await read({ bytes: file }, { channels: 'keep', depth: 'keep' });
        assert.deepEqual(kept, { shape: [height, width, channels], values });
      }
    });
  }

  it('keep 16 bits as RGB, alpha over the background', async () => {
    const grey = await read({ bytes: await png16(1) }, { depth: 'keep' });
    assert.deepEqual(
      grey.values,
      [...wide(1)].flatMap((x) => [x, x, x]),
    );
    const values = wide(4);
    const laid = await read({ bytes: await png16(4) }, { depth: 'keep', background: [255, 0, 51] });
    const behind = [65535, 0, 13107];
    laid.values.forEach((x, i) => {
      const [at, c] = [Math.floor(i / 3) * 4, i % 3];
      const alpha = values[at + 3]! / 65535;
      assert.ok(Math.abs(x - (values[at + c]! * alpha + behind[c]! * (1 - alpha))) <= 1);
    });
  });

  it('are reduced to 8 bits where nothing is said', async () => {
    const { values } = await read({ bytes: await png16(3) }, {});
    assert.ok(values.every((x) => x % 257 === 0));
    const wanted = wide(3);
    values.forEach((x, i) => {
      assert.ok(Math.abs(x - wanted[i]!) <= 257);
    });
  });

  it('keep grey as one channel, and alpha: PNG, WebP and GIF of 8 bits', async () => {
    for (const channels of [1, 2, 3, 4]) {
      const png = await open(bytes(channels), channels).toColourspace(like(channels)).png().toBuffer();
      const kept = await read({ bytes: png }, { channels: 'keep' });
      assert.deepEqual(kept, { shape: [height, width, channels], values: [...bytes(channels)].map((x) => x * 257) });
    }
    const webp = await open(bytes(4), 4).webp({ lossless: true, exact: true }).toBuffer();
    const kept = await read({ bytes: webp }, { channels: 'keep' });
    assert.deepEqual(kept.shape, [height, width, 4]);
    assert.deepEqual(
      kept.values.map((x) => x / 257),
      [...bytes(4)],
    );
    const gif = await open(bytes(3), 3).gif().toBuffer();
    const frames = await read({ bytes: gif }, { channels: 'keep' });
    assert.deepEqual(frames.shape, [height, width, 4]);
    assert.ok(frames.values.every((x, i) => i % 4 < 3 || x === 65535));
  });

  it('keep a grey JPEG as one channel, turned as it says, and one of colours as three', async () => {
    const grey = turned(await open(bytes(1), 1).toColourspace('b-w').jpeg({ quality: 95 }).toBuffer());
    const [one, three] = [await read({ bytes: grey }, { channels: 'keep' }), await read({ bytes: grey }, {})];
    assert.deepEqual(one.shape, [width, height, 1]);
    assert.deepEqual(
      one.values.flatMap((x) => [x, x, x]),
      three.values,
    );
    const color = await open(bytes(3), 3).jpeg().toBuffer();
    assert.deepEqual((await read({ bytes: color }, { channels: 'keep' })).shape, [height, width, 3]);
    const cmyk = await open(bytes(3), 3).toColourspace('cmyk').jpeg().toBuffer();
    assert.deepEqual((await read({ bytes: cmyk }, { channels: 'keep' })).shape, [height, width, 3]);
  });

  it('that hold floats are refused with what to do', async () => {
    const tiff = await open(bytes(1), 1).toColourspace('scrgb').tiff({ compression: 'lzw' }).toBuffer();
    const { depth } = await sharp(tiff).metadata();
    assert.equal(depth, 'float');
    await assert.rejects(
      read({ bytes: tiff, name: 'a.tif' }, {}),
      refusal(/a\.tif: expected a picture of 8 or 16 bits, got values of type float.*float32/, 'bad-depth'),
    );
  });
});

describe('types that cannot be', () => {
  const raw = { width: 2, height: 2, channels: 5 };

  it('channels that are no colours are refused, unless they are kept', async () => {
    await assert.rejects(
      read({ bytes: new Uint8Array(20), raw, name: 'five' }, {}),
      refusal(
        /five: expected 1 \(grey\), 3 \(RGB\) or 4 .* channels, got 5; .*decode\(\{ channels: "keep" \}\)/,
        'bad-channels',
      ),
    );
  });

  it('values that are not finite are refused with their place', async () => {
    const values = new Float32Array(20);
    values[13] = Number.NaN;
    await assert.rejects(
      read({ bytes: values, raw, name: 'nan' }, { channels: 'keep' }),
      refusal(/nan: expected finite values, got NaN at \[1, 0, 3\]/, 'not-finite'),
    );
  });

  it('records are refused by what is wrong with them', () => {
    for (const [change, pattern] of [
      [{ channels: 17 }, /1 to 16 channels/],
      [{ dtype: 'int8' }, /raw\.dtype/],
      [{ range: [1, 1] }, /raw\.range/],
      [{ range: [0, Number.NaN] }, /raw\.range/],
      [{ dtype: 'uint16' }, /40 bytes/],
    ] as const) {
      const source = JSON.parse(JSON.stringify(pictures([{ bytes: new Uint8Array(20), raw }]))) as {
        pictures: { records: { raw: object }[] };
      };
      source.pictures.records[0]!.raw = { ...raw, ...change };
      assert.throws(() => fromJSON({ source }), refusal(pattern, 'bad-config'));
    }
    assert.throws(
      () => fromJSON({ source: { arrays: { images: 'AAAA', shape: [1, 1, 1, 17] } } }),
      refusal(/1 to 16 channels, got 17/, 'bad-config'),
    );
    assert.throws(
      () => fromJSON({ source: { arrays: { images: 'AAAA', shape: [1, 1, 3], dtype: 'uint16' } } }),
      refusal(/got 3/, 'bad-config'),
    );
  });

  it('decode says what it takes', () => {
    const data = dataset(arrays({ images: new Uint8Array(3), shape: [1, 1, 1, 3] }));
    assert.throws(
      () => data.decode({ depth: 16 as 8 }),
      refusal(/decode\.depth: expected 8 or "keep", got 16/, 'bad-parameter'),
    );
    assert.throws(
      () => data.decode({ channels: 'mono' }),
      refusal(/decode\.channels: expected "rgb" or "keep"/, 'bad-parameter'),
    );
  });

  it('a batch of pictures with different channels says which', async () => {
    const of = (channels: number) => ({
      bytes: new Uint8Array(4 * channels),
      raw: { width: 2, height: 2, channels },
      name: `of ${channels}`,
    });
    const data = dataset(pictures([of(1), of(3)]))
      .decode({ channels: 'keep' })
      .batch(2);
    for (const workers of [0, 1]) {
      await assert.rejects(only(data.stream({ workers })), (error: Error) => {
        assert.match(error.message, /of 1 channel\b.*decode\(\{ channels: "rgb" \}\)/);
        return true;
      });
    }
  });
});
