import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type BendField, fieldOf } from '../../../vision/bends/field.ts';
import { displacementAt, sourceOf, targetOf } from '../../../vision/bends/places.ts';
import type { Bend, WarpStep } from '../../../vision/ops/index.ts';
import { picture, run, step, turn } from '../kernels/warp-cases.ts';

const golden = JSON.parse(readFileSync('test/golden/bends.json', 'utf8'));
const elastic = (
  rmsPixels: number,
  sigmaPixels: number,
  key: readonly [number, number, number, number] = [1, 2, 3, 4],
) => ({ kind: 'elastic', key, sigmaPixels, rmsPixels, sameForBoth: false }) as const;

describe('fields of bends', () => {
  const [width, height] = [24, 18];
  const nodes = Float32Array.from(golden.nodes.flatMap((value: number) => [value, -2 * value]));
  const grid = { width, height, columns: 8, rows: 7, nodes };

  it('is looked up as scipy looks up a linear net', () => {
    const field: BendField = { ...grid, shape: 'linear', left: -0.5, top: -0.5, spacingX: 24 / 7, spacingY: 3 };
    golden.places.forEach(([x, y]: [number, number], i: number) => {
      const [dx, dy] = displacementAt(field, x, y);
      assert.ok(Math.abs(dx - golden.linear[i]) < 1e-4 && Math.abs(dy + 2 * golden.linear[i]) < 1e-4);
    });
  });

  it('is looked up as scipy looks up coefficients of a cubic spline', () => {
    const field: BendField = { ...grid, shape: 'cubic', left: -5, top: -5, spacingX: 5, spacingY: 5 };
    golden.places.forEach(([x, y]: [number, number], i: number) => {
      const [dx, dy] = displacementAt(field, x, y);
      assert.ok(Math.abs(dx - golden.cubic[i]) < 1e-4 && Math.abs(dy + 2 * golden.cubic[i]) < 1e-4);
    });
  });

  it('displaces as scipy and torchvision do: the input of p is p + d(p)', () => {
    const source = picture(width, height, (x, y, c) => (x * 7 + y * 11 + c * 53 + x * y) % 256);
    const bend: Bend = { kind: 'axes', x: golden.across, y: golden.down };
    const planes = run(source, [step(width, height, { bend })]);
    planes.forEach((value, i) => {
      assert.ok(Math.abs(value - golden.scipy[i]) < 0.05, `${i}: ${value}, scipy ${golden.scipy[i]}`);
      const [x, y] = [i % width, Math.floor(i / width) % height];
      const middle = x > 4 && y > 4 && x < width - 5 && y < height - 5;
      if (middle)
        assert.ok(Math.abs(value - golden.torchvision[i]) < 0.1, `${value}, torchvision ${golden.torchvision[i]}`);
    });
  });

  it('follows the lens of OpenCV to a hundredth of a pixel', () => {
    const field = fieldOf({ kind: 'radial', model: 'camera', distortion: golden.camera.distortion }, 64, 48);
    for (const [x, y, u, v] of golden.camera.at) {
      const [dx, dy] = displacementAt(field, x, y);
      assert.ok(
        Math.abs(x + dx - u) < 0.01 && Math.abs(y + dy - v) < 0.01,
        `${x} ${y}: ${x + dx} ${y + dy}, ${u} ${v}`,
      );
    }
  });

  it('makes of the fisheye theta (1 + k theta^2)', () => {
    const field = fieldOf({ kind: 'radial', model: 'fisheye', distortion: 0.2 }, 201, 101);
    const theta = Math.atan(60 / 100.5);
    const [dx, dy] = displacementAt(field, 160, 50);
    assert.ok(Math.abs(60 + dx - 100.5 * Math.tan(theta * (1 + 0.2 * theta * theta))) < 0.01 && Math.abs(dy) < 1e-6);
  });

  it('follows the thin plate of scipy to 0.05 pixel', () => {
    const { points, at } = golden.spline;
    const field = fieldOf({ kind: 'spline', columns: 4, rows: 4, points }, 200, 150);
    for (const [x, y, wantedX, wantedY] of at) {
      const [dx, dy] = displacementAt(field, x, y);
      assert.ok(Math.abs(dx - wantedX) < 0.05 && Math.abs(dy - wantedY) < 0.05, `${dx - wantedX} ${dy - wantedY}`);
    }
  });

  it('is affine in every triangle, and meets its nodes', () => {
    const points = Array.from({ length: 24 }, (_, i) => Math.sin(i * 7) * 3);
    const field = fieldOf({ kind: 'triangles', columns: 3, rows: 4, points }, 80, 60);
    const second = (x: number, y: number) => {
      const [a, b, c] = [-2, 0, 2].map((t) => displacementAt(field, x + t, y + t / 2)[0]) as [number, number, number];
      return Math.abs(a - 2 * b + c);
    };
    assert.ok(second(10, 4) < 1e-5 && second(32, 12) < 1e-5 && second(70, 50) < 1e-5);
    // The node at the middle of the sides lies on a pixel's edge.
    const [dx, dy] = displacementAt(field, 39.5, 19.5);
    assert.ok(Math.abs(dx - points[8]!) < 1e-5 && Math.abs(dy - points[9]!) < 1e-5);
  });

  for (const sigma of [1, 5, 12.5]) {
    it(`elastic of sigma ${sigma}: of the strength, smoothness and shape asked for`, () => {
      const size = Math.round(60 * sigma);
      const field = fieldOf(elastic(3, sigma), size, size);
      let [count, sumX, sumY, both] = [0, 0, 0, 0];
      const lags = [1, 2, 3].map((t) => ({ t, sum: 0 }));
      for (let y = 0; y < size; y += sigma / 1.7) {
        for (let x = 0; x < size - 3 * sigma; x += sigma / 1.3) {
          const [dx, dy] = displacementAt(field, x, y);
          count++;
          sumX += dx * dx;
          sumY += dy * dy;
          both += dx * dy;
          for (const lag of lags) lag.sum += dx * displacementAt(field, x + lag.t * sigma, y)[0];
        }
      }
      assert.ok(Math.abs(Math.sqrt(sumX / count) - 3) < 0.25, `rms ${Math.sqrt(sumX / count)}`);
      assert.ok(Math.abs(Math.sqrt(sumY / count) - 3) < 0.25, `rms ${Math.sqrt(sumY / count)}`);
      assert.ok(Math.abs(both / count) < 0.8, `across and down go together: ${both / count}`);
      // White noise under a Gaussian correlates as a Gaussian of twice the variance.
      for (const { t, sum } of lags)
        assert.ok(Math.abs(sum / sumX - Math.exp(-(t * t) / 4)) < 0.06, `lag ${t}: ${sum / sumX}`);
    });
  }

  it('elastic: keyed; the same down as across where asked for', () => {
    const at = (bend: Bend) => displacementAt(fieldOf(bend, 50, 40), 17, 23);
    assert.deepEqual(at(elastic(2, 5)), at(elastic(2, 5)));
    for (const key of [
      [9, 2, 3, 4],
      [1, 9, 3, 4],
      [1, 2, 9, 4],
      [1, 2, 3, 9],
    ] as const)
      assert.notDeepEqual(at(elastic(2, 5, key)), at(elastic(2, 5)));
    const [dx, dy] = at({ ...elastic(2, 5), sameForBoth: true });
    assert.equal(dx, dy);
  });
});

