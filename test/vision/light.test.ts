import assert from 'node:assert/strict';
import * as vision from '../../vision/index.ts';
import { polygonCover } from '../../vision/kernels/polygons.ts';
import { carried, type Picture, played } from './carry.ts';

const flat = (level: number, width = 40, height = 30): Picture => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(level),
});
type Levels = { readonly width: number; readonly data: Float32Array };
const at = ({ width, data }: Levels, x: number, y: number) => data[(y * width + x) * 3]!;
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const near = (found: number, wanted: number, slack = 0.01) =>
  assert.ok(Math.abs(found - wanted) <= slack, `${found}, expected ${wanted}`);

describe('light', () => {
  it('vignetting is the square of the distance, by the closed form, and leaves the centre', () => {
    const middle = { strength: [0.5, 0.5], centerFraction: [0.5, 0.5] } as const;
    const made = played(flat(200, 41, 31), [vision.vignetting(middle)]);
    near(at(made, 20, 15), 200);
    for (const [x, y] of [
      [0, 0],
      [40, 30],
      [7, 22],
    ] as const) {
      const distance2 = ((x - 20) ** 2 + (y - 15) ** 2) / (20.5 ** 2 + 15.5 ** 2);
      near(at(made, x, y), 200 * (1 - 0.5 * distance2));
    }
    const black = played(flat(200, 41, 31), [vision.vignetting({ ...middle, strength: [1, 1] })]);
    assert.ok(at(black, 0, 0) < 20);
    assert.equal(played(flat(9), [vision.vignetting({ strength: [0, 0] })]).plan.steps[0]!.ops.length, 0);
    const aside = played(flat(200), [vision.vignetting({ strength: [0.8, 0.8], centerFraction: [0, 0] })]);
    assert.ok(at(aside, 0, 0) > 199 && at(aside, 39, 29) < 50);
  });

  it('a ramp goes from one side to the other, in a direction counter-clockwise from x', () => {
    const shine = (angleDegrees: number) =>
      carried(flat(100, 21, 11), [
        {
          kind: 'light',
          mask: { kind: 'ramp', angleDegrees },
          gain: [1, 1],
          offset: [
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      ]);
    const right = shine(0);
    near(at(right, 0, 5), 100);
    near(at(right, 20, 5), 200);
    near(at(right, 10, 0), 150);
    const up = shine(90);
    near(at(up, 3, 0), 200);
    near(at(up, 3, 10), 100);
    const corner = shine(45);
    near(at(corner, 20, 0), 200);
    near(at(corner, 0, 10), 100);
  });

  it('illumination: each shape, brighter and darker', () => {
    const of = (given: object, seed = 1) => played(flat(100), [vision.illumination(given)], seed);
    const strength = [0.4, 0.4];
    const brighter = of({ shape: 'ramp', effect: 'brighten', strength });
    near(Math.max(...brighter.data), 140, 0.5);
    near(Math.min(...brighter.data), 100, 0.5);
    const darker = of({ shape: 'ramp', effect: 'darken', strength });
    near(Math.min(...darker.data), 60, 0.5);
    const corner = of({ shape: 'corner', effect: 'brighten', strength });
    const corners = [at(corner, 0, 0), at(corner, 39, 0), at(corner, 0, 29), at(corner, 39, 29)];
    near(Math.max(...corners), 140, 1.5);
    near(Math.min(...corners), 100, 1.5);
    const narrow = of({ shape: 'spot', effect: 'brighten', strength, sigmaFraction: [0.1, 0.1] });
    const wide = of({ shape: 'spot', effect: 'brighten', strength, sigmaFraction: [0.8, 0.8] });
    assert.ok(meanOf(wide.data) > meanOf(narrow.data) + 10);
    const shapes = new Set<string>();
    const effects = new Set<boolean>();
    for (let seed = 0; seed < 60; seed++) {
      const drawn = of({}, seed).plan.steps[0]!.drawn as { shape: string; isBrighter: boolean };
      shapes.add(drawn.shape);
      effects.add(drawn.isBrighter);
    }
    assert.deepEqual([...shapes].sort(), ['corner', 'ramp', 'spot']);
    assert.equal(effects.size, 2);
  });

  it('polygons cover by area: squares and triangles exactly, a union once', () => {
    const cover = (outlines: number[][], width = 8, height = 8) => {
      const found = new Float32Array(width * height);
      polygonCover(found, width, height, outlines);
      return found;
    };
    const square = [0.25, 0.25, 0.75, 0.25, 0.75, 0.75, 0.25, 0.75];
    near(meanOf(cover([square])), 0.25, 1e-6);
    near(meanOf(cover([square, square])), 0.25, 1e-6);
    near(meanOf(cover([[0, 0, 1, 0, 0, 1]])), 0.5, 1e-6);
    near(meanOf(cover([[-1, -1, 2, -1, 2, 2, -1, 2]])), 1, 1e-6);
    assert.ok(cover([[0.1, 0, 0.2, 0, 0.2, 1, 0.1, 1]]).every((value) => value >= 0 && value <= 1));
  });

  it('shadow darkens what lies in its outlines, below a height', () => {
    const made = played(flat(200, 60, 60), [vision.shadow({ strength: [0.5, 0.5], count: [2, 2] })], 4);
    const { outlines } = made.plan.steps[0]!.drawn as { outlines: number[][] };
    assert.equal(outlines.length, 2);
    assert.ok(outlines.every((outline) => outline.length === 10));
    near(Math.min(...made.data), 100);
    for (let x = 0; x < 60; x++) for (let y = 0; y < 29; y++) near(at(made, x, y), 200);
    const anywhere = played(flat(200, 60, 60), [vision.shadow({ topFraction: [0, 0], count: [8, 8], corners: 3 })], 4);
    assert.ok([...Array(60).keys()].some((x) => [...Array(28).keys()].some((y) => at(anywhere, x, y) < 190)));
    assert.equal(played(flat(9), [vision.shadow({ count: [0, 0] })]).plan.steps[0]!.ops.length, 0);
  });

  it('fog fades to its colour: evenly, or in patches', () => {
    const of = (given: object) => played(flat(50, 64, 48), [vision.fog(given)], 2);
    const even = of({ density: [0.5, 0.5], patchiness: [0, 0], color: [250, 250, 250] });
    for (const value of even.data) near(value, 150);
    const thick = of({ density: [1, 1], patchiness: [0, 0], color: [10, 20, 30] });
    assert.deepEqual(
      [...thick.data.subarray(0, 3)].map((value) => Math.round(value)),
      [10, 20, 30],
    );
    const patchy = of({ density: [0.8, 0.8], patchiness: [1, 1], color: [250, 250, 250] });
    const [low, high] = [Math.min(...patchy.data), Math.max(...patchy.data)];
    assert.ok(low >= 49.99 && low < 90 && high <= 210.01 && high > 150, `${low} to ${high}`);
    const rough = (patchFraction: number) => {
      const made = of({ density: [1, 1], patchiness: [1, 1], patchFraction });
      return meanOf([...Array(47 * 63).keys()].map((i) => Math.abs(made.data[i * 3]! - made.data[i * 3 + 3]!)));
    };
    assert.ok(rough(0.05) > 1.5 * rough(1));
  });

  it('plasma goes up and down, changes contrast, or darkens only', () => {
    const of = (given: object, level = 100) => played(flat(level, 64, 48), [vision.plasma(given)], 3);
    const strength = [0.3, 0.3];
    const bright = of({ strength });
    assert.ok(Math.min(...bright.data) < 92 && Math.max(...bright.data) > 108);
    assert.ok(Math.abs(meanOf(bright.data) - 100) < 40);
    const dark = of({ strength, effect: 'shadow' });
    assert.ok(Math.max(...dark.data) <= 100.001 && Math.min(...dark.data) >= 69.99 && Math.min(...dark.data) < 85);
    const contrast = of({ strength, effect: 'contrast' });
    assert.ok(Math.min(...contrast.data) < 99 && Math.max(...contrast.data) > 101);
    for (const value of of({ strength, effect: 'contrast' }, 127).data) near(value, 127, 0.2);
    const smooth = of({ strength, octaves: 1 });
    const rough = of({ strength, octaves: 8 });
    const steps = ({ data }: Levels) =>
      meanOf([...Array(3000).keys()].map((i) => Math.abs(data[i * 3]! - data[i * 3 + 3]!)));
    assert.ok(steps(rough) > steps(smooth));
  });

  it('is the same for odd sizes, and stays within black and white', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [5, 3],
      [17, 2],
    ] as const) {
      for (const node of [vision.vignetting(), vision.illumination(), vision.shadow(), vision.fog(), vision.plasma()]) {
        const { data } = played(flat(250, width, height), [node], 5);
        assert.equal(data.length, width * height * 3);
        assert.ok(data.every((value) => value >= 0 && value <= 255));
      }
    }
  });
});
