// Pictures and steps to warp, drawn at random or made to measure, and the way through kernel memory and back.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Bytes8, KernelMemory } from '../../../vision/kernels/memory.ts';
import { warp } from '../../../vision/kernels/warp.ts';
import type { Border, Interpolation, Matrix3, WarpStep } from '../../../vision/ops/index.ts';
import type { oracle, Picture } from './warp-oracle.ts';

export const memory = new KernelMemory();
export const borders: readonly Border[] = ['constant', 'edge', 'reflect', 'wrap'];
export const interpolations: readonly Interpolation[] = ['nearest', 'bilinear', 'bicubic'];

/** Puts a picture into kernel memory, rows `spare` bytes apart, among bytes that must never show. */
export function load(picture: Picture, spare = 0): Bytes8 {
  const { width, height, data } = picture;
  const strideBytes = width * 4 + spare;
  const pointer = memory.allocate(strideBytes * height);
  memory.bytes.fill(0xa5, pointer - 64, pointer + strideBytes * height + 64);
  for (let y = 0; y < height; y++)
    memory.bytes.set(data.subarray(y * width * 4, (y + 1) * width * 4), pointer + y * strideBytes);
  return { pointer, width, height, strideBytes };
}

export function run(picture: Picture, steps: readonly WarpStep[], spare = 0): Float32Array {
  const mark = memory.mark();
  const { width, height } = steps.at(-1)!;
  const source = load(picture, spare);
  const target = memory.allocatePlanes(width, height);
  const [first, end] = [target.pointer >> 2, (target.pointer >> 2) + 3 * width * height];
  memory.floats.fill(Number.NaN, first - 16, end + 16);
  const top = memory.mark();
  warp(memory, source, steps, target);
  assert.equal(memory.mark(), top);
  assert.ok(
    memory.floats.subarray(first - 16, first).every(Number.isNaN) &&
      memory.floats.subarray(end, end + 16).every(Number.isNaN),
  );
  const planes = memory.floats.slice(first, end);
  memory.release(mark);
  return planes;
}

export function picture(
  width: number,
  height: number,
  value: (x: number, y: number, channel: number) => number,
): Picture {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++) {
    const pixel = i >> 2;
    data[i] = i % 4 === 3 ? 255 : value(pixel % width, Math.floor(pixel / width), i % 4);
  }
  return { width, height, data };
}

/** Black, white and what lies between, without order. */
export function noise(width: number, height: number, seed: number): Picture {
  let state = seed | 1;
  return picture(width, height, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const value = state >>> 23;
    return Math.min(255, Math.max(0, value - 128));
  });
}

export function step(width: number, height: number, more: Partial<WarpStep> = {}): WarpStep {
  return {
    inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    window: [0, 0, width, height],
    width,
    height,
    border: 'edge',
    fill: [0, 0, 0],
    interpolation: 'bilinear',
    ...more,
  };
}

/** About the middles of both pictures: turned, shrunk by `x` and `y`, and moved. */
export function turn(
  degrees: number,
  x: number,
  y: number,
  from: readonly [number, number],
  to: readonly [number, number],
  move = [0, 0],
): Matrix3 {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [a, b, d, e] = [c * x, -s * x, s * y, c * y];
  const [u, v] = [(from[0] - 1) / 2 + move[0]!, (from[1] - 1) / 2 + move[1]!];
  const [p, q] = [(to[0] - 1) / 2, (to[1] - 1) / 2];
  return [a, b, u - a * p - b * q, d, e, v - d * p - e * q, 0, 0, 1];
}

export const size = fc.oneof(
  { weight: 1, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.integer({ min: 2, max: 9 }) },
  { weight: 5, arbitrary: fc.integer({ min: 10, max: 48 }) },
);
const unit = fc.double({ min: 0, max: 1, noNaN: true });

export interface Case {
  readonly source: Picture;
  readonly steps: readonly WarpStep[];
  readonly spare: number;
}

