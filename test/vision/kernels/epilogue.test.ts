import assert from 'node:assert/strict';
import fc from 'fast-check';
import { epilogue, stepInPlace } from '../../../vision/kernels/epilogue.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import type { DropOp, EpilogueOp, NoiseOp, ScaleOp } from '../../../vision/ops/index.ts';
import { chiSquareP, leastP } from '../../transforms/statistics.ts';
import { dropOracle, epilogueOracle, noiseOracle } from './epilogue-oracle.ts';
import { assertNear, planesOf, valuesOf } from './picture.ts';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const key = fc.tuple(word, word, word, word);
const level = fc.oneof(
  fc.integer({ min: 0, max: 510 }).map((x) => x / 2),
  fc.float({ min: -30, max: 300, noNaN: true }),
);
const side = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 23 }));
const picture = fc.tuple(side, side).chain(([width, height]) =>
  fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    values: fc
      .array(level, { minLength: 3 * width * height, maxLength: 3 * width * height })
      .map((values) => [...Float32Array.from(values)]),
  }),
);
const rgb = fc.tuple(
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 255 }),
);
const noise: fc.Arbitrary<NoiseOp> = fc.record({
  kind: fc.constant('noise' as const),
  key,
  sigma: fc.float({ min: 0, max: 60, noNaN: true }),
  mean: fc.float({ min: -40, max: 40, noNaN: true }),
  perChannel: fc.boolean(),
});
const drop: fc.Arbitrary<DropOp> = fc.record({
  kind: fc.constant('drop' as const),
  key,
  fraction: fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true })),
  perChannel: fc.boolean(),
  fill: fc.oneof(rgb, fc.constant('random' as const)),
});
const factor = fc.float({ min: Math.fround(-2), max: 2, noNaN: true });
const scale: fc.Arbitrary<ScaleOp> = fc
  .record({
    kind: fc.constant('scale' as const),
    multiply: fc.tuple(factor, factor, factor),
    add: fc.tuple(factor, factor, factor),
    layout: fc.constantFrom('NHWC' as const, 'NCHW' as const),
    dtype: fc.constantFrom('float32' as const, 'uint8' as const, 'uint16' as const),
    dither: fc.option(key, { nil: undefined }),
  })
  .map(({ dither, ...rest }) => ({
    ...rest,
    ...(rest.dtype === 'uint16' && ({ multiply: [257, 257, 257], add: [0, 0, 0] } as const)),
    ...(dither && { dither }),
  }));
const fused = fc
  .record({ noise: fc.option(noise, { nil: undefined }), drop: fc.option(drop, { nil: undefined }), scale })
  .map(
    (parts): EpilogueOp => ({
      kind: 'epilogue',
      steps: [...(parts.noise ? [parts.noise] : []), ...(parts.drop ? [parts.drop] : [])],
      scale: parts.scale,
    }),
  );

const plain: ScaleOp = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NCHW', dtype: 'float32' };
const key0 = [1, 2, 3, 4] as const;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly values: readonly number[];
}

/** The batch's row, from memory that shows whether a byte behind it was touched. */
function run({ width, height, values }: Picture, op: EpilogueOp, before: readonly (NoiseOp | DropOp)[] = []): number[] {
  const memory = new KernelMemory();
  const planes = planesOf(memory, width, height, values);
  const canvas = { planes, mask: undefined };
  for (const pass of before) stepInPlace(memory, canvas, pass);
  const count = 3 * width * height;
  const size = count * { uint8: 1, uint16: 2, float32: 4 }[op.scale.dtype];
  // A row of a batch of bytes may start anywhere.
  const out = memory.allocate(size + 64) + (op.scale.dtype === 'uint8' ? 3 : 0);
  memory.bytes.fill(0xa5, out - 3, out + size + 61);
  const mark = memory.mark();
  const kept = valuesOf(memory, planes);
  epilogue(memory, canvas, op, out);
  assert.equal(memory.mark(), mark);
  assert.deepEqual(valuesOf(memory, planes), kept);
  assert.ok(
    memory.bytes.subarray(out + size, out + size + 61).every((byte) => byte === 0xa5),
    'wrote behind the row',
  );
  assert.ok(
    memory.bytes.subarray(out - 3, out).every((byte) => byte === 0xa5),
    'wrote before the row',
  );
  if (op.scale.dtype === 'uint8') return [...memory.bytes.slice(out, out + size)];
  const row = memory.bytes.slice(out, out + size).buffer;
  return [...(op.scale.dtype === 'uint16' ? new Uint16Array(row) : new Float32Array(row))];
}

function inPlace({ width, height, values }: Picture, op: NoiseOp | DropOp): Float32Array {
  const memory = new KernelMemory();
  const planes = planesOf(memory, width, height, values);
  stepInPlace(memory, { planes, mask: undefined }, op);
  return valuesOf(memory, planes);
}

function channelsOf({ width, height, values }: Picture): number[][] {
  const size = width * height;
  return [0, 1, 2].map((c) => values.slice(c * size, (c + 1) * size));
}

