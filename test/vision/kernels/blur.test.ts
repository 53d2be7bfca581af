import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gaussianBlur } from '../../../vision/kernels/blur.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import { blurOracle, weightsOf } from './blur-oracle.ts';
import { assertNear, planesOf, valuesOf } from './picture.ts';

function run(width: number, height: number, values: ArrayLike<number>, sigma: number): Float32Array {
  const memory = new KernelMemory();
  const planes = planesOf(memory, width, height, values);
  const mark = memory.mark();
  gaussianBlur(memory, planes, sigma);
  assert.equal(memory.mark(), mark);
  return valuesOf(memory, planes);
}

/** Planes that differ, without a pattern that a blur would not see. */
function pattern(size: number, seed: number): number[] {
  return Array.from({ length: size }, (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 13) % 256);
}

describe('Gaussian blur', () => {
  it('is its oracle, for any size and sigma, also where the radius is larger than the picture', () => {
    const side = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(side, side, fc.double({ min: 0.25, max: 5, noNaN: true }), fc.nat(), (width, height, sigma, seed) => {
        const size = width * height;
        const values = pattern(3 * size, seed);
        const expected = [0, 1, 2].flatMap((c) =>
          blurOracle(values.slice(c * size, (c + 1) * size), width, height, sigma),
        );
        assertNear(run(width, height, values, sigma), expected, 2e-4);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves a constant as it is', () => {
    for (const sigma of [0.3, 1, 2, 7.7]) {
      assertNear(run(33, 21, Array(3 * 33 * 21).fill(200), sigma), Array(3 * 33 * 21).fill(200), 1e-4);
    }
  });

  it('makes of a point the product of its weights', () => {
    const [width, height, sigma] = [23, 19, 1.6];
    const weights = weightsOf(sigma);
    const radius = (weights.length - 1) / 2;
    const point = Array(3 * width * height).fill(0);
    point[width * height + 9 * width + 11] = 255;
    const expected = point.map((_, i) => {
      const [dx, dy] = [(i % width) - 11, Math.floor((i - width * height) / width) - 9];
      if (Math.floor(i / (width * height)) !== 1 || Math.abs(dx) > radius || Math.abs(dy) > radius) return 0;
      return 255 * weights[dx + radius]! * weights[dy + radius]!;
    });
    assertNear(run(width, height, point, sigma), expected, 1e-4);
  });

  it('keeps the mean of what lies off the border', () => {
    const [width, height, sigma] = [64, 48, 2];
    const inside = pattern(3 * width * height, 3).map((value, i) => {
      const [x, y] = [i % width, Math.floor(i / width) % height];
      return x > 6 && x < width - 7 && y > 6 && y < height - 7 ? value : 0;
    });
    const sum = (values: Iterable<number>) => [...values].reduce((all, x) => all + x, 0);
    const [before, after] = [sum(inside), sum(run(width, height, inside, sigma))];
    assert.ok(Math.abs(after / before - 1) < 1e-6, `${before} became ${after}`);
  });

  it('commutes with mirroring and transposing', () => {
    const [width, height, sigma] = [29, 18, 1.3];
    const plane = pattern(width * height, 8);
    const blurred = run(width, height, [...plane, ...plane, ...plane], sigma);
    const mirror = plane.map((_, i) => plane[i - (i % width) + width - 1 - (i % width)]!);
    const mirrored = run(width, height, [...mirror, ...mirror, ...mirror], sigma);
    const turn = plane.map((_, i) => plane[(i % height) * width + Math.floor(i / height)]!);
    const turned = run(height, width, [...turn, ...turn, ...turn], sigma);
    plane.forEach((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      assert.equal(mirrored[y * width + width - 1 - x], blurred[i]);
      assert.ok(Math.abs(turned[x * height + y]! - blurred[i]!) < 1e-4);
    });
  });

  it('does nothing where the weights are those of a point', () => {
    const values = pattern(3 * 10 * 10, 1);
    for (const sigma of [1e-9, 0.1, 0.2]) assert.deepEqual([...run(10, 10, values, sigma)], values);
    assert.notDeepEqual([...run(10, 10, values, 0.3)], values);
  });
});
