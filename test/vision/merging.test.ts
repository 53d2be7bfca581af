import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chosenObjects, covered, mergeTargets, moved, within } from '../../vision/merging.ts';
import { partnerOf, sharesAfter } from '../../vision/mixing.ts';
import type { CopyPasteOp, CutMixOp, MixUpOp, MosaicOp, PixelBox } from '../../vision/ops/index.ts';
import { areaOf, clipToBox, boundsOf as edgesOf } from '../../vision/outline.ts';
import type { Box, Keypoint, Targets } from '../../vision/targets.ts';

const box = (left: number, top: number, width: number, height: number, index = 0): Box => {
  const [right, bottom] = [left + width, top + height];
  return {
    outline: [left, top, right, top, right, bottom, left, bottom],
    wholeArea: width * height,
    label: index,
    index,
  };
};
const point = (x: number, y: number, index = 0): Keypoint => ({ x, y, angleDegrees: 0, size: 1, label: 0, index });
const only = (...boxes: Box[]): Targets => ({ boxes, keypoints: [] });
/** [left, top, width, height]. */
const boundsOf = (outline: readonly number[]): PixelBox => {
  const [left, top, right, bottom] = edgesOf(outline);
  return [left, top, right - left, bottom - top];
};
const clipped = (outline: readonly number[], [left, top, w, h]: PixelBox) =>
  clipToBox(outline, left, top, left + w, top + h);
