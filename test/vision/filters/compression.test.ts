import assert from 'node:assert/strict';
import { PictureCodecs } from '../../../vision/io/picture-codecs.ts';
import type { CompressOp } from '../../../vision/ops/index.ts';
import { blurAnswers } from '../../golden/blurs.ts';
import { carry, noisy } from './carry.ts';

const { picture, width, height, jpeg } = blurAnswers();
const op = (format: 'jpeg' | 'webp', qualityPercent: number): CompressOp => ({
  kind: 'compress',
  format,
  qualityPercent,
});

function meanError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

describe('compression of pictures', () => {
  const codecs = new PictureCodecs();
  const run = (pixels: ArrayLike<number>, w: number, h: number, ...ops: CompressOp[]) =>
    carry(pixels, w, h, ops, { codecs });
  after(() => codecs.close());

  for (const [quality, expected] of Object.entries(jpeg)) {
    it(`JPEG is Pillow's at quality ${quality}`, async () => {
      const made = await run(picture, width, height, op('jpeg', Number(quality)));
      assert.ok(meanError(made, expected) < 0.05, `${meanError(made, expected)}`);
    });
  }

  for (const format of ['jpeg', 'webp'] as const) {
    it(`${format} makes whole levels, the same each time, nearer to the picture the higher the quality`, async () => {
      const errors: number[] = [];
      for (const quality of [1, 10, 50, 90, 100]) {
        const made = await run(picture, width, height, op(format, quality));
        assert.ok(made.every((value) => Number.isInteger(value) && value >= 0 && value <= 255));
        assert.deepEqual(made, await run(picture, width, height, op(format, quality)));
        errors.push(meanError(made, picture));
      }
      assert.deepEqual(
        [...errors].sort((a, b) => b - a),
        errors,
      );
    });

    it(`${format} takes pictures of any size`, async () => {
      for (const [w, h] of [
        [1, 1],
        [1, 9],
        [17, 1],
        [3, 5],
        [16, 8],
        [200, 130],
      ] as const) {
        const made = await run(Array(w * h * 3).fill(120), w, h, op(format, 80));
        assert.equal(made.length, w * h * 3);
        assert.ok(meanError(made, Array(w * h * 3).fill(120)) <= 2);
      }
    });
  }

  it('takes a large picture after a small one, and the other way round', async () => {
    const small = await run(picture, width, height, op('jpeg', 30));
    await run(noisy(300 * 200 * 3, 1), 300, 200, op('jpeg', 95));
    assert.deepEqual(await run(picture, width, height, op('jpeg', 30)), small);
  });

  it('goes on after what has to be waited for', async () => {
    const both = await run(picture, width, height, op('webp', 60), op('jpeg', 60));
    const first = await run(picture, width, height, op('webp', 60));
    assert.deepEqual(both, await run(first, width, height, op('jpeg', 60)));
  });

  it('says what is missing where there are no codecs', async () => {
    await assert.rejects(() => carry(picture, width, height, [op('jpeg', 50)]), /codecs/);
  });
});
