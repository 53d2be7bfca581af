import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identity3, multiply3, quarterTurns, transposed, warp as warpOp } from '../../../vision/image.ts';
import { runColors } from '../../../vision/kernels/colors.ts';
import { direct } from '../../../vision/kernels/direct.ts';
import { epilogue } from '../../../vision/kernels/epilogue.ts';
import { execute } from '../../../vision/kernels/execute.ts';
import { wholeMove } from '../../../vision/kernels/moves.ts';
import { warp } from '../../../vision/kernels/warp.ts';
import type {
  ColorStep,
  ColorsOp,
  CurveOp,
  EpilogueOp,
  ImageOp,
  ScaleOp,
  WarpStep,
} from '../../../vision/ops/index.ts';
import { load, memory, picture } from './warp-cases.ts';

/** A crop, then one of the eight symmetries, of a picture of `width` x `height`. */
function moved(width: number, height: number, part: readonly [number, number, number, number], way: number): WarpStep {
  const [left, top] = [Math.floor(part[0] * width), Math.floor(part[1] * height)];
  const facts = { width: 1 + Math.floor(part[2] * (width - left)), height: 1 + Math.floor(part[3] * (height - top)) };
  const turns = way & 3;
  const turn = turns === 0 ? undefined : quarterTurns(facts, turns).steps[0]!;
  const after = turn ?? { inverse: identity3, ...facts };
  const mirror = way < 4 ? undefined : transposed(after).steps[0]!;
  const last = mirror ?? after;
  const crop = [1, 0, left, 0, 1, top, 0, 0, 1] as const;
  const inverse = multiply3(multiply3(crop, after.inverse), mirror?.inverse ?? identity3);
  const window = [left, top, facts.width, facts.height] as const;
  return warpOp({ width, height }, last.width, last.height, inverse, { window, interpolation: 'any' }).steps[0]!;
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const geometry = fc.record({
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 40 }),
  part: fc.oneof(fc.constant([0, 0, 0.999, 0.999] as const), fc.tuple(share, share, share, share)),
  way: fc.integer({ min: 0, max: 7 }),
  spare: fc.constantFrom(0, 4, 20),
});

const level = fc.double({ min: -300, max: 300, noNaN: true });
const gain = fc.oneof(fc.constantFrom(1, -1, 0), fc.double({ min: -3, max: 3, noNaN: true }));
const table = fc.oneof(
  fc.integer({ min: 1, max: 8 }).map((bits) => Array.from({ length: 256 }, (_, x) => x - (x % 2 ** (8 - bits)))),
  fc.integer({ min: 0, max: 256 }).map((limit) => Array.from({ length: 256 }, (_, x) => (x < limit ? x : 255 - x))),
  fc.array(fc.double({ min: 0, max: 255, noNaN: true }), { minLength: 256, maxLength: 256 }),
  // Smooth ones, which join with each other; and one that leaves 0..255.
  fc.double({ min: 0.3, max: 3, noNaN: true }).map((g) => Array.from({ length: 256 }, (_, x) => 255 * (x / 255) ** g)),
  fc.double({ min: -2, max: 2, noNaN: true }).map((g) => Array.from({ length: 256 }, (_, x) => 128 + g * (x - 100))),
);
const diagonal = fc
  .tuple(gain, level, gain, level, gain, level)
  .map(([a, b, c, d, e, f]) => [a, 0, 0, b, 0, c, 0, d, 0, 0, e, f]);
