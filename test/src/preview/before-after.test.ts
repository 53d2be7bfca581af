import assert from 'node:assert/strict';
import { beforeAfter } from '../../../src/preview/before-after.ts';
import type { Pixels } from '../../../src/renderer.ts';

const flat = (width: number, height: number, level: number): Pixels => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(level),
});
const lines = ['a.jpg · epoch 0 · sample 3', 'rotate         angleDegrees 4.2', 'gaussianNoise  sigma 0.05'];

/** The box around all pixels of one grey level. */
function extent({ data, width }: Pixels, level: number) {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY, -1];
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== level || data[i + 1] !== level || data[i + 2] !== level) continue;
    const [x, y] = [(i / 3) % width, Math.floor(i / 3 / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return { left, right, top, bottom, width: right - left + 1, height: bottom - top + 1 };
}

describe('before and after', () => {
  it('stand side by side at their own size where they are large enough, the original on the left', () => {
    const drawn = beforeAfter(flat(300, 224, 3), flat(280, 280, 7), lines);
    const [before, after] = [extent(drawn, 3), extent(drawn, 7)];
    assert.deepEqual([before.width, before.height, after.width, after.height], [300, 224, 280, 280]);
    assert.ok(before.right < after.left && before.top === after.top);
    assert.ok(after.right < drawn.width && after.bottom < drawn.height);
  });

  it('grow by one whole factor where they are small, and shrink where they are too large', () => {
    const sizes = (original: Pixels, result: Pixels) => {
      const drawn = beforeAfter(original, result, lines);
      return [3, 7].map((level) => [extent(drawn, level).width, extent(drawn, level).height]);
    };
    assert.deepEqual(sizes(flat(32, 24, 3), flat(28, 28, 7)), [
      [512, 384],
      [448, 448],
    ]);
    assert.deepEqual(sizes(flat(1280, 960, 3), flat(200, 100, 7)), [
      [640, 480],
      [200, 100],
    ]);
  });

  it('stay visible where they are as light as the page', () => {
    const page = (background: number) => {
      const { data, width } = beforeAfter(flat(600, 600, background), flat(600, 600, background), lines);
      const middle = Array.from({ length: width }, (_, x) => data[(400 * width + x) * 3]!);
      return new Set(middle).size;
    };
    assert.equal(page(250), 2);
  });

  it('get taller by a line for each line of text, and wrap long ones instead of cutting them', () => {
    const heightOf = (...more: string[]) =>
      beforeAfter(flat(300, 224, 3), flat(224, 224, 7), [...lines, ...more]).height;
    const line = heightOf('colorShift  red 3') - heightOf();
    assert.ok(line > 14);
    assert.equal(heightOf(`colorShift  ${'and a long way to go '.repeat(8)}`) - heightOf(), 2 * line);
  });

  it('change with every word beneath them', () => {
    const bytes = (...text: string[]) =>
      Buffer.from(beforeAfter(flat(90, 90, 3), flat(90, 90, 7), text).data).toString('base64');
    assert.equal(bytes(...lines), bytes(...lines));
    assert.equal(
      new Set([bytes(...lines), bytes(...lines.slice(0, 2)), bytes('b.jpg', ...lines.slice(1)), bytes()]).size,
      4,
    );
  });
});
