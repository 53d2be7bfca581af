import assert from 'node:assert/strict';
import { Draws, rootKey } from '../../transforms/index.ts';
import type { ImageFacts } from '../../vision/image.ts';
import * as vision from '../../vision/index.ts';
import { PictureEngine } from '../../vision/io/engine.ts';
import { rawHeader } from '../../vision/io/raw.ts';
import { fuse } from '../../vision/kernels/fusion.ts';
import type { Box } from '../../vision/targets.ts';
import { type Picture, played } from './carry.ts';

const flat = (level: number, width = 100, height = 80): Picture => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(level),
});
/** How much of the picture is of another level. */
const dropped = ({ data }: { readonly data: Float32Array }, level = 128) =>
  Array.from(data).filter((value) => value !== level).length / data.length;
const near = (found: number, wanted: number, slack: number) =>
  assert.ok(Math.abs(found - wanted) <= slack, `${found}, expected ${wanted}`);
/** The box around all that is of another level than `level`. */
function bounds({ width, data }: { readonly width: number; readonly data: Float32Array }, level = 128) {
  const seen = [...Array(data.length / 3).keys()].filter((i) => data[i * 3] !== level);
  const xs = seen.map((i) => i % width);
  const ys = seen.map((i) => Math.floor(i / width));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
}
const boxAt = (left: number, top: number, right: number, bottom: number): Box => ({
  outline: [left, top, right, top, right, bottom, left, bottom],
  wholeArea: (right - left) * (bottom - top),
  label: 0,
  index: 0,
});
type Hole = readonly [left: number, top: number, width: number, height: number];
/** The holes of an erase op that a transform draws for these facts. */
function holes(node: ReturnType<typeof vision.coarseDropout>, facts: ImageFacts, seed: number): readonly Hole[] {
  const { definition, values } = node;
  const drawn = definition.draw(new Draws(rootKey(seed)), values as never, facts);
  const ops = definition.lower(drawn, values as never, facts) as readonly vision.EraseOp[];
  return ops.flatMap((op) => op.holes.map(({ box }) => box));
}

