import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Planes } from '../../../vision/kernels/memory.ts';
import { shrinkOf } from '../../../vision/kernels/warp.ts';
import { warpPlanes } from '../../../vision/kernels/warp-planes.ts';
import type { WarpStep } from '../../../vision/ops/index.ts';
import { cases, furthest, interpolations, memory, noise, run, step, turn } from './warp-cases.ts';
import { oracle, type Picture } from './warp-oracle.ts';

/** The channels of planes seen through steps; throws where anything around source and target is touched. */
function runDeep(
  width: number,
  height: number,
  channels: number,
  values: ArrayLike<number>,
  steps: readonly WarpStep[],
): Float32Array {
  const mark = memory.mark();
  const last = steps.at(-1)!;
  const source = guarded({ width, height, channels });
  memory.floats.set(values, source.pointer >> 2);
  const target = guarded({ width: last.width, height: last.height, channels });
  const top = memory.mark();
  warpPlanes(memory, source, steps, target);
  assert.equal(memory.mark(), top);
  assertGuards(source);
  assertGuards(target);
  const made = memory.floats.slice(target.pointer >> 2, (target.pointer >> 2) + channels * last.width * last.height);
  memory.release(mark);
  return made;
}

const room = 16;

function guarded({ width, height, channels }: Omit<Planes, 'pointer'>): Planes {
  const count = width * height * channels;
  const pointer = memory.allocate((count + 2 * room) * 4) + room * 4;
  memory.floats.fill(Number.NaN, (pointer >> 2) - room, (pointer >> 2) + count + room);
  return { pointer, width, height, channels };
}

function assertGuards({ pointer, width, height, channels }: Planes): void {
  const [first, end] = [pointer >> 2, (pointer >> 2) + width * height * channels];
  assert.ok(memory.floats.subarray(first - room, first).every(Number.isNaN), 'something was written before the planes');
  assert.ok(memory.floats.subarray(end, end + room).every(Number.isNaN), 'something was written behind the planes');
}

function planesOf({ width, height, data }: Picture): Float32Array {
  return Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const [c, pixel] = [Math.floor(i / (width * height)), i % (width * height)];
    return data[pixel * 4 + c]!;
  });
}

/** A picture of many channels: each is one of the three of `source`. */
function channelsOf(source: Float32Array, size: number, channels: number, from: (c: number) => number): Float32Array {
  const all = new Float32Array(size * channels);
  for (let c = 0; c < channels; c++) all.set(source.subarray(from(c) * size, (from(c) + 1) * size), c * size);
  return all;
}

const word = (i: number) => (Math.imul(i + 1, 0x9e3779b1) >>> 16) / 257;

