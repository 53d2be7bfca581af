import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { innerSize, turnedSize } from '../../vision/geometry.ts';
import { multiply3 } from '../../vision/image.ts';
import * as vision from '../../vision/index.ts';
import { fuse } from '../../vision/kernels/fusion.ts';
import { inverted } from '../../vision/matrices.ts';
import { scene } from '../src/pictures.ts';
import { carried, type Picture, played } from './carry.ts';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly cases: readonly {
    readonly transform: 'affine' | 'perspective';
    readonly drawn: object;
    readonly values?: object;
    readonly inverse: readonly number[];
  }[];
}
const golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/geometry.json', import.meta.url), 'utf8'),
) as Golden;
const textured: Picture = { width: 21, height: 16, data: scene(21, 16, 'geometry') };

/** One bright pixel on black. */
function dot(width: number, height: number, x: number, y: number): Picture {
  const data = new Uint8Array(width * height * 3);
  data.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3);
  return { width, height, data };
}

/** Where the light lies: the centroid of the red channel. */
function centroid({ width, data }: { readonly width: number; readonly data: ArrayLike<number> }): [number, number] {
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length / 3; i++) {
    const value = data[i * 3]!;
    sum += value;
    x += value * (i % width);
    y += value * Math.floor(i / width);
  }
  return [x / sum, y / sum];
}

const white = (width: number, height: number): Picture => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(255),
});
const pixelAt = ({ width, data }: { width: number; data: ArrayLike<number> }, x: number, y: number) =>
  [0, 1, 2].map((c) => data[(y * width + x) * 3 + c]);