describe('epilogue', () => {
  it('is its oracle', () => {
    fc.assert(
      fc.property(picture, fused, (source, op) => {
        const expected = epilogueOracle(channelsOf(source), op);
        const actual = run(source, op);
        if (op.scale.dtype === 'float32') return assertNear(actual, expected, 2e-3);
        // Noise that is off by a millionth may round to the other side, once in a great while.
        const apart = actual.filter((byte, i) => byte !== expected[i]).length;
        const isNoisy = op.steps.some(({ kind }) => kind === 'noise');
        assertNear(actual, expected, isNoisy ? 1 : 0);
        // At 257 steps a level, a millionth is seen more often.
        if (op.scale.dtype === 'uint16' && isNoisy) return;
        assert.ok(apart <= 1 + actual.length / 500, `${apart} bytes differ`);
      }),
      { numRuns: 300 },
    );
  });

  it('fused is the same as its passes one by one, to the bit', () => {
    fc.assert(
      fc.property(picture, noise, drop, scale, (source, n, d, s) => {
        const last: EpilogueOp = { kind: 'epilogue', steps: [], scale: s };
        assert.deepEqual(run(source, { ...last, steps: [n] }), run(source, last, [n]));
        assert.deepEqual(run(source, { ...last, steps: [d] }), run(source, last, [d]));
        assert.deepEqual(run(source, { ...last, steps: [n, d] }), run(source, last, [n, d]));
        assert.deepEqual(run(source, { ...last, steps: [n, d] }), run(source, { ...last, steps: [d] }, [n]));
      }),
    );
  });

  it('has the same values in either layout', () => {
    fc.assert(
      fc.property(picture, fused, (source, op) => {
        const planar = run(source, { ...op, scale: { ...op.scale, layout: 'NCHW' } });
        const size = source.width * source.height;
        const woven = planar.map((_, i) => planar[(i % 3) * size + Math.floor(i / 3)]!);
        assert.deepEqual(run(source, { ...op, scale: { ...op.scale, layout: 'NHWC' } }), woven);
      }),
    );
  });

  it('scales 0..255 to -1..1 exactly at the ends', () => {
    const scale: ScaleOp = { ...plain, multiply: [2 / 255, 2 / 255, 2 / 255], add: [-1, -1, -1] };
    assert.deepEqual(
      run(
        { width: 2, height: 1, values: [0, 255, -3, 300, 127.5, Number.NaN] },
        { kind: 'epilogue', steps: [], scale },
      ),
      [-1, 1, -1, 1, 0, -1],
    );
  });

  it('rounds bytes half to even, and clamps them', () => {
    const values = [0.5, 1.5, 2.5, 2.4999, 254.5, 255, -9, 300, Number.NaN];
    const scale: ScaleOp = { ...plain, dtype: 'uint8' };
    assert.deepEqual(
      run({ width: 3, height: 1, values }, { kind: 'epilogue', steps: [], scale }),
      [0, 2, 2, 2, 254, 255, 0, 255, 0],
    );
    const beyond: ScaleOp = { ...scale, multiply: [2, -1, 1], add: [0, 0, 1000] };
    assert.deepEqual(
      run({ width: 1, height: 1, values: [200, 200, 5] }, { kind: 'epilogue', steps: [], scale: beyond }),
      [255, 0, 255],
    );
  });

  it('dithers floats by less than a level, within the range', () => {
    const source = { width: 64, height: 64, values: Array.from({ length: 3 * 64 * 64 }, (_, i) => i % 256) };
    const out = run(source, { kind: 'epilogue', steps: [], scale: { ...plain, dither: key0 } });
    const parts = out.map((x, i) => (x * 256) / 255 - source.values[i]!);
    for (const x of out) assert.ok(x >= 0 && x <= 255);
    for (const part of parts) assert.ok(part >= -1e-4 && part <= 1 + 1e-4);
    const cells = new Array(16).fill(0);
    for (const part of parts) cells[Math.min(15, Math.max(0, Math.floor(part * 16)))]++;
    assert.ok(chiSquareP(cells) > leastP);
  });

  it('dithers bytes: whole levels stay, others are kept on average', () => {
    const size = 128 * 128;
    const values = [...Array(size).fill(200), ...Array(size).fill(100.25), ...Array(size).fill(7.75)];
    const out = run(
      { width: 128, height: 128, values },
      { kind: 'epilogue', steps: [], scale: { ...plain, dtype: 'uint8', dither: key0 } },
    );
    const counts = (c: number, byte: number) => out.slice(c * size, (c + 1) * size).filter((x) => x === byte).length;
    assert.equal(counts(0, 200), size);
    assert.equal(counts(1, 100) + counts(1, 101), size);
    assert.ok(chiSquareP([counts(1, 100), counts(1, 101)], [0.75, 0.25]) > leastP);
    assert.ok(chiSquareP([counts(2, 7), counts(2, 8)], [0.25, 0.75]) > leastP);
  });
});

