import assert from 'node:assert/strict';
import { type Batch, dataset, type PictureRecord, pictures } from '../../src/index.ts';
import type { Node } from '../../transforms/index.ts';
import * as vision from '../../vision/index.ts';
import { scene } from '../src/pictures.ts';

const [width, height] = [37, 19];
const record = (name: string): PictureRecord => ({
  bytes: scene(width, height, name),
  raw: { width, height, channels: 3 },
});
const records = ['a', 'b', 'c'].map(record);

async function images(
  options: Parameters<typeof vision.scale>[0],
  workers = 0,
  ...plan: readonly Node[]
): Promise<Batch['image'][]> {
  const made: Batch['image'][] = [];
  const data = dataset(pictures(records), { seed: 3 })
    .augment(...plan, vision.scale(options))
    .batch(2);
  for await (const { image } of data.stream({ workers })) made.push(image);
  return made;
}

describe('scale to uint16', () => {
  for (const layout of ['NHWC', 'NCHW'] as const) {
    it(`is 257 times uint8 where nothing was changed, ${layout}`, async () => {
      const words = await images({ dtype: 'uint16', layout });
      const bytes = await images({ dtype: 'uint8', layout });
      assert.equal(words.length, 2);
      for (const [i, { data, dtype, shape }] of words.entries()) {
        assert.ok(data instanceof Uint16Array);
        assert.equal(dtype, 'uint16');
        assert.deepEqual(shape, bytes[i]!.shape);
        assert.deepEqual(
          [...data],
          Array.from(bytes[i]!.data, (level) => level * 257),
        );
      }
    });
  }

  it('keeps fractions of levels that float32 keeps', async () => {
    const blur = vision.gaussianBlur();
    const words = await images({ dtype: 'uint16' }, 0, blur);
    const floats = await images({ range: [0, 1] }, 0, blur);
    let between = 0;
    for (const [i, { data }] of words.entries()) {
      for (const [at, word] of data.entries()) {
        assert.ok(Math.abs(word - floats[i]!.data[at]! * 65535) < 0.52);
        if (word % 257 !== 0) between++;
      }
    }
    assert.ok(between > 0);
  });

  it('is the same from workers, also with dither', async () => {
    const options = { dtype: 'uint16', dither: true } as const;
    assert.deepEqual(await images(options, 2), await images(options));
  });

  it('refuses a range, or mean and std', () => {
    const message = /scale\.dtype.*uint16 is always 0 to 65535/;
    assert.throws(() => vision.scale({ dtype: 'uint16', range: [0, 1] }), message);
    assert.throws(() => vision.scale({ dtype: 'uint16', mean: [0, 0, 0], std: [1, 1, 1] }), message);
  });
});
