import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ImageFacts, imageRules, quarterTurns, stretch, transposed, warp } from '../../vision/image.ts';
import type { ImageOp, Matrix3 } from '../../vision/ops/index.ts';
import { areaOf, boundsOf, clipToBox } from '../../vision/outline.ts';
import { isMirrored } from '../../vision/target-moves.ts';
import type { Box, Keypoint, Targets } from '../../vision/targets.ts';

const boxOf = (x0: number, y0: number, x1: number, y1: number): Box => ({
  outline: [x0, y0, x1, y0, x1, y1, x0, y1],
  wholeArea: (x1 - x0) * (y1 - y0),
  label: 3,
  index: 0,
});
const pointOf = (x: number, y: number, angleDegrees = 0, size = 1): Keypoint => ({
  x,
  y,
  angleDegrees,
  size,
  label: 1,
  index: 0,
});

/** The targets of a picture of 20 x 10 pixels after some ops. */
function movedBy(ops: readonly ImageOp[], { boxes = [], keypoints = [], keepsOutside = false }: Partial<Targets>) {
  const facts = ops.reduce<ImageFacts>((known, op) => imageRules.after(op, known), {
    width: 20,
    height: 10,
    targets: { boxes, keypoints, keepsOutside },
  });
  return facts.targets!;
}

const facts = { width: 20, height: 10 };
const flip = warp(facts, 20, 10, [-1, 0, 19, 0, 1, 0, 0, 0, 1], { interpolation: 'any' });
const crop = (x: number, y: number, w: number, h: number, from = facts) =>
  warp(from, w, h, [1, 0, x, 0, 1, y, 0, 0, 1], { window: [x, y, w, h], interpolation: 'any' });
const close = (got: readonly number[], wanted: readonly number[], slack = 1e-9) => {
  assert.equal(got.length, wanted.length, `${got} is not ${wanted}`);
  for (const [i, value] of got.entries()) assert.ok(Math.abs(value - wanted[i]!) <= slack, `${got} is not ${wanted}`);
};
/** A turn about the middle, counter-clockwise as displayed, and a scale. */
const similarity = (degrees: number, scale: number): Matrix3 => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180) / scale, Math.sin((degrees * Math.PI) / 180) / scale];
  return [c, -s, 9.5 - c * 9.5 + s * 4.5, s, c, 4.5 - s * 9.5 - c * 4.5, 0, 0, 1];
};

