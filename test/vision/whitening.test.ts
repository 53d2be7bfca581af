import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Draws } from '../../transforms/draws.ts';
import { AugmentError } from '../../transforms/errors.ts';
import { rootKey } from '../../transforms/key.ts';
import { loadWhitening, saveWhitening } from '../../vision/io/whitening-file.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { prepareWhitening, type Whitening, whitenPlanes } from '../../vision/kernels/whitening.ts';
import type { WhitenOp } from '../../vision/ops/index.ts';

/** An orthonormal basis by Gram-Schmidt, with variances that fall from 0.2 by a quarter each. */
function madeUp(scope: Whitening['scope'], width: number, height: number, components?: number): Whitening {
  const features = scope === 'color' ? 3 : 3 * width * height;
  const draws = new Draws(rootKey(`basis ${features}`));
  const rows: number[][] = [];
  for (let k = 0; k < (components ?? features); k++) {
    let row = Array.from({ length: features }, () => draws.normal(0, 1));
    for (const other of [...rows, ...rows]) {
      const along = row.reduce((sum, x, i) => sum + x * other[i]!, 0);
      row = row.map((x, i) => x - along * other[i]!);
    }
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    rows.push(row.map((x) => x / length));
  }
  return {
    scope,
    width,
    height,
    samples: 500,
    mean: Float64Array.from({ length: features }, () => draws.uniform([0.2, 0.8])),
    eigenvalues: Float64Array.from(rows, (_, k) => 0.2 * 0.75 ** k + 1e-4),
    eigenvectors: Float32Array.from(rows.flat()),
  };
}

function madeOp(fields: Partial<WhitenOp> = {}): WhitenOp {
  return {
    kind: 'whiten',
    file: 'w.bin',
    method: 'zca',
    clipSigma: 3,
    epsilon: 1e-3,
    epsilonMode: 'insideRoot',
    ...fields,
  };
}

/** z = W (x / 255 - mean) in float64, for one vector of features. */
function reference(
  levels: readonly number[],
  { mean, eigenvalues, eigenvectors, samples }: Whitening,
  op: WhitenOp,
): number[] {
  const features = mean.length;
  const z = new Array<number>(features).fill(0);
  eigenvalues.forEach((value, k) => {
    const row = eigenvectors.subarray(k * features, (k + 1) * features);
    const singular = Math.sqrt(samples * value);
    const scale =
      op.epsilonMode === 'insideRoot'
        ? 1 / Math.sqrt(value + op.epsilon)
        : Math.sqrt(samples) / (singular + op.epsilon);
    const y = scale * levels.reduce((sum, level, i) => sum + row[i]! * (level / 255 - mean[i]!), 0);
    if (op.method === 'pca') z[k] = y;
    else for (let i = 0; i < features; i++) z[i]! += y * row[i]!;
  });
  return z;
}

function levelsOf(count: number, seed: string): number[] {
  const draws = new Draws(rootKey(seed));
  return Array.from({ length: count }, () => draws.uniform([0, 255]));
}

function whitened(
  memory: KernelMemory,
  levels: readonly number[],
  width: number,
  height: number,
  op: WhitenOp,
  whitening: Whitening,
): number[] {
  const mark = memory.mark();
  const planes = memory.allocatePlanes(width, height);
  memory.floats.set(levels, planes.pointer / 4);
  whitenPlanes(memory, planes, op, whitening);
  const result = [...memory.floats.subarray(planes.pointer / 4, planes.pointer / 4 + levels.length)];
  memory.release(mark);
  return result;
}

function assertNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `value ${i}: ${value}, expected ${expected[i]}`);
  });
}

const epsilonModes = ['insideRoot', 'addedToSingularValue'] as const;
const methods = ['zca', 'pca'] as const;