const shift = fc.tuple(level, level, level).map(([r, g, b]) => [1, 0, 0, r, 0, 1, 0, g, 0, 0, 1, b]);
const anyMatrix = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 });
const step = fc.oneof(
  diagonal.map((matrix) => ({ kind: 'color' as const, matrix })),
  shift.map((matrix) => ({ kind: 'color' as const, matrix })),
  anyMatrix.map((matrix) => ({ kind: 'color' as const, matrix })),
  gain.map((factor) => ({ kind: 'contrast' as const, factor })),
  fc.tuple(share, share, share, level).map(([r, g, b, more]) => ({
    kind: 'color' as const,
    matrix: [r, g, b, more, r, g, b, more, r, g, b, more],
  })),
  fc.double({ min: -0.5, max: 0.5, noNaN: true }).map((turns) => ({ kind: 'hue' as const, turns })),
  fc.tuple(table, table, table).map((tables) => ({ kind: 'curve' as const, tables })),
  table.map((one) => ({ kind: 'curve' as const, tables: [one, one, one] as const })),
  fc.tuple(gain, share).map(([factor, fraction]) => ({ kind: 'lift' as const, gain: factor, fraction })),
  fc
    .tuple(fc.double({ min: -0.5, max: 0.5, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), level)
    .map(([turns, saturationShift, valueShift]) => ({
      kind: 'hueSaturation' as const,
      turns,
      saturationShift,
      valueShift,
    })),
  fc
    .tuple(fc.constantFrom('pil' as const, 'cv' as const), fc.boolean())
    .map(([mode, perChannel]) => ({ kind: 'equalize' as const, mode, perChannel })),
  fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()).map(([cut, perChannel]) => ({
    kind: 'autoContrast' as const,
    cutoffPercent: [cut, cut / 2] as const,
    perChannel,
  })),
);
const bytes: ScaleOp = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NHWC', dtype: 'uint8' };
const scale = fc.record({
  kind: fc.constant('scale' as const),
  multiply: fc.constantFrom([1, 1, 1] as const, [2 / 255, 1 / 127, 0.01] as const),
  add: fc.constantFrom([0, 0, 0] as const, [-1, 0.3, -2] as const),
  layout: fc.constantFrom('NHWC' as const, 'NCHW' as const),
  dtype: fc.constantFrom('uint8' as const, 'float32' as const),
});
const words = fc.constantFrom('NHWC' as const, 'NCHW' as const).map(
  (layout): ScaleOp => ({
    kind: 'scale',
    multiply: [257, 257, 257],
    add: [0, 0, 0],
    layout,
    dtype: 'uint16',
  }),
);
const colors = fc.record({
  kind: fc.constant('colors' as const),
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  clamp: fc.boolean(),
});

const textured = (width: number, height: number) =>
  picture(width, height, (x, y, c) => (Math.imul(x * 7 + y * 131 + c * 59, 0x9e3779b1) >>> 13) & 255);

/** What `execute` writes, and what comes out by way of planes, each among bytes that must stay. */
function both(
  { width, height, spare }: { width: number; height: number; spare: number },
  steps: readonly WarpStep[],
  run: ColorsOp | undefined,
  last: EpilogueOp | ScaleOp,
): readonly [Uint8Array, Uint8Array] {
  const mark = memory.mark();
  const source = load(textured(width, height), spare);
  const size = steps.at(-1)!;
  const scaled = last.kind === 'scale' ? last : last.scale;
  const length = size.width * size.height * 3 * { uint8: 1, uint16: 2, float32: 4 }[scaled.dtype];
  const out = memory.allocate(length + 64);
  const result = () => memory.bytes.slice(out, out + length + 64);
  memory.bytes.fill(77, out, out + length + 64);
  execute(memory, source, steps, run === undefined ? [last] : [run, last], { whitenings: new Map() }, out);
  const direct = result();
  memory.bytes.fill(77, out, out + length + 64);
  const planes = memory.allocatePlanes(size.width, size.height);
  warp(memory, source, steps, planes);
  if (run !== undefined) runColors(memory, planes, run);
  const whole: EpilogueOp = last.kind === 'scale' ? { kind: 'epilogue', steps: [], scale: last } : last;
  epilogue(memory, { planes, mask: undefined }, whole, out);
  const byPlanes = result();
  memory.release(mark);
  return [direct, byPlanes];
}

