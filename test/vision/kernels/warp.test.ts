import assert from 'node:assert/strict';
import fc from 'fast-check';
import { halve, rebase, shrinkOf, sourceBounds } from '../../../vision/kernels/warp.ts';
import type { Interpolation, Matrix3 } from '../../../vision/ops/index.ts';
import {
  borders,
  cases,
  furthest,
  interpolations,
  load,
  memory,
  noise,
  picture,
  run,
  size,
  step,
  turn,
} from './warp-cases.ts';
import { oracle, type Picture } from './warp-oracle.ts';

/** What the source holds there, rounded to bytes: the input of a second, separate warp. */
function rounded(planes: Float32Array, width: number, height: number): Picture {
  return picture(width, height, (x, y, c) =>
    Math.min(255, Math.max(0, Math.round(planes[(c * height + y) * width + x]!))),
  );
}

function cut(source: Picture, [left, top, width, height]: readonly number[]): Picture {
  return picture(width!, height!, (x, y, c) => source.data[((top! + y) * source.width + left! + x) * 4 + c]!);
}

function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / a.length));
}

const smooth = picture(90, 70, (x, y, c) => 127.5 + 60 * Math.sin(x / (7 + c)) + 60 * Math.cos(y / 9 + x / 20));

describe('warp', () => {
  // Black-and-white noise makes the most of every error: a filter's place is rounded to 1/512 pixel when it comes from
  // a table (up to 0.5 grey levels a step from black to white), and not noticeably when it does not.
  it('does what the oracle does: 1 to 3 steps, all borders and filters, any size', () => {
    fc.assert(
      fc.property(cases, ({ source, steps, spare }) => {
        const worst = furthest(run(source, steps, spare), oracle(source, steps));
        const kind = steps.find((s) => s.interpolation !== 'any')?.interpolation ?? 'any';
        const shrink = shrinkOf(steps);
        const tabled = kind === 'bicubic' || (kind === 'bilinear' && Math.max(shrink.x, shrink.y) > 1);
        const tolerance = tabled ? 0.75 : kind === 'bilinear' ? 0.08 : 1e-4;
        assert.ok(worst <= tolerance, `${kind}: off by ${worst}`);
      }),
      { numRuns: 1500 },
    );
  });

  it('agrees to 0.1 grey levels in the mean on black-and-white noise', () => {
    const source = noise(300, 200, 3);
    for (const interpolation of ['bilinear', 'bicubic'] as const) {
      for (const shrink of [0.7, 1, 1.4, 1.8, 3.3]) {
        const steps = [
          step(96, 96, {
            inverse: turn(10, shrink, shrink, [300, 200], [96, 96]),
            window: [0, 0, 300, 200],
            border: 'reflect',
            interpolation,
          }),
        ];
        const [actual, { planes }] = [run(source, steps), oracle(source, steps)];
        const mean = actual.reduce((sum, v, i) => sum + Math.abs(v - planes[i]!), 0) / actual.length;
        assert.ok(mean < 0.1, `${interpolation} ${shrink}: ${mean}`);
      }
    }
  });

  it('copies exactly what only moves by whole pixels: nothing, flips, crops, quarter turns', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer(),
        fc.constantFrom(...interpolations, 'any' as const),
        (w, h, seed, interpolation) => {
          const source = noise(w, h, seed);
          const moves: readonly (readonly [
            Matrix3,
            number,
            number,
            (x: number, y: number) => readonly [number, number],
          ])[] = [
            [[1, 0, 0, 0, 1, 0, 0, 0, 1], w, h, (x, y) => [x, y]],
            [[-1, 0, w - 1, 0, 1, 0, 0, 0, 1], w, h, (x, y) => [w - 1 - x, y]],
            [[1, 0, 0, 0, -1, h - 1, 0, 0, 1], w, h, (x, y) => [x, h - 1 - y]],
            [[-1, 0, w - 1, 0, -1, h - 1, 0, 0, 1], w, h, (x, y) => [w - 1 - x, h - 1 - y]],
            [[0, 1, 0, -1, 0, h - 1, 0, 0, 1], h, w, (x, y) => [y, h - 1 - x]],
            [[0, -1, w - 1, 1, 0, 0, 0, 0, 1], h, w, (x, y) => [w - 1 - y, x]],
            [[1, 0, w >> 1, 0, 1, h >> 1, 0, 0, 1], w - (w >> 1), h - (h >> 1), (x, y) => [x + (w >> 1), y + (h >> 1)]],
          ];
          for (const [inverse, width, height, from] of moves) {
            for (const border of borders) {
              const planes = run(source, [
                step(width, height, { inverse, window: [0, 0, w, h], border, fill: [9, 9, 9], interpolation }),
              ]);
              planes.forEach((v, i) => {
                const [x, y] = from(i % width, Math.floor(i / width) % height);
                assert.equal(v, source.data[(y * w + x) * 4 + Math.floor(i / (width * height))]);
              });
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves a picture of one colour as it is, whatever it does', () => {
    fc.assert(
      fc.property(
        cases,
        fc.constantFrom('edge' as const, 'reflect' as const, 'wrap' as const),
        ({ source, steps }, border) => {
          const color = [255, 1, 100];
          const plain = picture(source.width, source.height, (_x, _y, c) => color[c]!);
          const planes = run(
            plain,
            steps.map((s) => ({ ...s, border: s.border === 'constant' ? border : s.border })),
          );
          const count = planes.length / 3;
          for (const [i, v] of planes.entries()) assert.ok(Math.abs(v - color[Math.floor(i / count)]!) < 1e-3, `${v}`);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('does not alias when it shrinks', () => {
    // A zone plate: at radius r a wave of r / 512 cycles a pixel. At a third of the size, 1/3 cycle and near it turn
    // into a broad false wave where they are not filtered out.
    const plate = picture(
      420,
      420,
      (x, y) => 127.5 + 127 * Math.cos((Math.PI * ((x - 209.5) ** 2 + (y - 209.5) ** 2)) / 512),
    );
    const contrast = (interpolation: Interpolation, degrees: number) => {
      const planes = run(plate, [
        step(140, 140, {
          inverse: turn(degrees, 3, 3, [420, 420], [140, 140]),
          window: [0, 0, 420, 420],
          interpolation,
        }),
      ]);
      const ring: number[] = [];
      for (let i = 0; i < 140 * 140; i++) {
        const radius = 3 * Math.sqrt(((i % 140) - 69.5) ** 2 + (Math.floor(i / 140) - 69.5) ** 2);
        if (radius > 160 && radius < 180) ring.push(planes[i]!);
      }
      const mean = ring.reduce((a, b) => a + b) / ring.length;
      return Math.sqrt(ring.reduce((sum, v) => sum + (v - mean) ** 2, 0) / ring.length);
    };
    for (const degrees of [0, 10, 45]) {
      assert.ok(contrast('nearest', degrees) > 60);
      assert.ok(contrast('bilinear', degrees) < 6, `bilinear ${contrast('bilinear', degrees)}`);
      assert.ok(contrast('bicubic', degrees) < 6, `bicubic ${contrast('bicubic', degrees)}`);
    }
  });

  it('gives the same from the part of the source that sourceBounds names', () => {
    fc.assert(
      fc.property(cases, ({ source, steps }) => {
        const bounds = sourceBounds(steps);
        const [left, top, width, height] = bounds;
        const [l, t, w, h] = steps[0]!.window;
        assert.ok(left >= l && top >= t && width > 0 && height > 0 && left + width <= l + w && top + height <= t + h);
        const [whole, part] = [run(source, steps), run(cut(source, bounds), rebase(steps, { scale: 1, left, top }))];
        // A phase may round the other way when numbers get smaller; places between pixels that are chosen may not.
        const tolerance = steps.some((s) => s.interpolation === 'nearest') ? 0 : 0.75;
        for (const [i, v] of whole.entries()) assert.ok(Math.abs(v - part[i]!) <= tolerance, `${v} ${part[i]}`);
      }),
      { numRuns: 800 },
    );
  });

  it('names a part no larger than it must be', () => {
    const steps = [step(10, 10, { inverse: [1, 0, 50, 0, 1, 20, 0, 0, 1], window: [0, 0, 90, 70] })];
    assert.deepEqual(sourceBounds(steps), [47, 17, 16, 16]);
  });

  it('takes a source that was decoded at half the size', () => {
    const mark = memory.mark();
    const half = halve(memory, load(smooth));
    const data = memory.bytes.slice(half.pointer, half.pointer + half.width * half.height * 4);
    memory.release(mark);
    for (const interpolation of ['bilinear', 'bicubic'] as const) {
      const steps = [
        step(24, 20, {
          inverse: turn(8, 3, 3, [90, 70], [24, 20]),
          window: [3, 5, 80, 61],
          border: 'constant',
          interpolation,
        }),
      ];
      const small = rebase(steps, { scale: 2, left: 0, top: 0 });
      assert.ok(Math.abs(shrinkOf(small).x - 1.5) < 1e-9);
      const quality = psnr(run(smooth, steps), run({ width: half.width, height: half.height, data }, small));
      assert.ok(quality > 38, `${interpolation} ${quality}`);
    }
  });

  it('makes of many steps what they make one after the other', () => {
    for (const interpolation of ['bilinear', 'bicubic'] as const) {
      for (const border of borders) {
        const crop = step(64, 64, { inverse: [1.1, 0, 7, 0, 0.9, 4, 0, 0, 1], window: [7, 4, 71, 58], interpolation });
        const rotated = step(64, 64, {
          inverse: turn(12, 1, 1, [64, 64], [64, 64]),
          border,
          fill: [120, 130, 110],
          interpolation,
        });
        const between = rounded(run(smooth, [crop]), 64, 64);
        const quality = psnr(run(smooth, [crop, rotated]), run(between, [rotated]));
        assert.ok(quality > 40, `${interpolation} ${border} ${quality}`);
      }
    }
  });

  it('knows how much it shrinks', () => {
    const turned = [step(30, 30, { inverse: turn(30, 2, 3, [90, 90], [30, 30]) })];
    assert.ok(Math.abs(shrinkOf(turned).x - 2) < 1e-12 && Math.abs(shrinkOf(turned).y - 3) < 1e-12);
    const tilted: Matrix3 = [2, 0.3, 5, 0.1, 1.7, 3, 0.004, 0.002, 1];
    const ahead = (x: number, y: number) => (2 * x + 0.3 * y + 5) / (0.004 * x + 0.002 * y + 1);
    const [c, e] = [14.5, 1e-5];
    const [a, b] = [(ahead(c + e, c) - ahead(c - e, c)) / (2 * e), (ahead(c, c + e) - ahead(c, c - e)) / (2 * e)];
    assert.ok(Math.abs(shrinkOf([step(30, 30, { inverse: tilted })]).x - Math.sqrt(a * a + b * b)) < 1e-6);
    assert.deepEqual(shrinkOf([step(3, 3, { inverse: turn(5, 9, 9, [27, 27], [3, 3]), interpolation: 'nearest' })]), {
      x: 1,
      y: 1,
    });
  });

  it('stays within the palette beyond the horizon and for absurd matrices', () => {
    const source = noise(40, 30, 5);
    for (const interpolation of interpolations) {
      for (const border of borders) {
        for (const inverse of [
          [1, 0, 0, 0, 1, 0, -0.1, 0.02, 1],
          [1e9, 3, -1e8, 1, -1e9, 5, 0, 0, 1],
          [0, 0, 7.5, 0, 0, 9.5, 0, 0, 1],
        ] as const) {
          const planes = run(source, [step(40, 30, { inverse, border, fill: [3, 3, 3], interpolation })]);
          assert.ok(planes.every((v) => v >= 0 && v < 255.001));
        }
      }
    }
  });

  it('halves by averaging, rounding half up', () => {
    fc.assert(
      fc.property(size, size, fc.integer(), fc.boolean(), fc.boolean(), (w, h, seed, across, down) => {
        const mark = memory.mark();
        const source = noise(w, h, seed);
        const half = halve(memory, load(source, 12), across, down);
        const data = memory.bytes.slice(half.pointer, half.pointer + half.width * half.height * 4);
        memory.release(mark);
        const pick = (x: number, y: number, c: number) =>
          source.data[(Math.min(y, h - 1) * w + Math.min(x, w - 1)) * 4 + c]!;
        const [i, j] = [across ? 2 : 1, down ? 2 : 1];
        const expected = picture(Math.ceil(w / i), Math.ceil(h / j), (x, y, c) => {
          let sum = 0;
          for (let k = 0; k < 4; k++) sum += pick(x * i + (k % i), y * j + ((k >> 1) % j), c);
          return Math.floor(sum / 4 + 0.5);
        });
        assert.deepEqual(data, expected.data);
      }),
    );
  });
});