describe('places', () => {
  const steps: Readonly<Record<string, WarpStep>> = {
    turn: step(90, 70, { inverse: turn(25, 1.3, 0.8, [60, 50], [90, 70]) }),
    projection: step(90, 70, { inverse: [1.1, 0.1, 6, -0.05, 1.1, 6, 0.002, 0.001, 1] }),
    elastic: step(90, 70, { inverse: turn(25, 1.3, 0.8, [60, 50], [90, 70]), bend: elastic(2, 8) }),
    triangles: step(90, 70, {
      bend: {
        kind: 'triangles',
        columns: 3,
        rows: 3,
        points: Array.from({ length: 18 }, (_, i) => 8 * Math.sin(i * i)),
      },
    }),
    axes: step(90, 70, { bend: { kind: 'axes', x: [0, 12, -9, 0], y: [0, -10, 5, 0] } }),
    radial: step(90, 70, { bend: { kind: 'radial', model: 'camera', distortion: 0.4 } }),
    tiles: step(90, 70, { bend: { kind: 'tiles', columns: 3, rows: 2, order: [5, 3, 1, 0, 2, 4] } }),
  };
  for (const [name, one] of Object.entries(steps)) {
    it(`${name}: targetOf undoes sourceOf to 0.01 pixel`, () => {
      for (let y = 0; y < 70; y += 3.3) {
        for (let x = 0; x < 90; x += 3.7) {
          const source = sourceOf(one, x, y)!;
          const back = targetOf(one, source[0], source[1]);
          assert.ok(back !== undefined && Math.hypot(back[0] - x, back[1] - y) < 0.01, `${x} ${y}: ${back}`);
        }
      }
    });
  }

  it('has no place on or behind the horizon, nor under a matrix that has no inverse', () => {
    const tilted = step(90, 70, { inverse: [1, 0, 0, 0, 1, 0, -0.02, 0, 1] });
    assert.equal(sourceOf(tilted, 50, 10), undefined);
    assert.equal(sourceOf(tilted, 60, 10), undefined);
    assert.equal(targetOf(tilted, -100, 10), undefined);
    assert.equal(targetOf(step(9, 9, { inverse: [1, 0, 0, 2, 0, 0, 0, 0, 1] }), 3, 3), undefined);
  });

  it('says nothing untrue where a bend folds', () => {
    const folded = step(90, 70, { bend: elastic(20, 4) });
    for (let y = 0; y < 70; y += 5) {
      for (let x = 0; x < 90; x += 5) {
        const back = targetOf(folded, x, y);
        if (back === undefined) continue;
        const again = sourceOf(folded, back[0], back[1])!;
        assert.ok(Math.hypot(again[0] - x, again[1] - y) < 0.01);
      }
    }
  });
});