export const cases: fc.Arbitrary<Case> = fc
  .record({
    size: fc.tuple(size, size),
    seed: fc.integer(),
    spare: fc.constantFrom(0, 4, 20),
    interpolation: fc.constantFrom(...interpolations),
    steps: fc.array(
      fc.record({
        size: fc.tuple(size, size),
        window: fc.tuple(unit, unit, unit, unit),
        whole: fc.constantFrom(true, true, false),
        kind: fc.constantFrom('turn', 'turn', 'stretch', 'move', 'project'),
        degrees: fc.double({ min: -180, max: 180, noNaN: true }),
        shrink: fc.tuple(
          fc.double({ min: -1.5, max: 3.2, noNaN: true }),
          fc.double({ min: -0.5, max: 0.5, noNaN: true }),
        ),
        move: fc.tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 })),
        tilt: fc.tuple(unit, unit),
        flip: fc.boolean(),
        border: fc.constantFrom(...borders),
        fill: fc.tuple(unit, unit, unit),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ size: from, seed, spare, interpolation, steps }) => {
    let [w, h] = from;
    const chain = steps.map((s): WarpStep => {
      const [left, top] = s.whole ? [0, 0] : [Math.floor(s.window[0] * w * 0.99), Math.floor(s.window[1] * h * 0.99)];
      const window: WarpStep['window'] = s.whole
        ? [0, 0, w, h]
        : [left, top, 1 + Math.floor(s.window[2] * 0.99 * (w - left)), 1 + Math.floor(s.window[3] * 0.99 * (h - top))];
      const [x, y] = [2 ** (s.shrink[0] + s.shrink[1]), 2 ** (s.shrink[0] - s.shrink[1])];
      let inverse = turn(s.degrees, x, y, [w, h], s.size, s.move);
      if (s.kind === 'stretch') {
        const [sx, sy] = [window[2] / s.size[0], window[3] / s.size[1]];
        inverse = [sx, 0, window[0] + sx / 2 - 0.5, 0, sy, window[1] + sy / 2 - 0.5, 0, 0, 1];
      }
      if (s.kind === 'move')
        inverse = [s.flip ? -1 : 1, 0, s.flip ? w - 1 - s.move[0] : s.move[0], 0, 1, s.move[1], 0, 0, 1];
      if (s.kind === 'project') {
        const tilt = [(s.tilt[0] - 0.3) / (2 * s.size[0]), (s.tilt[1] - 0.3) / (2 * s.size[1])] as const;
        inverse = [...inverse.slice(0, 6), ...tilt, 1] as unknown as Matrix3;
      }
      [w, h] = s.size;
      const fill = s.fill.map((v) => v * 255) as unknown as WarpStep['fill'];
      return {
        inverse,
        window,
        width: w,
        height: h,
        border: s.border,
        fill,
        interpolation: s.kind === 'move' ? 'any' : interpolation,
      };
    });
    return { source: noise(from[0], from[1], seed), steps: chain, spare };
  })
  .filter(({ steps }) => facesForward(steps));

/** Whether the middle of the picture, where the shrink is measured, lies well before the horizon of every step. */
function facesForward(steps: readonly WarpStep[]): boolean {
  const { width, height } = steps.at(-1)!;
  let [x, y] = [(width - 1) / 2, (height - 1) / 2];
  for (const { inverse } of [...steps].reverse()) {
    const [a, b, c, d, e, f, p, q, r] = inverse;
    const w = p * x + q * y + r;
    if (w < 0.1) return false;
    [x, y] = [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
  }
  return true;
}

/** The greatest difference, where the oracle is sure of itself. */
export function furthest(actual: Float32Array, expected: ReturnType<typeof oracle>): number {
  const count = expected.doubtful.length;
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    if (expected.doubtful[i % count]) continue;
    const difference = Math.abs(actual[i]! - expected.planes[i]!);
    worst = Math.max(worst, difference);
  }
  return worst;
}