describe('warp of float planes', () => {
  // Weights are worked out for each place, so that it is nearer to the oracle than bytes are: 0.75 there, 0.01 here.
  it('does what the oracle does: 1 to 3 steps, all borders and filters, any size', () => {
    fc.assert(
      fc.property(cases, ({ source, steps }) => {
        const shrink = shrinkOf(steps);
        const most = Math.max(shrink.x, shrink.y);
        const made = runDeep(source.width, source.height, 3, planesOf(source), steps);
        const worst = furthest(made, oracle(source, steps));
        // Where pixels are averaged in pairs first, the oracle rounds as bytes do, each time.
        const rounding = most > 3.9 ? 0.5 * Math.ceil(Math.log2(most)) : 0;
        assert.ok(worst <= 0.02 + rounding, `off by ${worst}, shrunk by ${most}`);
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with bytes as far as their weights of 16 bits and their places of 1/512 pixel allow', () => {
    fc.assert(
      fc.property(cases, ({ source, steps }) => {
        const made = runDeep(source.width, source.height, 3, planesOf(source), steps);
        const bytes = run(source, steps);
        const { doubtful } = oracle(source, steps);
        const count = doubtful.length;
        for (let i = 0; i < made.length; i++) {
          if (!doubtful[i % count]) assert.ok(Math.abs(made[i]! - bytes[i]!) <= 2, `${i}: ${made[i]} ${bytes[i]}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does to each of 1 to 16 channels what it does to one of three', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(1, 2, 4, 5, 16), ({ source, steps }, channels) => {
        const { width, height } = source;
        const last = steps.at(-1)!;
        const [from, to] = [width * height, last.width * last.height];
        const planes = planesOf(source);
        const pick = (c: number) => (channels === 1 ? 1 : Math.min(c, 2));
        const three = runDeep(width, height, 3, planes, steps);
        const made = runDeep(width, height, channels, channelsOf(planes, from, channels, pick), steps);
        assert.deepEqual(made, channelsOf(three, to, channels, pick));
      }),
      { numRuns: 300 },
    );
  });

  it('copies to the bit what only moves whole pixels, with any filter', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 7],
      [5, 3],
      [37, 20],
    ] as const) {
      for (const channels of [1, 2, 3, 5, 16]) {
        const values = Float32Array.from({ length: width * height * channels }, (_, i) => word(i));
        for (const interpolation of [...interpolations, 'any' as const]) {
          const whole = { window: [0, 0, width, height] as const, interpolation };
          const at = (c: number, x: number, y: number) => values[(c * height + y) * width + x]!;
          const check = (last: WarpStep, source: (x: number, y: number) => readonly [number, number]) => {
            const expected = new Float32Array(last.width * last.height * channels);
            for (let i = 0; i < expected.length; i++) {
              const [c, rest] = [Math.floor(i / (last.width * last.height)), i % (last.width * last.height)];
              expected[i] = at(c, ...source(rest % last.width, Math.floor(rest / last.width)));
            }
            assert.deepEqual(runDeep(width, height, channels, values, [last]), expected);
          };
          const [w, h] = [width - 1, height - 1];
          check(step(width, height, whole), (x, y) => [x, y]);
          check(step(width, height, { ...whole, inverse: [-1, 0, w, 0, 1, 0, 0, 0, 1] }), (x, y) => [w - x, y]);
          check(step(width, height, { ...whole, inverse: [-1, 0, w, 0, -1, h, 0, 0, 1] }), (x, y) => [w - x, h - y]);
          check(step(height, width, { ...whole, inverse: [0, -1, w, 1, 0, 0, 0, 0, 1] }), (x, y) => [w - y, x]);
          check(step(height, width, { ...whole, inverse: [0, 1, 0, 1, 0, 0, 0, 0, 1] }), (x, y) => [y, x]);
        }
      }
    }
  });

  it('keeps levels between whole ones: a slope stays one to 1/1000 of a level', () => {
    const [width, height] = [60, 40];
    const slope = (x: number, y: number) => 20.3 + x * 1.7 + y * 0.13;
    const values = Float32Array.from({ length: width * height }, (_, i) => slope(i % width, Math.floor(i / width)));
    for (const interpolation of ['bilinear', 'bicubic'] as const) {
      const inverse = turn(17, 0.4, 0.6, [width, height], [50, 30]);
      const made = runDeep(width, height, 1, values, [
        step(50, 30, { inverse, window: [0, 0, width, height], interpolation }),
      ]);
      for (let i = 0; i < made.length; i++) {
        const [x, y] = [i % 50, Math.floor(i / 50)];
        const [u, v] = [inverse[0] * x + inverse[1] * y + inverse[2], inverse[3] * x + inverse[4] * y + inverse[5]];
        if (u < 2 || v < 2 || u > width - 3 || v > height - 3) continue;
        assert.ok(Math.abs(made[i]! - slope(u, v)) < 1e-3, `${made[i]} is not ${slope(u, v)}`);
      }
    }
  });

  it('bends as bytes are bent', () => {
    const source = noise(41, 33, 5);
    const bend = { kind: 'radial', model: 'camera', distortion: 0.2 } as const;
    for (const interpolation of interpolations) {
      const steps = [step(41, 33, { bend, border: 'constant', fill: [9, 99, 199], interpolation })];
      const { doubtful, planes } = oracle(source, steps);
      const made = runDeep(41, 33, 3, planesOf(source), steps);
      const worst = furthest(made, { doubtful, planes });
      assert.ok(worst < 0.1, `${interpolation}: off by ${worst}`);
    }
  });
});