describe('geometry', () => {
  describe('goes where torchvision goes', () => {
    for (const [i, { transform, drawn, values, inverse }] of golden.cases.entries()) {
      it(`${transform} ${i}`, () => {
        const factory = transform === 'affine' ? vision.affine : vision.perspective;
        const given = { ...factory().values, ...values };
        const { width, height } = golden;
        const [op] = factory.definition.lower(drawn as never, given as never, { width, height }) as [vision.WarpOp];
        const found = op.steps[0]!.inverse;
        for (const [k, value] of inverse.entries()) {
          const tolerance = transform === 'affine' ? 1e-9 : 1e-4;
          assert.ok(
            Math.abs(found[k]! / found[8] - value) < tolerance,
            `entry ${k}: ${found[k]}, torchvision ${value}`,
          );
        }
      });
    }
  });

  describe('has its signs', () => {
    it('rotate, affine and safeRotate turn counter-clockwise', () => {
      for (const node of [
        vision.rotate({ angleDegrees: [90, 90] }),
        vision.affine({
          angleDegrees: [90, 90],
          scaleFactor: [1, 1],
          translateXFraction: [0, 0],
          translateYFraction: [0, 0],
        }),
        vision.safeRotate({ angleDegrees: [90, 90] }),
      ]) {
        // Right of the middle comes to lie above it.
        const [x, y] = centroid(played(dot(11, 11, 8, 5), [node]));
        assert.ok(Math.abs(x - 5) < 0.01 && Math.abs(y - 2) < 0.01, `${node.definition.name}: ${x}, ${y}`);
      }
    });

    it('a positive shift goes right and down', () => {
      for (const wholePixels of [true, false]) {
        const node = vision.translate({ xFraction: [0.25, 0.25], yFraction: [0.5, 0.5], wholePixels });
        assert.deepEqual(centroid(played(dot(12, 8, 3, 2), [node])), [6, 6]);
      }
    });

    it('a positive shear moves what is below to the left, and what is right up', () => {
      const below = played(dot(21, 21, 10, 15), [vision.shear({ xDegrees: [45, 45] })]);
      const right = played(dot(21, 21, 15, 10), [vision.shear({ xDegrees: [0, 0], yDegrees: [45, 45] })]);
      const [x, y] = centroid(below);
      assert.ok(Math.abs(x - 5) < 0.02 && Math.abs(y - 15) < 0.02, `${x}, ${y}`);
      const [u, v] = centroid(right);
      assert.ok(Math.abs(u - 15) < 0.02 && Math.abs(v - 5) < 0.02, `${u}, ${v}`);
    });

    it('a factor above 1 enlarges, about the middle', () => {
      const still = { angleDegrees: [0, 0], translateXFraction: [0, 0], translateYFraction: [0, 0] } as const;
      const [x, y] = centroid(played(dot(21, 21, 12, 9), [vision.affine({ ...still, scaleFactor: [2, 2] })]));
      assert.ok(Math.abs(x - 14) < 0.02 && Math.abs(y - 8) < 0.02, `${x}, ${y}`);
    });
  });

  it('affine draws one factor for both sides, or one for each', () => {
    const factors = (keepRatio: boolean, seed: number) => {
      const { plan } = played(white(5, 4), [vision.affine({ scaleFactor: [0.5, 2], keepRatio })], seed);
      return (plan.steps[0]!.drawn as { scaleFactor: [number, number] }).scaleFactor;
    };
    for (let seed = 0; seed < 20; seed++) {
      const [x, y] = factors(true, seed);
      assert.equal(x, y);
      const [u, v] = factors(false, seed);
      assert.notEqual(u, v);
      assert.equal(u, x);
    }
  });

  it('affine scales by the sides of the picture itself, then slants and turns', () => {
    const drawn = {
      angleDegrees: 90,
      scaleFactor: [2, 1],
      translateXFraction: 0,
      translateYFraction: 0,
      shearXDegrees: 0,
      shearYDegrees: 0,
    };
    const ops = vision.affine.definition.lower(drawn, vision.affine().values as never, { width: 21, height: 21 });
    // Two right of the middle: drawn out to four along the picture's own x, then turned up.
    const [x, y] = centroid(carried(dot(21, 21, 12, 10), ops));
    assert.ok(Math.abs(x - 10) < 0.02 && Math.abs(y - 6) < 0.02, `${x}, ${y}`);
  });

  describe('rotate and safeRotate', () => {
    const angles = [0, 3, 30, 45, 89, 90, 135, 180, 200, 271];

    it('grow shows all of it, inside shows no border, safeRotate cuts nothing off', () => {
      for (const angle of angles) {
        for (const [width, height] of [
          [40, 30],
          [30, 40],
          [90, 12],
        ] as const) {
          const at = { angleDegrees: [angle, angle] as const, border: 'constant' as const };
          const inside = played(white(width, height), [vision.rotate({ ...at, fit: 'inside' })]);
          assert.ok(
            inside.data.every((value) => value > 254.9),
            `${angle}: ${Math.min(...inside.data)}`,
          );
          const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / 765;
          const grown = played(white(width, height), [vision.rotate({ ...at, fit: 'grow' })]);
          assert.ok(Math.abs(sum(grown.data) - width * height) < 0.03 * width * height, `${angle}: ${sum(grown.data)}`);
          const safe = played(white(width, height), [vision.safeRotate(at)]);
          assert.deepEqual([safe.width, safe.height], [width, height]);
          const rim = [...Array(width).keys()].map((x) => pixelAt(safe, x, 0)[0]!);
          assert.ok(angle % 180 === 0 || rim.some((value) => value < 250), `${angle}: nothing turned`);
        }
      }
    });

    it('sizes are exact at quarter turns', () => {
      assert.deepEqual(turnedSize(40, 30, 90), { width: 30, height: 40 });
      assert.deepEqual(innerSize(40, 30, 270), { width: 30, height: 40 });
      assert.deepEqual(turnedSize(40, 30, 180), { width: 40, height: 30 });
      assert.deepEqual(innerSize(40, 40, 45), { width: 28, height: 28 });
    });
  });

  it('perspective of scale 0 changes nothing; inwards shows all corners, outwards none', () => {
    const picture = white(30, 20);
    assert.equal(played(picture, [vision.perspective({ distortionScale: [0, 0] })]).plan.steps[0]!.ops.length, 0);
    const inwards = played(picture, [vision.perspective({ distortionScale: [0.8, 0.8] })]);
    assert.ok(inwards.data.filter((value) => value < 1).length > 100);
    const outwards = played(picture, [vision.perspective({ distortionScale: [0.8, 0.8], zoomed: true })]);
    assert.ok(outwards.data.every((value) => value > 254.9));
  });

  it('inverted is the inverse', () => {
    const m = [1.2, 0.3, 5, -0.2, 0.8, -3, 0.001, -0.002, 1] as const;
    const product = multiply3(m, inverted(m)).map((value, _i, all) => value / all[8]!);
    for (const [i, value] of product.entries()) assert.ok(Math.abs(value - (i % 4 === 0 ? 1 : 0)) < 1e-12);
  });

  describe('randomCrop', () => {
    it('cuts at every place alike', () => {
      const places = new Map<string, number>();
      for (let seed = 0; seed < 600; seed++) {
        const { plan } = played(white(6, 5), [vision.randomCrop({ size: [4, 4] })], seed);
        const { left, top } = plan.steps[0]!.drawn as { left: number; top: number };
        places.set(`${left},${top}`, (places.get(`${left},${top}`) ?? 0) + 1);
      }
      assert.equal(places.size, 6);
      for (const count of places.values()) assert.ok(count > 65 && count < 140, `${count} of 600`);
    });

    it('copies whole pixels, and pads what is smaller', () => {
      const { data, plan } = played(textured, [vision.randomCrop({ size: [7, 5] })]);
      const { left, top } = plan.steps[0]!.drawn as { left: number; top: number };
      const expected = [...Array(35).keys()].flatMap((i) =>
        pixelAt({ width: textured.width, data: textured.data }, left + (i % 5), top + Math.floor(i / 5)),
      );
      assert.deepEqual([...data], expected);
      const small = played(white(3, 2), [vision.randomCrop({ size: [6, 8], fill: [10, 20, 30] })], 5);
      const lit = [...small.data].filter((value) => value === 255).length;
      assert.equal(lit, 18);
      assert.ok([...small.data].includes(20));
    });
  });

  describe('pad', () => {
    it('reaches a least size, or multiples, and stands where it is told', () => {
      const of = (given: object) => played(white(10, 7), [vision.pad(given)]);
      assert.deepEqual([of({ leastSize: [9, 8] }).width, of({ leastSize: [9, 8] }).height], [10, 9]);
      assert.deepEqual([of({ divisor: 8 }).width, of({ divisor: 8 }).height], [16, 8]);
      assert.deepEqual([of({ leastSize: [20, 3], divisor: 8 }).height], [24]);
      const corners = { topLeft: [0, 0], topRight: [15, 0], bottomLeft: [0, 15], bottomRight: [15, 15] } as const;
      for (const [position, [x, y]] of Object.entries(corners)) {
        const made = of({ leastSize: [16, 16], position });
        assert.deepEqual(pixelAt(made, x, y), [255, 255, 255], position);
        assert.deepEqual(pixelAt(made, 15 - x, 15 - y), [0, 0, 0], position);
      }
      const centre = of({ leastSize: [16, 16] });
      assert.deepEqual([pixelAt(centre, 2, 8)[0], pixelAt(centre, 3, 8)[0]], [0, 255]);
      assert.equal(of({ leastSize: [3, 3] }).plan.steps[0]!.ops.length, 0);
    });

    it('random stands anywhere', () => {
      const places = new Set<string>();
      for (let seed = 0; seed < 200; seed++) {
        const { plan } = played(white(2, 2), [vision.pad({ leastSize: [4, 4], position: 'random' })], seed);
        places.add(JSON.stringify(plan.steps[0]!.drawn));
      }
      assert.equal(places.size, 9);
    });

    it('refuses to pad to nothing', () => {
      assert.throws(() => vision.pad({}), /pad\.leastSize: expected leastSize or divisor/);
    });
  });

  describe('cropAndPad', () => {
    it('cuts off below 0 and adds above it', () => {
      const cut = played(textured, [vision.cropAndPad({ sideFraction: [-0.25, -0.25], keepSize: false })]);
      assert.deepEqual([cut.width, cut.height], [11, 8]);
      assert.deepEqual(pixelAt(cut, 0, 0), pixelAt({ width: textured.width, data: textured.data }, 5, 4));
      const added = played(white(10, 8), [vision.cropAndPad({ sideFraction: [0.5, 0.5], keepSize: false })]);
      assert.deepEqual([added.width, added.height], [20, 16]);
      assert.deepEqual([pixelAt(added, 4, 8)[0], pixelAt(added, 5, 8)[0]], [0, 255]);
    });

    it('keeps the size, and draws once for all sides where told', () => {
      const { width, height, plan } = played(textured, [vision.cropAndPad({ eachSide: false })]);
      assert.deepEqual([width, height], [textured.width, textured.height]);
      const { sideFraction } = plan.steps[0]!.drawn as { sideFraction: number[] };
      assert.equal(new Set(sideFraction).size, 1);
      const each = played(textured, [vision.cropAndPad()]).plan.steps[0]!.drawn as { sideFraction: number[] };
      assert.equal(new Set(each.sideFraction).size, 4);
    });
  });

  describe('sizes by a side', () => {
    it('longestSide and shortestSide keep the shape', () => {
      const of = (node: ReturnType<typeof vision.longestSide>) => {
        const { width, height } = played(white(40, 20), [node]);
        return [width, height];
      };
      assert.deepEqual(of(vision.longestSide({ sidePixels: 10 })), [10, 5]);
      assert.deepEqual(of(vision.shortestSide({ sidePixels: 10 })), [20, 10]);
      assert.deepEqual(of(vision.longestSide({ sidePixels: 80 })), [80, 40]);
      assert.deepEqual(of(vision.longestSide({ sidePixels: 80, enlarge: false })), [40, 20]);
      assert.deepEqual(of(vision.shortestSide({ sidePixels: 80, enlarge: false })), [40, 20]);
    });

    it('letterbox fits the picture in and fills up the rest', () => {
      const made = played(white(40, 20), [vision.letterbox({ size: [16, 16] })]);
      assert.deepEqual(
        [0, 3, 4, 11, 12, 15].map((y) => Math.round(pixelAt(made, 8, y)[0]!)),
        [114, 114, 255, 255, 114, 114],
      );
      const top = played(white(40, 20), [vision.letterbox({ size: [16, 16], position: 'topLeft', fill: [1, 2, 3] })]);
      assert.deepEqual(pixelAt(top, 0, 0), [255, 255, 255]);
      assert.deepEqual(pixelAt(top, 0, 8), [1, 2, 3]);
      const small = played(white(4, 4), [vision.letterbox({ size: [8, 8], enlarge: false })]);
      assert.deepEqual([pixelAt(small, 1, 4)[0], pixelAt(small, 2, 4)[0]], [114, 255]);
    });
  });

  it('all of it fuses to one warp', () => {
    const { plan } = played(textured, [
      vision.affine(),
      vision.perspective(),
      vision.shear(),
      vision.cropAndPad(),
      vision.letterbox({ size: [32, 32] }),
    ]);
    const fused = fuse(plan.steps.flatMap(({ ops }) => ops));
    assert.deepEqual(
      fused.map(({ kind }) => kind),
      ['warp'],
    );
  });
});
