import assert from 'node:assert/strict';
import type { Canvas } from '../../../vision/kernels/canvas.ts';
import { carryOn } from '../../../vision/kernels/execute.ts';
import type { ImageOp } from '../../../vision/ops/index.ts';
import {
  assertGuards,
  clamp,
  counts,
  curve,
  first,
  levelsOf,
  materials,
  memory,
  picture,
  type Row,
  rows,
  sizes,
  valuesOf,
} from './channel-cases.ts';

function carried(row: Row, name: string, width: number, height: number, channels: readonly number[]): Float32Array {
  const mark = memory.mark();
  const planes = picture(width, height, channels);
  const op = row.op(width, height);
  const canvas: Canvas = { planes, mask: undefined, isDeep: true };
  const ops = row.clamped ? [op, clamp] : [op];
  assert.equal(carryOn(memory, canvas, ops, materials(op, width, height, channels)), undefined);
  assertGuards(planes, name);
  const made = valuesOf(canvas.planes);
  memory.release(mark);
  return made;
}

describe('channels of pictures', () => {
  for (const [name, row] of Object.entries(rows)) {
    it(`${name}: leaves levels within 0..255 and nothing written elsewhere, at any number of channels`, () => {
      for (const [width, height] of sizes) {
        for (const count of counts) {
          const made = carried(row, name, width, height, first(count));
          assert.equal(made.length, width * height * count);
          const bad = made.find((value) => !(value >= 0 && value <= 255));
          assert.equal(bad, undefined, `${name} at ${count} channels of ${width}x${height}: ${bad}`);
        }
      }
    });

    if (row.alone) {
      it(`${name}: of many channels makes what it makes of each`, () => {
        for (const [width, height] of sizes) {
          const single = first(16).map((c) => carried(row, name, width, height, [c]));
          for (const count of [2, 4, 5, 16]) {
            const size = width * height;
            const made = carried(row, name, width, height, first(count));
            for (let c = 0; c < count; c++) {
              assert.deepEqual(made.slice(c * size, (c + 1) * size), single[c], `${name}: channel ${c} of ${count}`);
            }
          }
        }
      });
    }
  }

  it('changes something with each of them', () => {
    for (const [name, row] of Object.entries(rows)) {
      const [width, height] = [33, 20];
      const before = Float32Array.from(first(5).flatMap((c) => [...levelsOf(width * height, c)]));
      assert.notDeepEqual(carried(row, name, width, height, first(5)), before, name);
    }
  });
});

describe('colours of a grey picture', () => {
  const [width, height] = [9, 5];
  const through = (ops: readonly ImageOp[]) => {
    const mark = memory.mark();
    const planes = picture(width, height, [0]);
    assert.equal(carryOn(memory, { planes, mask: undefined }, ops, { whitenings: new Map() }), undefined);
    assertGuards(planes, 'colours');
    const made = valuesOf(planes);
    memory.release(mark);
    return made;
  };
  const levels = levelsOf(width * height, 0);
  const near = (made: Float32Array, expected: (x: number) => number) =>
    made.forEach((value, i) => {
      assert.ok(Math.abs(value - expected(levels[i]!)) < 1e-3, `${value} is not ${expected(levels[i]!)}`);
    });

  it('are what green becomes of R = G = B', () => {
    near(through([{ kind: 'color', matrix: [1, 0, 0, 0, 0.1, 0.2, 0.3, 7, 0, 0, 1, 0] }]), (x) => 0.6 * x + 7);
    const tables = [curve.map(() => 0), curve, curve.map(() => 1)] as const;
    near(through([{ kind: 'curve', tables }]), (x) => {
      const low = Math.min(254, Math.floor(x));
      return curve[low]! + (curve[low + 1]! - curve[low]!) * (x - low);
    });
  });

  it('have no hue and no saturation, but a value', () => {
    assert.deepEqual(through([{ kind: 'hue', turns: 0.3 }]), levels);
    near(through([{ kind: 'hueSaturation', turns: 0.3, saturationShift: 0.5, valueShift: 20 }]), (x) =>
      Math.min(255, x + 20),
    );
  });
});
