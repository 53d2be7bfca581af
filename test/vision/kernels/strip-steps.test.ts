import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AugmentError } from '../../../transforms/errors.ts';
import type { Canvas } from '../../../vision/kernels/canvas.ts';
import { epilogue, stepInPlace } from '../../../vision/kernels/epilogue.ts';
import { execute } from '../../../vision/kernels/execute.ts';
import { fuse } from '../../../vision/kernels/fusion.ts';
import { maskFrom } from '../../../vision/kernels/mask.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import type { ClassDropOp, EpilogueOp, EraseOp, ImageOp, ScaleOp, StripOp } from '../../../vision/ops/index.ts';
import { planesOf, valuesOf } from './picture.ts';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const key = fc.tuple(word, word, word, word);
const share = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true }));
const level = fc.double({ min: 0, max: 255, noNaN: true });
const rgb = fc.tuple(level, level, level);
const fill = fc.oneof(rgb, fc.constant('random' as const));
const side = fc.oneof(fc.constantFrom(1, 2, 16, 17, 256), fc.integer({ min: 1, max: 70 }));
const size = fc.tuple(side, fc.integer({ min: 1, max: 20 }));
const classDrop: fc.Arbitrary<ClassDropOp> = fc.record({
  kind: fc.constant('classDrop' as const),
  key,
  count: fc.integer({ min: 1, max: 4 }),
  fill,
});

function erase([width, height]: readonly [number, number]): fc.Arbitrary<EraseOp> {
  const box = fc.tuple(share, share, share, share).map(([x, y, w, h]) => {
    const [left, top] = [Math.floor(x * (width - 1)), Math.floor(y * (height - 1))];
    return [left, top, 1 + Math.floor(w * (width - left - 1)), 1 + Math.floor(h * (height - top - 1))] as const;
  });
  const hole = fc.record({ box, fill: fc.oneof(fill, fc.constant('normal' as const)) });
  return fc.record({ kind: fc.constant('erase' as const), key, holes: fc.array(hole, { maxLength: 4 }) });
}

/** Any step, of any values, save what needs to know the whole picture. */
const step = (of: readonly [number, number]): fc.Arbitrary<StripOp> => {
  const slope = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  const upright = fc.tuple(slope, fc.constant(0), slope, fc.constant(0), slope, slope);
  const turned = fc.tuple(slope, slope, slope, slope, slope, slope);
  return fc.oneof<fc.Arbitrary<StripOp>[]>(
    fc.record({
      kind: fc.constant('noise' as const),
      key,
      sigma: fc.double({ min: 0, max: 60, noNaN: true }),
      mean: fc.integer({ min: -99, max: 99 }),
      perChannel: fc.boolean(),
      distribution: fc.constantFrom('uniform' as const, 'laplace' as const),
    }),
    fc.record({
      kind: fc.constant('multiplyNoise' as const),
      key,
      factor: fc.tuple(share, share),
      perChannel: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('shotNoise' as const),
      key,
      photonFraction: fc.constantFrom(0.3, 0.1, 0.02, 0.001, 5),
    }),
    fc.record({
      kind: fc.constant('impulse' as const),
      key,
      pepperFraction: share.map((x) => x / 2),
      saltFraction: share.map((x) => x / 2),
      perChannel: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('grain' as const),
      key,
      sigma: fc.double({ min: 0, max: 60, noNaN: true }),
      sizePixels: fc.double({ min: 1, max: 9, noNaN: true }),
      perChannel: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('drop' as const), key, fraction: share, perChannel: fc.boolean(), fill }),
    fc.record({
      kind: fc.constant('gridDrop' as const),
      key,
      units: fc.oneof(upright, turned),
      ratio: share,
      pattern: fc.constantFrom('squares' as const, 'lines' as const, 'checkerboard' as const),
      fill,
    }),
    erase(of),
    classDrop,
  );
};
const isoNoise: fc.Arbitrary<StripOp> = fc.record({
  kind: fc.constant('isoNoise' as const),
  key,
  intensity: share,
  hueSigmaDegrees: fc.double({ min: 0, max: 200, noNaN: true }),
});
const scale: fc.Arbitrary<ScaleOp> = fc
  .record({
    layout: fc.constantFrom('NHWC' as const, 'NCHW' as const),
    dtype: fc.constantFrom('float32' as const, 'uint8' as const, 'uint8' as const),
    factor: fc.constantFrom(1, 0.7, -1),
    dither: fc.option(key, { nil: undefined }),
  })
  .map(({ layout, dtype, factor, dither }) => ({
    kind: 'scale',
    multiply: [factor, factor / 2, 1],
    add: [factor < 0 ? 255 : 0, 3, 0],
    layout,
    dtype,
    ...(dither && { dither }),
  }));
const picture = size.chain((of) =>
  fc.record({
    size: fc.constant(of),
    seed: fc.nat(),
    steps: fc.array(step(of), { minLength: 1, maxLength: 4 }),
  }),
);

const bytesOf = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 13) & 255);

function canvasOf(memory: KernelMemory, [width, height]: readonly [number, number], seed: number): Canvas {
  const planes = planesOf(memory, width, height, bytesOf(3 * width * height, seed));
  const mask = maskFrom(
    memory,
    Uint8Array.from(bytesOf(width * height, seed), (x) => x % 5),
    width,
    height,
  );
  return { planes, mask };
}