describe('noise in place', () => {
  it('is its oracle, within 0..255', () => {
    fc.assert(
      fc.property(picture, noise, (source, op) => {
        // Sigma is at most 60, and each normal within 1e-5.
        assertNear(inPlace(source, op), noiseOracle(channelsOf(source), op).flat(), 7e-4);
      }),
    );
  });

  it('is the same in all three channels where it is grey', () => {
    const values = Array(3 * 50 * 50).fill(128);
    const op: NoiseOp = { kind: 'noise', key: key0, sigma: 10, mean: 0, perChannel: false };
    const out = inPlace({ width: 50, height: 50, values }, op);
    assert.deepEqual(out.subarray(0, 2500), out.subarray(2500, 5000));
    assert.deepEqual(out.subarray(0, 2500), out.subarray(5000));
    assert.notDeepEqual(
      inPlace({ width: 50, height: 50, values }, { ...op, perChannel: true }).subarray(2500, 5000),
      out.subarray(2500, 5000),
    );
  });

  it("does not depend on the picture's height", () => {
    const op: NoiseOp = { kind: 'noise', key: key0, sigma: 10, mean: 0, perChannel: true };
    const tall = inPlace({ width: 21, height: 40, values: Array(3 * 21 * 40).fill(99) }, op);
    const low = inPlace({ width: 21, height: 11, values: Array(3 * 21 * 11).fill(99) }, op);
    for (const c of [0, 1, 2]) {
      assert.deepEqual(low.subarray(c * 231, (c + 1) * 231), tall.subarray(c * 840, c * 840 + 231));
    }
  });
});

describe('drop in place', () => {
  it('is its oracle, to the bit', () => {
    fc.assert(
      fc.property(picture, drop, (source, op) => {
        assert.deepEqual([...inPlace(source, op)], dropOracle(channelsOf(source), op).flat());
      }),
    );
  });

  it('drops nothing at 0 and all at 1', () => {
    const source = { width: 100, height: 30, values: Array(9000).fill(50) };
    const op: DropOp = { kind: 'drop', key: key0, fraction: 0, perChannel: true, fill: [1, 2, 3] };
    assert.deepEqual([...inPlace(source, op)], source.values);
    const all = [...Array(3000).fill(1), ...Array(3000).fill(2), ...Array(3000).fill(3)];
    assert.deepEqual([...inPlace(source, { ...op, fraction: 1 })], all);
  });

  it('drops the fraction that was asked for: whole pixels, or channels on their own', () => {
    const [width, height] = [400, 300];
    const size = width * height;
    const source = { width, height, values: Array(3 * size).fill(50) };
    for (const [k, fraction] of [0.001, 0.01, 0.3, 0.9].entries()) {
      const op: DropOp = { kind: 'drop', key: [k, 5, 6, 7], fraction, perChannel: false, fill: [0, 0, 0] };
      const whole = inPlace(source, op);
      const dropped = whole.subarray(0, size).filter((x) => x === 0).length;
      assert.ok(chiSquareP([dropped, size - dropped], [fraction, 1 - fraction]) > leastP);
      assert.deepEqual(whole.subarray(size, 2 * size), whole.subarray(0, size));
      const each = inPlace(source, { ...op, perChannel: true });
      const cells = new Array(8).fill(0);
      for (let i = 0; i < size; i++)
        cells[(each[i] ? 0 : 1) + (each[i + size] ? 0 : 2) + (each[i + 2 * size] ? 0 : 4)]++;
      const shares = cells.map((_, cell) =>
        [1, 2, 4].reduce((p, bit) => p * (cell & bit ? fraction : 1 - fraction), 1),
      );
      // Cells that are expected to be all but empty would upset chi-square.
      const rare = shares.map((share) => share * size < 5);
      const merged = (of: number[]) => [
        ...of.filter((_, i) => !rare[i]),
        of.reduce((sum, x, i) => sum + (rare[i] ? x : 0), 0),
      ];
      assert.ok(chiSquareP(merged(cells), merged(shares)) > leastP);
    }
  });

  it('fills at random: uniform, of its own in each channel', () => {
    const size = 40_000;
    const source = { width: 200, height: 200, values: Array(3 * size).fill(50) };
    const out = inPlace(source, { kind: 'drop', key: key0, fraction: 1, perChannel: false, fill: 'random' });
    for (const c of [0, 1, 2]) {
      const cells = new Array(64).fill(0);
      for (const x of out.subarray(c * size, (c + 1) * size)) cells[Math.floor((x / 255.001) * 64)]++;
      assert.ok(chiSquareP(cells) > leastP);
    }
    const pairs = new Array(64).fill(0);
    for (let i = 0; i < size; i++) pairs[Math.floor(out[i]! / 32) * 8 + Math.floor(out[i + size]! / 32)]++;
    assert.ok(
      chiSquareP(
        pairs,
        pairs.map((_, i) => (i % 8 === 7 ? 31 : 32) * (i >= 56 ? 31 : 32)),
      ) > leastP,
    );
  });
});