describe('dropping', () => {
  it('coarseDropout: so many holes of such sizes, filled as told', () => {
    const one = { holes: [1, 1], heightFraction: [0.25, 0.25], widthFraction: [0.4, 0.4] } as const;
    for (let seed = 0; seed < 20; seed++) {
      const made = played(flat(128), [vision.coarseDropout(one)], seed);
      const { width, height } = bounds(made);
      assert.deepEqual([width, height], [40, 20]);
      near(dropped(made), 0.1, 1e-9);
    }
    const many = holes(vision.coarseDropout({ holes: [7, 7] }), { width: 100, height: 80 }, 1);
    assert.equal(many.length, 7);
    const counts = new Set(
      [...Array(40).keys()].map(
        (seed) => holes(vision.coarseDropout({ holes: [0, 2] }), { width: 50, height: 50 }, seed).length,
      ),
    );
    assert.deepEqual([...counts].sort(), [0, 1, 2]);
    const pink = played(flat(128), [vision.coarseDropout({ ...one, fill: [250, 10, 90] })]);
    assert.deepEqual(
      [...new Set(pink.data)].sort((a, b) => a - b),
      [10, 90, 128, 250],
    );
    const random = played(flat(128), [vision.coarseDropout({ ...one, fillWith: 'random' })]);
    assert.ok(new Set(random.data).size > 500);
    const colours = played(flat(128), [vision.coarseDropout({ ...one, holes: [3, 3], fillWith: 'randomColor' })]);
    assert.ok(new Set(colours.data).size >= 4 && new Set(colours.data).size <= 10);
    assert.equal(dropped(played(flat(128), [vision.coarseDropout({ holes: [0, 0] })])), 0);
  });

  it('constrained: in a box and sized by it, outside of all boxes, or nowhere without one', () => {
    const boxes = [boxAt(10, 10, 50, 40), boxAt(70, 50, 95, 75)];
    const facts: ImageFacts = { width: 100, height: 80, targets: { boxes, keypoints: [] } };
    const half = { holes: [2, 2], heightFraction: [0.5, 0.5], widthFraction: [0.5, 0.5] } as const;
    for (let seed = 0; seed < 60; seed++) {
      for (const [left, top, width, height] of holes(
        vision.coarseDropout({ ...half, constrain: 'insideBoxes' }),
        facts,
        seed,
      )) {
        const home = left + width / 2 < 60 ? [10, 10, 50, 40] : [70, 50, 95, 75];
        near(width, (home[2]! - home[0]!) / 2, 1);
        near(height, (home[3]! - home[1]!) / 2, 1);
        assert.ok(
          left >= home[0]! - 1 && left + width <= home[2]! + 1 && top >= home[1]! - 1 && top + height <= home[3]! + 1,
        );
      }
      const small = { holes: [3, 3], heightFraction: [0.2, 0.2], widthFraction: [0.2, 0.2] } as const;
      for (const [left, top, width, height] of holes(
        vision.coarseDropout({ ...small, constrain: 'outsideBoxes' }),
        facts,
        seed,
      )) {
        for (const [l, t, r, b] of [
          [10, 10, 50, 40],
          [70, 50, 95, 75],
        ] as const) {
          assert.ok(left >= r || left + width <= l || top >= b || top + height <= t, `${[left, top, width, height]}`);
        }
      }
    }
    const bare: ImageFacts = { width: 100, height: 80, targets: { boxes: [], keypoints: [] } };
    assert.equal(holes(vision.coarseDropout({ ...half, constrain: 'insideBoxes' }), bare, 1).length, 0);
    assert.equal(holes(vision.coarseDropout({ ...half, constrain: 'outsideBoxes' }), bare, 1).length, 2);
  });

  it('randomErasing: area and aspect ratio within their intervals, as torchvision', () => {
    const facts: ImageFacts = { width: 400, height: 300 };
    const ratios: number[] = [];
    for (let seed = 0; seed < 400; seed++) {
      const found = holes(vision.randomErasing({ areaFraction: [0.05, 0.1] }) as never, facts, seed);
      assert.ok(found.length <= 1);
      for (const [, , width, height] of found) {
        const area = (width * height) / (400 * 300);
        assert.ok(area > 0.047 && area < 0.103, `${area}`);
        const ratio = height / width;
        assert.ok(ratio > 0.28 && ratio < 3.5, `${ratio}`);
        ratios.push(Math.log(ratio));
      }
    }
    // Even on a logarithmic scale: as many lie flat as stand.
    near(ratios.reduce((a, b) => a + b, 0) / ratios.length, (Math.log(0.3) + Math.log(3.3)) / 2, 0.12);
    const normal = played(flat(128, 200, 200), [
      vision.randomErasing({ areaFraction: [0.3, 0.3], fillWith: 'normal' }),
    ]);
    const inside = Array.from(normal.data).filter((value) => value !== 128 && value > 0 && value < 255);
    near(inside.reduce((a, b) => a + b, 0) / inside.length, 127.5, 3);
    assert.equal(
      holes(vision.randomErasing({ areaFraction: [1, 1], aspectRatio: [9, 9] }) as never, facts, 1).length,
      0,
    );
  });

  it('cutout: squares that may hang over the border', () => {
    const facts: ImageFacts = { width: 100, height: 80 };
    const areas = [...Array(300).keys()].map((seed) =>
      holes(vision.cutout({ sidePixels: [40, 40] }) as never, facts, seed).reduce((sum, [, , w, h]) => sum + w * h, 0),
    );
    assert.equal(Math.max(...areas), 1600);
    assert.ok(areas.filter((area) => area < 1600).length > 100);
    const [hole] = holes(vision.cutout({ sideFraction: [0.1, 0.1] }) as never, { width: 1000, height: 800 }, 3);
    assert.ok(hole![2] <= 80 && hole![3] <= 80);
    assert.equal(holes(vision.cutout({ count: 5 }) as never, facts, 1).length, 5);
  });

  it('gridMask: the share of a unit squared, in each pattern, turned and shifted', () => {
    const of = (given: object, seed = 1) => dropped(played(flat(128, 256, 256), [vision.gridMask(given)], seed));
    for (const ratio of [0.25, 0.5, 0.75]) near(of({ ratio, unitFraction: [0.125, 0.125] }), ratio * ratio, 0.05);
    near(of({ pattern: 'lines', ratio: 0.5, unitFraction: [0.125, 0.125] }), 0.75, 0.05);
    near(of({ pattern: 'checkerboard', unitFraction: [0.125, 0.125] }), 0.5, 0.05);
    assert.equal(of({ ratio: 0 }), 0);
    const straight = { angleDegrees: [0, 0], shiftFraction: [0, 0], unitFraction: [0.25, 0.25] } as const;
    near(of({ ...straight, ratio: 0.5 }), 0.25, 1e-9);
    const still = played(flat(128, 64, 64), [vision.gridMask({ ...straight, fill: [9, 9, 9] })]).data;
    const turned = played(flat(128, 64, 64), [vision.gridMask({ ...straight, angleDegrees: [45, 45] })]).data;
    assert.ok(still.includes(9) && turned.some((value, i) => (value === 128) !== (still[i] === 128)));
  });

  it('gridDropout: squares in an upright grid', () => {
    const of = (given: object, seed = 1) => played(flat(128, 120, 120), [vision.gridDropout(given)], seed);
    near(dropped(of({ unitPixels: [20, 20], ratio: 0.5 })), 0.25, 0.03);
    near(dropped(of({ unitPixels: [20, 20], ratio: 0.25 })), 0.0625, 0.02);
    const corner = of({ unitPixels: [20, 20], randomOffset: false });
    assert.deepEqual(bounds(corner), { left: 0, top: 0, width: 110, height: 110 });
    const places = new Set(
      [...Array(30).keys()].map((seed) => JSON.stringify(bounds(of({ unitPixels: [60, 60] }, seed)))),
    );
    assert.ok(places.size > 10);
    near(dropped(of({ unitFraction: [0.25, 0.25] })), 0.25, 0.05);
    assert.ok(new Set(of({ fillWith: 'random' }).data).size > 500);
  });

  it('maskDropout drops the area of classes that are there, and refuses a sample without a mask', () => {
    const [width, height] = [40, 30];
    const classes = Uint8Array.from({ length: width * height }, (_, i) =>
      i % width < 10 ? 1 : i % width < 30 ? 0 : 2,
    );
    const of = (given: object, seed: number) => {
      const facts: ImageFacts = { width, height, hasMask: true };
      const node = vision.maskDropout(given);
      const { definition, values } = node;
      const drawn = definition.draw(new Draws(rootKey(seed)), values as never, facts);
      const last: vision.ScaleOp = {
        kind: 'scale',
        multiply: [1, 1, 1],
        add: [0, 0, 0],
        layout: 'NHWC',
        dtype: 'float32',
      };
      const ops = [...definition.lower(drawn, values as never, facts), last];
      const engine = new PictureEngine({}, new Map());
      const raw = { width, height, channels: 3 as const };
      const out = engine.memory.allocate(width * height * 12);
      const maskOut = engine.memory.allocate(width * height);
      const bytes = new Uint8Array(width * height * 3).fill(128);
      engine.render({ bytes, name: 'test', raw }, rawHeader(raw), fuse(ops), out, undefined, { classes, out: maskOut });
      return engine.memory.floats.slice(out / 4, out / 4 + width * height * 3);
    };
    const seen = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const data = of({}, seed);
      const gone = [1, 0, 2].filter((name) => classes.every((value, i) => value !== name || data[i * 3] === 0));
      assert.equal(gone.length, 1);
      seen.add(String(gone[0]));
      for (const [i, value] of classes.entries()) assert.equal(data[i * 3] === 0, value === gone[0]);
    }
    assert.deepEqual([...seen].sort(), ['1', '2']);
    assert.ok(of({ classCount: [0, 0] }, 1).every((value) => value === 128));
    assert.ok(of({ classCount: [2, 2] }, 1).filter((value) => value === 0).length === 20 * height * 3);
  });

  it('goes on pictures of any size', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 30],
      [3, 5],
    ] as const) {
      for (const node of [
        vision.coarseDropout({ holes: [3, 3] }),
        vision.randomErasing(),
        vision.cutout(),
        vision.gridMask(),
        vision.gridDropout(),
      ]) {
        const { data } = played(flat(128, width, height), [node], 3);
        assert.ok(data.every((value) => value === 128 || value === 0));
      }
    }
  });
});