/** The row of the batch, among bytes that must stay. */
function row(memory: KernelMemory, canvas: Canvas, op: EpilogueOp): Uint8Array {
  const { width, height } = canvas.planes;
  const bytes = 3 * width * height * (op.scale.dtype === 'uint8' ? 1 : 4);
  const out = memory.allocate(bytes + 64);
  memory.bytes.fill(77, out, out + bytes + 64);
  const mark = memory.mark();
  epilogue(memory, canvas, op, out);
  assert.equal(memory.mark(), mark);
  assert.ok(memory.bytes.subarray(out + bytes, out + bytes + 64).every((byte) => byte === 77));
  return memory.bytes.slice(out, out + bytes);
}

describe('steps by strips', () => {
  it('give the same bits fused as one after the other, whatever they are', () => {
    fc.assert(
      fc.property(picture, fc.option(isoNoise, { nil: undefined }), scale, ({ size, seed, steps }, first, last) => {
        const memory = new KernelMemory();
        const all = first === undefined ? steps : [first, ...steps];
        const before = canvasOf(memory, size, seed);
        const values = valuesOf(memory, before.planes);
        const fused = row(memory, before, { kind: 'epilogue', steps: all, scale: last });
        assert.deepEqual(valuesOf(memory, before.planes), values, 'planes stay as they are');
        for (const op of all) stepInPlace(memory, before, op);
        valuesOf(memory, before.planes);
        assert.deepEqual(fused, row(memory, before, { kind: 'epilogue', steps: [], scale: last }));
      }),
      { numRuns: 400 },
    );
  });

  it('give the same bits from bytes straight to the row', () => {
    fc.assert(
      fc.property(picture, scale, ({ size: [width, height], seed, steps }, last) => {
        const known = steps.filter(({ kind }) => kind !== 'classDrop');
        const memory = new KernelMemory();
        const rgb = bytesOf(3 * width * height, seed);
        const pointer = memory.allocate(width * height * 4);
        for (let i = 0; i < width * height; i++)
          memory.bytes.set([...rgb.slice(3 * i, 3 * i + 3), 255], pointer + 4 * i);
        const source = { pointer, width, height, strideBytes: width * 4 };
        const stay = {
          inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1],
          window: [0, 0, width, height],
          width,
          height,
          border: 'edge',
          fill: [0, 0, 0],
          interpolation: 'any',
        } as const;
        const invert = { kind: 'color', matrix: [-1, 0, 0, 255, 0, -1, 0, 255, 0, 0, -1, 255] } as const;
        const made = (ops: readonly ImageOp[]) => {
          const bytes = 3 * width * height * (last.dtype === 'uint8' ? 1 : 4);
          const out = memory.allocate(bytes);
          execute(memory, source, [stay], ops, { whitenings: new Map() }, out);
          return memory.bytes.slice(out, out + bytes);
        };
        for (const colors of [[], [invert]]) {
          const fused = fuse([...colors, ...known, last]);
          assert.deepEqual(made(fused), made([...colors, ...known, last]));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('of more or fewer channels than three change each of them, and no more', () => {
    fc.assert(
      fc.property(
        picture,
        isoNoise,
        fc.constantFrom(1, 2, 5, 16),
        ({ size: [width, height], seed, steps }, iso, channels) => {
          const memory = new KernelMemory();
          const count = channels * width * height;
          const planes = memory.allocatePlanes(width, height, channels);
          const mask = maskFrom(
            memory,
            Uint8Array.from(bytesOf(width * height, seed), (x) => x % 5),
            width,
            height,
          );
          const at = planes.pointer >> 2;
          memory.floats.set(bytesOf(count, seed), at);
          memory.floats[at + count] = 4321;
          for (const op of [...steps, iso]) stepInPlace(memory, { planes, mask }, op);
          assert.equal(memory.floats[at + count], 4321);
          assert.ok(memory.floats.subarray(at, at + count).every((x) => x >= 0 && x <= 255));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('do not give two channels of many the same field', () => {
    const memory = new KernelMemory();
    const planes = memory.allocatePlanes(16, 16, 16);
    const at = planes.pointer >> 2;
    const ops: StripOp[] = [
      { kind: 'noise', key: [1, 2, 3, 4], sigma: 9, mean: 0, perChannel: true },
      { kind: 'drop', key: [1, 2, 3, 4], fraction: 1, perChannel: false, fill: 'random' },
    ];
    for (const op of ops) {
      memory.floats.fill(128, at, at + 4096);
      stepInPlace(memory, { planes, mask: undefined }, op);
      const fields = Array.from({ length: 16 }, (_, c) => memory.floats.slice(at + c * 256, at + c * 256 + 256).join());
      assert.equal(new Set(fields).size, 16, op.kind);
    }
  });

  it('refuse to go by a mask that is not there', () => {
    const memory = new KernelMemory();
    const { planes } = canvasOf(memory, [4, 4], 1);
    const op: ClassDropOp = { kind: 'classDrop', key: [1, 2, 3, 4], count: 1, fill: [0, 0, 0] };
    assert.throws(
      () => stepInPlace(memory, { planes, mask: undefined }, op),
      (error: unknown) => {
        assert.ok(error instanceof AugmentError);
        assert.equal(error.code, 'no-targets');
        return /maskDropout: expected/.test(error.message);
      },
    );
  });
});
