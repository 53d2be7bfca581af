import assert from 'node:assert/strict';
import { sharpness } from '../../../vision/index.ts';
import { blurAnswers } from '../../golden/blurs.ts';
import { assertNear } from '../kernels/picture.ts';
import { carry } from './carry.ts';

const { picture, width, height, sharpnessPil, sharpnessTorch } = blurAnswers();

describe('sharpness', () => {
  for (const [factor, expected] of Object.entries(sharpnessPil)) {
    it(`is PIL's at ${factor}, once rounded down as PIL does`, async () => {
      const made = await carry(picture, width, height, [{ kind: 'sharpness', factor: Number(factor) }]);
      assert.deepEqual([...made.map(Math.floor)], expected);
    });
  }

  for (const [factor, expected] of Object.entries(sharpnessTorch)) {
    it(`is torchvision's at ${factor}, within its last rounding`, async () => {
      const made = await carry(picture, width, height, [{ kind: 'sharpness', factor: Number(factor) }]);
      assertNear(made, expected, 1);
    });
  }

  it('leaves the border, and what is less than three pixels wide or high', async () => {
    for (const [w, h] of [
      [1, 1],
      [2, 9],
      [9, 2],
      [3, 3],
      [3, 5],
      [4, 3],
    ] as const) {
      const pixels = Array.from(
        { length: w * h * 3 },
        (_, i) => (((Math.floor(i / 3) % w) + Math.floor(i / 3 / w)) % 2) * 255,
      );
      const made = await carry(pixels, w, h, [{ kind: 'sharpness', factor: 0 }]);
      for (let i = 0; i < pixels.length; i++) {
        const [x, y] = [Math.floor(i / 3) % w, Math.floor(i / 3 / w)];
        const inside = x > 0 && y > 0 && x < w - 1 && y < h - 1;
        assert.equal(made[i] === pixels[i], !inside, `${w} x ${h}, value ${i}`);
      }
    }
  });

  it('makes no op where it would change nothing', () => {
    const { lower } = sharpness.definition;
    assert.deepEqual(lower({ factor: 1 }, { factor: [1, 1] }, { width: 3, height: 3 }), []);
  });
});