describe('whitenPlanes', () => {
  const memory = new KernelMemory();

  for (const method of methods) {
    for (const epsilonMode of epsilonModes) {
      it(`agrees with float64 over whole pictures: ${method}, ${epsilonMode}`, () => {
        for (const [width, height, components] of [
          [1, 1],
          [4, 4],
          [5, 3],
          [5, 3, 7],
          [7, 5, 1],
          [8, 8, 100],
        ] as const) {
          const whitening = madeUp('pixels', width, height, components);
          const op = madeOp({ method, epsilonMode, epsilon: epsilonMode === 'insideRoot' ? 1e-3 : 0.5 });
          const levels = levelsOf(3 * width * height, 'picture');
          const expected = reference(levels, whitening, op).map((z) => 127.5 + (z * 127.5) / op.clipSigma);
          assertNear(whitened(memory, levels, width, height, op, whitening), expected, 0.02);
        }
      });

      it(`agrees with float64 over colours, at any size: ${method}, ${epsilonMode}`, () => {
        for (const components of [3, 2, 1]) {
          const whitening = madeUp('color', 32, 32, components);
          const op = madeOp({ method, epsilonMode, clipSigma: 2 });
          const levels = levelsOf(3 * 15, 'colours');
          const expected = new Array<number>(45);
          for (let i = 0; i < 15; i++) {
            const z = reference([levels[i]!, levels[i + 15]!, levels[i + 30]!], whitening, op);
            z.forEach((value, c) => {
              expected[i + 15 * c] = 127.5 + (value * 127.5) / 2;
            });
          }
          assertNear(whitened(memory, levels, 5, 3, op, whitening), expected, 0.01);
        }
      });
    }
  }

  it('tells the two conventions of epsilon apart', () => {
    const whitening = madeUp('pixels', 2, 2);
    const levels = levelsOf(12, 'picture');
    const [inside, added] = epsilonModes.map((epsilonMode) =>
      whitened(memory, levels, 2, 2, madeOp({ epsilonMode, epsilon: 0.1 }), whitening),
    );
    assert.ok(inside!.some((value, i) => Math.abs(value - added![i]!) > 1));
  });

  it('gives the same bits prepared and not, and after memory was used and released', () => {
    const fresh = new KernelMemory();
    const whitening = madeUp('pixels', 5, 3, 40);
    const levels = levelsOf(45, 'picture');
    const op = madeOp();
    const unprepared = whitened(fresh, levels, 5, 3, op, whitening);
    const empty = fresh.mark();
    prepareWhitening(fresh, op, whitening);
    const mark = fresh.mark();
    assert.ok(mark >= empty + 40 * 45 * 4, 'the components lie below the mark');
    for (let round = 0; round < 3; round++) {
      const scratch = fresh.allocate(40_000_000);
      fresh.bytes.fill(0xff, scratch, scratch + 40_000_000);
      fresh.release(mark);
      assert.deepEqual(whitened(fresh, levels, 5, 3, op, whitening), unprepared);
    }
    prepareWhitening(fresh, madeOp({ method: 'pca' }), whitening);
    assert.equal(fresh.mark(), mark, 'preparing again takes no more memory');
  });

  it('keeps several fits in one memory apart', () => {
    const fresh = new KernelMemory();
    const [a, b] = [madeUp('pixels', 2, 2), madeUp('pixels', 2, 2, 5)];
    const levels = levelsOf(12, 'picture');
    const expected = [a, b].map((whitening) => whitened(new KernelMemory(), levels, 2, 2, madeOp(), whitening));
    for (const whitening of [a, b]) prepareWhitening(fresh, madeOp(), whitening);
    assert.deepEqual(
      [a, b].map((whitening) => whitened(fresh, levels, 2, 2, madeOp(), whitening)),
      expected,
    );
    assert.notDeepEqual(expected[0], expected[1]);
  });

  it('refuses a picture of another size, and says both sizes and what to do', () => {
    assert.throws(
      () => whitened(memory, levelsOf(3 * 4 * 6, 'picture'), 4, 6, madeOp(), madeUp('pixels', 6, 4)),
      (error) =>
        error instanceof AugmentError &&
        error.transform === 'whiten' &&
        /expected a picture of 4x6 .*w\.bin.* got 6x4; put resize\({ size: \[4, 6\] }\) before whiten/.test(
          error.message,
        ),
    );
  });
});

describe('whitening file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'whitening-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const refused = (path: string) => (error: unknown) =>
    error instanceof AugmentError &&
    error.file === path &&
    error.message.startsWith(`${path}: expected a whitening file, got `) &&
    error.message.endsWith(`make it with: augment whiten <folder> --out ${path}`);

  it('comes back to the bit, and leaves nothing else in the folder', () => {
    for (const [i, whitening] of [
      madeUp('color', 32, 24),
      madeUp('pixels', 3, 5),
      madeUp('pixels', 3, 5, 7),
    ].entries()) {
      const path = join(folder, `round-trip-${i}.bin`);
      saveWhitening(path, whitening);
      saveWhitening(path, whitening);
      assert.deepEqual(loadWhitening(path), whitening);
    }
    assert.deepEqual(readdirSync(folder).sort(), ['round-trip-0.bin', 'round-trip-1.bin', 'round-trip-2.bin']);
  });

  it('is refused with any one byte changed', () => {
    const path = join(folder, 'damaged.bin');
    saveWhitening(path, madeUp('color', 32, 32));
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= change;
        writeFileSync(path, damaged);
        assert.throws(() => loadWhitening(path), refused(path));
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused cut short at every length, or with bytes added', () => {
    const path = join(folder, 'cut.bin');
    saveWhitening(path, madeUp('color', 32, 32));
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      assert.throws(() => loadWhitening(path), refused(path));
    }
    writeFileSync(path, Buffer.concat([whole, whole]));
    assert.throws(() => loadWhitening(path), refused(path));
  });

  it('is refused where it is no such file', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const path = join(folder, 'foreign.bin');
        writeFileSync(path, bytes);
        assert.throws(() => loadWhitening(path), refused(path));
      }),
    );
    assert.throws(() => loadWhitening(join(folder, 'absent.bin')), refused(join(folder, 'absent.bin')));
    assert.throws(() => loadWhitening(folder), refused(folder));
  });

  it('is not half written, and the old one stays, where writing fails', () => {
    const missing = join(folder, 'no-such-folder', 'w.bin');
    assert.throws(
      () => saveWhitening(missing, madeUp('color', 32, 32)),
      (error) => error instanceof AugmentError && error.file === missing && error.message.includes(missing),
    );
    const before = readdirSync(folder).sort();
    assert.throws(() => saveWhitening(folder, madeUp('color', 32, 32)), AugmentError);
    assert.deepEqual(readdirSync(folder).sort(), before);
  });
});
