import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitTo, fittedSize } from '../../../src/preview/fit.ts';

const size = fc.record({ width: fc.integer({ min: 1, max: 300 }), height: fc.integer({ min: 1, max: 300 }) });
const grey = (width: number, height: number, levels: readonly number[]) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => levels[Math.floor(i / 3) % levels.length]!),
});

describe('fitting pictures into cells', () => {
  it('never leaves the room, never distorts by more than a pixel, and fills the room when it shrinks', () => {
    fc.assert(
      fc.property(size, size, (picture, room) => {
        const { width, height } = fittedSize(picture, room);
        assert.ok(width <= room.width && height <= room.height && width >= 1 && height >= 1);
        const factor = Math.min(room.width / picture.width, room.height / picture.height);
        const used = factor >= 1 ? Math.floor(factor) : factor;
        assert.ok(Math.abs(width - picture.width * used) < 1 && Math.abs(height - picture.height * used) < 1);
        if (factor < 1) assert.ok(width === room.width || height === room.height);
      }),
    );
  });

  it('shows small pictures with each pixel as a square', () => {
    const { width, height, data } = fitTo(grey(2, 1, [10, 200]), { width: 7, height: 9 });
    assert.deepEqual([width, height], [6, 3]);
    assert.deepEqual(
      Array.from({ length: 18 }, (_, i) => data[i * 3]),
      Array.from({ length: 3 }, () => [10, 10, 10, 200, 200, 200]).flat(),
    );
  });

  it('averages by area what it shrinks, parts of pixels by their share', () => {
    const { data } = fitTo(grey(3, 1, [0, 90, 240]), { width: 2, height: 1 });
    assert.deepEqual([...data], [30, 30, 30, 190, 190, 190]);
    const even = fitTo(grey(4, 4, [0, 255]), { width: 2, height: 2 });
    assert.deepEqual([...new Set(even.data)], [128]);
  });

  it('keeps a flat picture flat, whatever the sizes', () => {
    fc.assert(
      fc.property(size, size, fc.nat(255), (picture, room, level) => {
        const { data, width, height } = fitTo(grey(picture.width, picture.height, [level]), room);
        assert.equal(data.length, width * height * 3);
        assert.ok(data.every((value) => value === level));
      }),
      { numRuns: 30 },
    );
  });

  it('hands back the very picture where it fits as it is', () => {
    const picture = grey(5, 4, [1, 2, 3]);
    assert.equal(fitTo(picture, { width: 9, height: 9 }), picture);
  });
});