describe('the way from bytes to bytes', () => {
  it('gives what comes by way of planes, for any move and any colours', () => {
    fc.assert(
      fc.property(
        geometry,
        fc.option(colors, { nil: undefined }),
        fc.oneof({ weight: 5, arbitrary: scale }, words),
        (place, run, last) => {
          const [direct, byPlanes] = both(place, [moved(place.width, place.height, place.part, place.way)], run, last);
          assert.deepEqual(direct, byPlanes);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('gives it in each of the forms that tables take', () => {
    const whole = (matrix: readonly number[]): ColorsOp => ({
      kind: 'colors',
      steps: [{ kind: 'color', matrix }],
      clamp: true,
    });
    const place = { width: 37, height: 11, spare: 4 };
    const runs = [
      whole([-1, 0, 0, 255, 0, -1, 0, 255, 0, 0, -1, 255]),
      whole([1, 0, 0, 40, 0, 1, 0, -17, 0, 0, 1, 0]),
      whole([-1, 0, 0, 200, 0, 1, 0, 300, 0, 0, 0, 9]),
      whole([1.3, 0, 0, -20, 0, 0.5, 0, 64.5, 0, 0, 1, 0.5]),
    ];
    for (const run of runs) {
      for (let way = 0; way < 8; way++) {
        const [direct, byPlanes] = both(place, [moved(37, 11, [0.1, 0, 0.9, 0.9], way)], run, bytes);
        assert.deepEqual(direct, byPlanes);
      }
    }
  });

  it('gives what comes by way of planes where pixels are resampled, also at borders', () => {
    const angle = fc.double({ min: -3.2, max: 3.2, noNaN: true });
    const some = fc.record({
      border: fc.constantFrom('constant' as const, 'edge' as const, 'reflect' as const, 'wrap' as const),
      interpolation: fc.constantFrom('bilinear' as const, 'nearest' as const, 'bicubic' as const),
      fill: fc.constantFrom([0, 0, 0] as const, [250.5, 30, 12.5] as const),
    });
    const zoom = fc.double({ min: 0.6, max: 1.2, noNaN: true });
    const tilt = fc.oneof(fc.constant(0), fc.double({ min: -0.004, max: 0.004, noNaN: true }));
    fc.assert(
      fc.property(geometry, angle, zoom, tilt, some, (place, radians, factor, bend, choices) => {
        const { width, height } = place;
        const [c, s] = [Math.cos(radians) * factor, Math.sin(radians) * factor];
        const [x, y] = [(width - 1) / 2, (height - 1) / 2];
        const inverse = [c, -s, x - c * x + s * y, s, c, y - s * x - c * y, bend, 0, 1] as const;
        const { steps } = warpOp({ width, height }, width, height, inverse, choices);
        const [direct, byPlanes] = both(place, steps, undefined, bytes);
        assert.deepEqual(direct, byPlanes);
      }),
      { numRuns: 400 },
    );
  });

  it('takes the mean grey of what is in view', () => {
    const run: ColorsOp = { kind: 'colors', steps: [{ kind: 'contrast', factor: 0.37 }], clamp: true };
    for (let way = 0; way < 8; way++) {
      const [direct, byPlanes] = both(
        { width: 33, height: 21, spare: 0 },
        [moved(33, 21, [0.2, 0.3, 0.8, 0.5], way)],
        run,
        bytes,
      );
      assert.deepEqual(direct, byPlanes);
    }
  });
});

describe('direct', () => {
  const steps = [moved(20, 10, [0, 0, 0.999, 0.999], 0)];
  const tables = [0, 1, 2].map(() => Array.from({ length: 256 }, (_, x) => 255 - x)) as unknown as CurveOp['tables'];
  const tried = (given: readonly WarpStep[], ops: readonly ImageOp[]) => {
    const mark = memory.mark();
    const out = memory.allocate(20 * 10 * 12);
    memory.bytes.fill(77, out, out + 20 * 10 * 12);
    const done = direct(memory, load(textured(20, 10), 0), given, ops, out);
    const touched = memory.bytes.subarray(out, out + 20 * 10 * 12).some((byte) => byte !== 77);
    memory.release(mark);
    assert.equal(touched, done, 'it writes if it says that it does');
    return done;
  };
  const run = (step: ColorStep): ColorsOp => ({ kind: 'colors', steps: [step], clamp: true });

  it('takes on what it knows', () => {
    assert.ok(tried(steps, [bytes]));
    assert.ok(tried(steps, [run({ kind: 'lift', gain: 0.5, fraction: 0.2 }), bytes]));
    assert.ok(tried(steps, [run({ kind: 'curve', tables }), bytes]));
    const shifts = { kind: 'hueSaturation', turns: 0.1, saturationShift: 0.2, valueShift: -9 } as const;
    assert.ok(tried(steps, [run(shifts), { ...bytes, dtype: 'float32' }]));
  });

  it('leaves the rest to planes: histograms, bends, words, dither, other ops', () => {
    const equalize = { kind: 'equalize', mode: 'pil', perChannel: true } as const;
    assert.ok(!tried(steps, [run(equalize), bytes]));
    assert.ok(!tried(steps, [run({ kind: 'autoContrast', cutoffPercent: [0, 0], perChannel: true }), bytes]));
    const some = run({ kind: 'curve', tables });
    assert.ok(!tried(steps, [{ ...some, steps: [...some.steps, equalize] }, bytes]));
    assert.ok(!tried(steps, [{ ...bytes, multiply: [257, 257, 257], dtype: 'uint16' }]));
    assert.ok(!tried(steps, [{ ...bytes, dither: [1, 2, 3, 4] }]));
    assert.ok(!tried(steps, [{ kind: 'blur', sigmaPixels: 1 }, bytes]));
    const bend = { kind: 'axes', x: [0, 2, 0], y: [0, -1, 0] } as const;
    assert.ok(!tried([{ ...steps[0]!, bend }], [bytes]));
    assert.ok(!tried([{ ...steps[0]!, bend, interpolation: 'bilinear' }], [bytes]));
  });

  it('is not asked where a mask goes along', () => {
    const mark = memory.mark();
    const flip = [moved(20, 10, [0, 0, 0.999, 0.999], 2)];
    const source = load(textured(20, 10), 0);
    const out = memory.allocate(600);
    const classes = memory.allocate(200);
    const row = memory.allocate(200);
    for (let i = 0; i < 200; i++) memory.bytes[classes + i] = i;
    memory.bytes.fill(0, row, row + 200);
    const mask = { mask: { pointer: classes, width: 20, height: 10 }, out: row };
    execute(memory, source, flip, [bytes], { whitenings: new Map() }, out, mask);
    assert.deepEqual(
      [...memory.bytes.subarray(row, row + 200)],
      Array.from({ length: 200 }, (_, i) => i),
    );
    const masked = memory.bytes.slice(out, out + 600);
    execute(memory, source, flip, [bytes], { whitenings: new Map() }, out);
    assert.deepEqual(masked, memory.bytes.slice(out, out + 600));
    memory.release(mark);
  });
});

describe('wholeMove', () => {
  const source = { pointer: 1000, width: 10, height: 6, strideBytes: 40 };

  it('tells where the first pixel lies and where the next ones do', () => {
    const flipped = moved(10, 6, [0, 0, 0.999, 0.999], 2);
    assert.deepEqual(wholeMove(source, [flipped]), {
      start: 1000 + 5 * 40 + 9 * 4,
      stepX: -4,
      stepY: -40,
      width: 10,
      height: 6,
    });
  });

  it('is nothing where pixels come from between others, from outside, or by a cubic', () => {
    const stay = moved(10, 6, [0, 0, 0.999, 0.999], 0);
    const at = (inverse: WarpStep['inverse']) => wholeMove(source, [{ ...stay, inverse }]);
    assert.ok(wholeMove(source, [stay]));
    assert.equal(at([1, 0, 0.5, 0, 1, 0, 0, 0, 1]), undefined);
    assert.equal(at([1, 0, 1, 0, 1, 0, 0, 0, 1]), undefined, 'one column lies outside');
    assert.equal(at([1, 0, 0, 0, 1, -1, 0, 0, 1]), undefined, 'one row lies outside');
    assert.equal(at([0.9, 0, 0, 0, 1, 0, 0, 0, 1]), undefined);
    assert.equal(at([1, 0, 0, 0, 1, 0, 0.001, 0, 1]), undefined);
    assert.equal(wholeMove(source, [{ ...stay, window: [1, 0, 9, 6] }]), undefined, 'the window hides a column');
    assert.equal(wholeMove({ ...source, width: 9 }, [stay]), undefined, 'only a part was decoded');
    assert.equal(wholeMove(source, [{ ...stay, interpolation: 'bicubic' }]), undefined);
  });
});
