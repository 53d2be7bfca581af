import assert from 'node:assert/strict';
import { fitWithTargets } from '../../../src/preview/targets-layer.ts';
import type { Pixels } from '../../../src/renderer.ts';

const [width, height] = [40, 30];
const plain: Pixels = { width, height, data: new Uint8Array(width * height * 3).fill(100) };
const room = { width: 80, height: 60 };
const changed = (a: Pixels, b: Pixels) =>
  Array.from({ length: a.width * a.height }, (_, i) => [0, 1, 2].some((c) => a.data[i * 3 + c] !== b.data[i * 3 + c]));

describe('targets in a preview', () => {
  const bare = fitWithTargets(plain, room, undefined);

  it('leaves pictures without targets alone', () => {
    assert.deepEqual([bare.width, bare.height], [80, 60]);
    assert.ok(!changed(fitWithTargets(plain, room, { mask: true }), bare).includes(true));
  });

  it('tints what has a class', () => {
    const mask = new Uint8Array(width * height).fill(3, 0, 5 * width);
    const seen = changed(fitWithTargets({ ...plain, mask }, room, { mask: true }), bare);
    assert.ok(seen.slice(0, 10 * 80).every(Boolean));
    assert.ok(!seen.slice(10 * 80).includes(true));
  });

  it('draws boxes and points where they are', () => {
    const box = { box: [0.25, 0.2, 0.75, 0.8], label: 0, index: 0, visibleFraction: 1 } as const;
    const format = { boxes: { format: 'albumentations' } } as const;
    const seen = changed(fitWithTargets({ ...plain, boxes: [box] }, room, format), bare);
    const at = (x: number, y: number) => seen[y * 80 + x];
    assert.deepEqual([at(20, 30), at(60, 30), at(40, 12), at(40, 48)], [true, true, true, true]);
    assert.deepEqual([at(40, 30), at(10, 30), at(70, 30)], [false, false, false]);
    const point = { x: 10, y: 20, angleDegrees: 0, size: 0, label: 1, index: 0 };
    const dotted = changed(fitWithTargets({ ...plain, keypoints: [point] }, room, { keypoints: true }), bare);
    assert.equal(dotted[41 * 80 + 21], true);
    assert.ok(dotted.filter(Boolean).length < 80);
  });
});