const visible = ({ outline, wholeArea }: Box) => areaOf(outline) / wholeArea;
const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${a}, expected ${b}`);
const mixed = { fits: [], shares: [0.5] } as const;

describe('targets of mixed pictures', () => {
  it('mixUp keeps all of both, and says whose they are', () => {
    const op: MixUpOp = { kind: 'mixUp', partners: [0], ...mixed };
    const merged = mergeTargets(op, only(box(0, 0, 5, 5)), [
      { id: 7, targets: { boxes: [box(2, 2, 4, 4, 1)], keypoints: [point(3, 3)] } },
    ]);
    assert.deepEqual(
      merged.boxes.map(({ sampleId }) => sampleId),
      [undefined, 7],
    );
    assert.deepEqual(merged.keypoints, [{ ...point(3, 3), sampleId: 7 }]);
    assert.deepEqual(mergeTargets(op, only(box(0, 0, 5, 5)), [{ id: 7, targets: undefined }]), only(box(0, 0, 5, 5)));
  });

  it('a sample that was mixed in keeps what it is of, through the next one', () => {
    const op: MixUpOp = { kind: 'mixUp', partners: [0], ...mixed };
    const first = mergeTargets(op, only(), [{ id: 7, targets: only(box(0, 0, 5, 5)) }]);
    assert.equal(mergeTargets(op, first, [{ id: 2, targets: only() }]).boxes[0]!.sampleId, 7);
  });

  it('cutMix clips the partner to the box, and cuts off or leaves out what it covers', () => {
    const op: CutMixOp = { kind: 'cutMix', partners: [0], ...mixed, box: [10, 0, 10, 20] };
    const own = {
      boxes: [box(5, 5, 10, 10, 0), box(11, 5, 5, 5, 1), box(0, 0, 5, 5, 2)],
      keypoints: [point(12, 3, 0), point(9.9, 3, 1)],
    };
    const partner = {
      boxes: [box(0, 0, 5, 5, 0), box(5, 5, 10, 10, 1)],
      keypoints: [point(15, 15, 0), point(1, 1, 1)],
    };
    const { boxes, keypoints } = mergeTargets(op, own, [{ id: 3, targets: partner }]);
    assert.deepEqual(
      boxes.map(({ outline, index, sampleId }) => [boundsOf(outline), index, sampleId]),
      [
        [[5, 5, 5, 10], 0, undefined],
        [[0, 0, 5, 5], 2, undefined],
        [[10, 5, 5, 10], 1, 3],
      ],
    );
    near(visible(boxes[0]!), 0.5);
    near(visible(boxes[2]!), 0.5);
    assert.deepEqual(
      keypoints.map(({ index, sampleId }) => [index, sampleId]),
      [
        [1, undefined],
        [0, 3],
      ],
    );
  });

  it('mosaic moves each into its cell', () => {
    const cells: PixelBox[] = [
      [6, 4, 4, 6],
      [0, 0, 6, 4],
    ];
    const op: MosaicOp = { kind: 'mosaic', partners: [0], ...mixed, cells, makes: { width: 10, height: 10 } };
    const { boxes, keypoints } = mergeTargets(op, only(box(0, 1, 2, 2)), [
      { id: 1, targets: { boxes: [box(1, 1, 3, 3)], keypoints: [point(2, 2)] } },
    ]);
    assert.deepEqual(
      boxes.map(({ outline }) => boundsOf(outline)),
      [
        [6, 5, 2, 2],
        [1, 1, 3, 3],
      ],
    );
    assert.deepEqual([keypoints[0]!.x, keypoints[0]!.y], [2, 2]);
  });

  it('copyPaste takes as many objects as their odds say, and covers what lies beneath', () => {
    const op = (odds: number): CopyPasteOp => ({ kind: 'copyPaste', partners: [0], ...mixed, odds, key: [1, 2, 3, 4] });
    const partner = { boxes: [box(0, 0, 10, 10, 0)], keypoints: [point(5, 5, 0), point(15, 15, 1)] };
    const own = { boxes: [box(2, 2, 5, 5, 0), box(12, 12, 3, 3, 1)], keypoints: [point(3, 3)] };
    const all = mergeTargets(op(1), own, [{ id: 9, targets: partner }]);
    assert.deepEqual(
      all.boxes.map(({ index, sampleId }) => [index, sampleId]),
      [
        [1, undefined],
        [0, 9],
      ],
    );
    assert.deepEqual(
      all.keypoints.map(({ index, sampleId }) => [index, sampleId]),
      [[0, 9]],
    );
    assert.deepEqual(mergeTargets(op(0), own, [{ id: 9, targets: partner }]), own);
    const chosen = chosenObjects(op(0.3), 5000).filter(Boolean).length;
    assert.ok(chosen > 1350 && chosen < 1650, String(chosen));
  });

  it('of a box that is covered in a corner or its middle the outline stays, and its visible fraction is right', () => {
    for (const area of [
      [5, 5, 10, 10],
      [2, 2, 3, 3],
      [0, 3, 4, 3],
    ] as const) {
      const [made] = covered(only(box(0, 0, 10, 10)), area).boxes;
      assert.deepEqual(boundsOf(made!.outline), [0, 0, 10, 10]);
      const inside = clipped(box(0, 0, 10, 10).outline, area);
      near(visible(made!), 1 - areaOf(inside) / 100);
    }
  });

  const pixel = fc.integer({ min: 0, max: 40 });
  const side = fc.integer({ min: 1, max: 30 });
  const anyBox = fc.tuple(pixel, pixel, side, side);

  it('what is covered and what is left make the whole, for any box', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (b, area) => {
        const own = only(box(...b));
        const [left] = covered(own, area).boxes;
        const [inside] = within(own, area).boxes;
        const fraction = (made: Box | undefined) => (made === undefined ? 0 : visible(made));
        near(fraction(left) + fraction(inside), 1);
        if (left !== undefined) {
          const [x, y, w, h] = boundsOf(left.outline);
          assert.ok(x >= b[0] && y >= b[1] && x + w <= b[0] + b[2] && y + h <= b[1] + b[3]);
        }
      }),
    );
  });

  it('clips turned boxes to their share, as counting points does', () => {
    fc.assert(
      fc.property(anyBox, fc.double({ min: 0, max: 6, noNaN: true }), (area, turn) => {
        const [c, s] = [Math.cos(turn), Math.sin(turn)];
        const outline = [-10, -6, 10, -6, 10, 6, -10, 6].map((_, i, all) => {
          const [x, y] = [all[i - (i % 2)]!, all[i - (i % 2) + 1]!];
          return 20 + (i % 2 === 0 ? c * x - s * y : s * x + c * y);
        });
        let inside = 0;
        for (let u = 0; u < 60; u++) {
          for (let v = 0; v < 60; v++) {
            const [x, y] = [-10 + (u + 0.5) / 3, -6 + (v + 0.5) / 5];
            const [px, py] = [20 + c * x - s * y, 20 + s * x + c * y];
            if (px >= area[0] && px < area[0] + area[2] && py >= area[1] && py < area[1] + area[3]) inside++;
          }
        }
        assert.ok(Math.abs(areaOf(clipped(outline, area)) - inside / 15) < 6);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('moving there and back changes nothing', () => {
    const targets = { boxes: [box(1, 2, 3, 4)], keypoints: [point(5, 6)] };
    assert.deepEqual(moved(moved(targets, 7, -3), -7, 3), targets);
  });
});

describe('partners', () => {
  it('are every other sample alike, and the sample itself only where there is no other', () => {
    const counts = new Float64Array(5);
    for (let i = 0; i < 1000; i++) counts[partnerOf(i / 1000, 2, 5)]!++;
    assert.deepEqual([...counts], [250, 250, 0, 250, 250]);
    assert.equal(partnerOf(0.9, 0, 1), 0);
    assert.equal(partnerOf(1 - 2 ** -53, 9, 10), 8);
    assert.equal(partnerOf(1 - 2 ** -53, 0, 2 ** 31), 2 ** 31 - 1);
  });

  it('have shares that sum to 1, through any number of mixes', () => {
    const first = sharesAfter([[4, 1]], [0.25], [9]);
    assert.deepEqual(first, [
      [4, 0.75],
      [9, 0.25],
    ]);
    assert.deepEqual(sharesAfter(first, [0.1, 0.1, 0.3], [4, 5, 5]), [
      [4, 0.75 * 0.5 + 0.1],
      [9, 0.125],
      [5, 0.4],
    ]);
  });
});
