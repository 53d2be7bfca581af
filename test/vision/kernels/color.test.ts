import assert from 'node:assert/strict';
import fc from 'fast-check';
import { channelMeans, channelMoments, colorPass } from '../../../vision/kernels/color.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import type { ColorPassOp } from '../../../vision/ops/index.ts';
import { colorOracle } from './color-oracle.ts';
import { assertNear, planesOf, valuesOf } from './picture.ts';

const level = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.float({ min: 0, max: 255, noNaN: true }));
const picture = fc.tuple(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 7 })).chain(([width, height]) => {
  const size = 3 * width * height;
  return fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    values: fc.array(level, { minLength: size, maxLength: size }),
  });
});
const coefficient = fc.double({ min: -2, max: 2, noNaN: true });
const matrix = fc.array(coefficient, { minLength: 12, maxLength: 12 });
const table = fc.array(fc.double({ min: -20, max: 300, noNaN: true }), { minLength: 256, maxLength: 256 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

function run(width: number, height: number, values: readonly number[], op: Omit<ColorPassOp, 'kind'>): Float32Array {
  const memory = new KernelMemory();
  const planes = planesOf(memory, width, height, values);
  colorPass(memory, planes, { kind: 'colorPass', ...op });
  return valuesOf(memory, planes);
}

function colorsOf(values: ArrayLike<number>): [number, number, number][] {
  const size = values.length / 3;
  return Array.from({ length: size }, (_, i) => [values[i]!, values[size + i]!, values[2 * size + i]!]);
}

const strip = Array.from({ length: 3 * 37 }, (_, i) => (i * 71) % 256);

describe('colour pass', () => {
  it('is its oracle, with any parts', () => {
    fc.assert(
      fc.property(
        picture,
        optional(matrix),
        optional(fc.double({ min: -2, max: 2, noNaN: true })),
        optional(matrix),
        fc.boolean(),
        ({ width, height, values }, pre, hueTurns, post, clamp) => {
          const op = { ...(pre && { pre }), ...(hueTurns !== undefined && { hueTurns }), ...(post && { post }), clamp };
          const out = colorsOf(run(width, height, values, op));
          const rounded = colorsOf(Float32Array.from(values));
          out.forEach((color, i) => {
            assertNear(color, colorOracle(rounded[i]!, op), 0.01);
          });
        },
      ),
    );
  });

  it('is its oracle around a turn of hue, with any jitter of brightness, contrast and saturation', () => {
    const factor = fc.double({ min: 0, max: 2, noNaN: true });
    const jitter = fc.tuple(factor, factor, fc.double({ min: -90, max: 90, noNaN: true })).map(([gain, s, add]) => {
      const grey = [0.299, 0.587, 0.114].map((weight) => gain * (1 - s) * weight);
      return [0, 1, 2].flatMap((row) => [...grey.map((weight, c) => weight + (c === row ? gain * s : 0)), add]);
    });
    const shift = fc.tuple(level, level, level);
    fc.assert(
      fc.property(
        picture,
        optional(jitter),
        jitter,
        shift,
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.boolean(),
        (source, pre, jitted, shifts, hueTurns, clamp) => {
          const post = jitted.map((value, i) => (i % 4 === 3 ? value - shifts[i >> 2]! : value));
          for (const op of [
            { ...(pre && { pre }), hueTurns, post, clamp },
            { pre: post, hueTurns, clamp },
            { pre: jitted, clamp },
          ]) {
            const out = colorsOf(run(source.width, source.height, source.values, op));
            const rounded = colorsOf(Float32Array.from(source.values));
            out.forEach((color, i) => {
              assertNear(color, colorOracle(rounded[i]!, op), 5e-3);
            });
          }
        },
      ),
    );
  });

  it('is its oracle with curves, which clamp what comes in', () => {
    fc.assert(
      fc.property(
        picture,
        fc.tuple(table, table, table),
        matrix,
        fc.boolean(),
        ({ width, height, values }, tables, post, clamp) => {
          const stretch = [1.2, 0, 0, -20, 0, 1.2, 0, -20, 0, 0, 1.2, -20];
          for (const op of [
            { tables, clamp },
            { pre: stretch, hueTurns: 0.4, tables, post, clamp },
          ]) {
            const out = colorsOf(run(width, height, values, op));
            const rounded = colorsOf(Float32Array.from(values));
            // A curve may rise by 320 in one level, and multiplies what the pass before it rounded off.
            out.forEach((color, i) => {
              assertNear(color, colorOracle(rounded[i]!, op), 0.5);
            });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives back a curve at its entries to the bit', () => {
    const curve = Array.from({ length: 256 }, (_, i) => Math.fround(255 * (i / 255) ** 2.2));
    const values = [...Array(256).keys(), ...Array(256).keys(), ...Array(256).keys()];
    const out = run(16, 16, values, { tables: [curve, curve, curve], clamp: false });
    assert.deepEqual([...out], [...curve, ...curve, ...curve]);
  });

  it('turns hue by thirds by moving the channels round', () => {
    for (const [turns, order] of [
      [1 / 3, [2, 0, 1]],
      [2 / 3, [1, 2, 0]],
      [-1 / 3, [1, 2, 0]],
    ] as const) {
      const out = run(37, 1, strip, { hueTurns: turns, clamp: false });
      const size = 37;
      order.forEach((from, to) => {
        assertNear(out.subarray(to * size, (to + 1) * size), strip.slice(from * size, (from + 1) * size), 1e-3);
      });
    }
  });

  it('turns hue by whole turns not at all, and by next to none by next to nothing', () => {
    for (const turns of [0, 1, -3]) assert.deepEqual([...run(37, 1, strip, { hueTurns: turns, clamp: false })], strip);
    assertNear(run(37, 1, strip, { hueTurns: 1e-9, clamp: false }), strip, 1e-3);
  });

  it('leaves grey, value and chroma alone when it turns hue', () => {
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 9, maxLength: 9 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (row, turns) => {
          const grey = run(9, 1, [...row, ...row, ...row], { hueTurns: turns, clamp: false });
          assert.deepEqual(grey, Float32Array.from([...row, ...row, ...row]));
          const color = colorsOf(Float32Array.from([...row, ...row.toReversed(), ...row.map((x) => 255 - x)]));
          const turned = colorsOf(
            run(9, 1, [...row, ...row.toReversed(), ...row.map((x) => 255 - x)], { hueTurns: turns, clamp: false }),
          );
          turned.forEach((out, i) => {
            assertNear([Math.max(...out), Math.min(...out)], [Math.max(...color[i]!), Math.min(...color[i]!)], 1e-4);
          });
        },
      ),
    );
  });

  it('clamps, and takes what is no number for black', () => {
    const out = run(2, 1, [-5, Number.NaN, 255.5, 1e9, 7.25, 255], { clamp: true });
    assert.deepEqual([...out], [0, 0, 255, 255, 7.25, 255]);
  });

  it('gives its scratch memory back', () => {
    const memory = new KernelMemory();
    const planes = planesOf(memory, 37, 1, strip);
    const mark = memory.mark();
    const curve = [...Array(256).keys()];
    colorPass(memory, planes, { kind: 'colorPass', hueTurns: 0.1, tables: [curve, curve, curve], clamp: true });
    assert.equal(memory.mark(), mark);
  });
});

describe('channel statistics', () => {
  it('are the mean and variance in double precision', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 1, max: 40 }), ({ width, height, values }, times) => {
        const size = width * height;
        const long = [0, 1, 2].flatMap((c) =>
          Array(times)
            .fill(values.slice(c * size, (c + 1) * size))
            .flat(),
        );
        const memory = new KernelMemory();
        const planes = planesOf(memory, width, height * times, long);
        const { mean, variance } = channelMoments(memory, planes);
        assert.deepEqual(channelMeans(memory, planes), mean);
        for (let c = 0; c < 3; c++) {
          const channel = [...Float32Array.from(values.slice(c * size, (c + 1) * size))];
          const center = channel.reduce((sum, x) => sum + x, 0) / size;
          const spread = channel.reduce((sum, x) => sum + (x - center) ** 2, 0) / size;
          assertNear([mean[c]!, variance[c]!], [center, spread], 1e-5 * Math.max(1, spread));
        }
      }),
    );
  });

  it('of a constant are it and 0', () => {
    const memory = new KernelMemory();
    for (const value of [0, 100.3, 255]) {
      const planes = planesOf(memory, 101, 57, Array(3 * 101 * 57).fill(value));
      assert.deepEqual(channelMoments(memory, planes).variance, [0, 0, 0]);
      assertNear(channelMeans(memory, planes), Array(3).fill(Math.fround(value)), 1e-9);
    }
  });
});