describe('moves of targets', () => {
  it('leaves facts without targets alone', () => {
    assert.deepEqual(imageRules.after(flip, facts), facts);
  });

  it('moves boxes by flips, turns and transposition exactly', () => {
    const boxes = [boxOf(2, 1, 5, 3)];
    const moved = (op: ImageOp) => boundsOf(movedBy([op], { boxes }).boxes[0]!.outline);
    assert.deepEqual(moved(flip), [15, 1, 18, 3]);
    assert.deepEqual(moved(transposed(facts)), [1, 2, 3, 5]);
    assert.deepEqual(moved(quarterTurns(facts, 1)), [1, 15, 3, 18]);
    assert.deepEqual(moved(quarterTurns(facts, 2)), [15, 7, 18, 9]);
    assert.deepEqual(moved(quarterTurns(facts, 3)), [7, 2, 9, 5]);
  });

  it('moves and clips boxes by crops and resizes exactly, and keeps the label', () => {
    const [box] = movedBy([crop(3, 0, 10, 10)], { boxes: [boxOf(2, 1, 5, 3)] }).boxes;
    assert.deepEqual(boundsOf(box!.outline), [0, 1, 2, 3]);
    assert.equal(areaOf(box!.outline), 4);
    assert.equal(box!.wholeArea, 6);
    assert.equal(box!.label, 3);
    const half = warp(facts, 10, 5, stretch([0, 0, 20, 10], 10, 5));
    const [small] = movedBy([half], { boxes: [boxOf(2, 1, 5, 3)] }).boxes;
    close(boundsOf(small!.outline), [1, 0.5, 2.5, 1.5]);
    close([small!.wholeArea], [1.5]);
  });

  it('counts what two crops cut off against the whole box', () => {
    const first = crop(4, 0, 10, 10);
    const second = crop(0, 2, 10, 4, { width: 10, height: 10 });
    const [box] = movedBy([first, second], { boxes: [boxOf(0, 0, 8, 8)] }).boxes;
    assert.equal(areaOf(box!.outline) / box!.wholeArea, (4 * 4) / 64);
    assert.deepEqual(movedBy([crop(10, 0, 10, 10)], { boxes: [boxOf(0, 0, 8, 8)] }).boxes, []);
    assert.deepEqual(movedBy([crop(8, 0, 10, 10)], { boxes: [boxOf(0, 0, 8, 8)] }).boxes, [], 'touches only');
  });

  it('keeps a box of no width where it lies', () => {
    const [box] = movedBy([flip], { boxes: [boxOf(4, 2, 4, 6)] }).boxes;
    assert.deepEqual(boundsOf(box!.outline), [16, 2, 16, 6]);
  });

  it('clips a turned square to the exact area of its octagon', () => {
    // A square of side 2 about the origin and the same turned by 45 degrees share a regular octagon.
    const r = Math.SQRT2;
    close([areaOf(clipToBox([r, 0, 0, r, -r, 0, 0, -r], -1, -1, 1, 1))], [8 * (Math.SQRT2 - 1)]);
  });

  it('cuts off what a projection sends behind the horizon', () => {
    // Depth 1 at the left edge, 0 at x = 10: what lies right of it is behind the camera.
    const inverse: Matrix3 = [1, 0, 0, 0, 1, 0, 0.1, 0, 1];
    const op = warp(facts, 20, 10, inverse);
    const { boxes } = movedBy([op], { boxes: [boxOf(2, 2, 18, 8)] });
    for (const value of boxes[0]!.outline) assert.ok(Number.isFinite(value) && value >= 0 && value <= 20);
    const [x0, y0, x1, y1] = boundsOf(boxes[0]!.outline);
    assert.deepEqual([x1, y1], [20, 10]);
    assert.ok(x0 > 2 && x0 < 3 && y0 > 2 && y0 < 3, `${x0} ${y0}`);
  });

  it('turns and scales keypoints with their angle and size', () => {
    const keypoints = [pointOf(14, 5, 30, 2)];
    const moved = (op: ImageOp) => {
      const { x, y, angleDegrees, size } = movedBy([op], { keypoints }).keypoints[0]!;
      return [x, y, angleDegrees, size];
    };
    close(moved(flip), [6, 5, 150, 2], 1e-6);
    close(moved(quarterTurns(facts, 1)), [5, 6, 120, 2], 1e-6);
    close(
      moved(warp(facts, 20, 10, similarity(40, 1))),
      [10 + 4 * Math.cos(0.6981317), 5 - 4 * Math.sin(0.6981317), 70, 2],
      1e-6,
    );
    close(moved(warp(facts, 40, 20, stretch([0, 0, 20, 10], 40, 20))), [28, 10, 30, 4], 1e-6);
  });

  it('drops keypoints as soon as they leave the picture, unless it shall keep them', () => {
    const keypoints = [pointOf(2, 2), pointOf(12, 2)];
    const ops = [crop(5, 0, 10, 10)];
    assert.deepEqual(
      movedBy(ops, { keypoints }).keypoints.map(({ x }) => x),
      [7],
    );
    assert.deepEqual(
      movedBy(ops, { keypoints, keepsOutside: true }).keypoints.map(({ x }) => x),
      [-3, 7],
    );
  });

  it('knows a mirrored picture', () => {
    assert.equal(isMirrored([flip]), true);
    assert.equal(isMirrored([flip, flip]), false);
    assert.equal(isMirrored([transposed(facts)]), true);
    assert.equal(isMirrored([quarterTurns(facts, 1)]), false);
  });

  it('agrees with points sent through the inverse map, whatever the chain', () => {
    const step = fc.record({
      degrees: fc.double({ min: -180, max: 180, noNaN: true }),
      scale: fc.double({ min: 0.3, max: 3, noNaN: true }),
      tilt: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), (steps) => {
        const ops = steps.map(({ degrees, scale, tilt }) => {
          const m = similarity(degrees, scale);
          return warp(facts, 20, 10, [m[0], m[1], m[2], m[3], m[4], m[5], tilt, tilt / 2, 1]);
        });
        const box = boxOf(4, 2, 13, 8);
        const outline = movedBy(ops, { boxes: [box] }).boxes[0]?.outline ?? [];
        // Of a fine grid of points of the output, as many lie in the box, seen backwards, as the outline's area says.
        let inside = 0;
        const fine = 4;
        for (let i = 0; i < 20 * fine; i++) {
          for (let j = 0; j < 10 * fine; j++) {
            let [x, y] = [(i + 0.5) / fine - 0.5, (j + 0.5) / fine - 0.5];
            let isSeen = true;
            for (const { steps: chain } of [...ops].reverse()) {
              const m = chain[0]!.inverse;
              const w = m[6] * x + m[7] * y + m[8];
              [x, y] = [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w];
              isSeen &&= w > 0 && x >= -0.5 && x <= 19.5 && y >= -0.5 && y <= 9.5;
            }
            if (isSeen && x >= 3.5 && x <= 12.5 && y >= 1.5 && y <= 7.5) inside++;
          }
        }
        const area = areaOf(outline);
        assert.ok(Math.abs(inside / fine ** 2 - area) <= 2 + 0.04 * area, `${inside / fine ** 2} is not ${area}`);
      }),
      { numRuns: 60 },
    );
  });
});
