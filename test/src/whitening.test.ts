import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { type Whitening, WhiteningFit } from '../../src/whitening.ts';
import { AugmentError, Draws, rootKey } from '../../transforms/index.ts';
import { KernelMemory } from '../../vision/kernels/memory.ts';
import { whitenPlanes } from '../../vision/kernels/whitening.ts';
import type { WhitenOp } from '../../vision/ops/index.ts';

type Picture = Uint8Array<ArrayBuffer>;

/** Pictures [height, width, 3] whose values hang together: a smooth wave in a colour of its own each, and a little noise. */
function correlated(count: number, width: number, height: number, seed: string): Picture[] {
  const draws = new Draws(rootKey(seed));
  return Array.from({ length: count }, () => {
    const [level, fx, fy, phase] = [
      draws.normal(0, 20),
      draws.uniform([0, 1]),
      draws.uniform([0, 1]),
      draws.uniform([0, 6]),
    ];
    const tint = [draws.uniform([10, 40]), draws.uniform([10, 40]), draws.uniform([0, 30])];
    return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      const value = 110 + 10 * c + level + tint[c]! * Math.sin(fx * x + fy * y + phase) + draws.normal(0, 6);
      return Math.min(255, Math.max(0, Math.round(value)));
    });
  });
}

function fitOver(
  pictures: readonly (Uint8Array | Float32Array)[],
  width: number,
  height: number,
  scope: Whitening['scope'] = 'pixels',
): WhiteningFit {
  const fit = new WhiteningFit({ scope, width, height });
  for (const picture of pictures) fit.add(picture);
  return fit;
}

/** Features on the 0..1 scale, [channel, y, x]. */
function features(picture: ArrayLike<number>): number[] {
  const pixels = picture.length / 3;
  return Array.from({ length: picture.length }, (_, f) => picture[(f % pixels) * 3 + Math.floor(f / pixels)]! / 255);
}

const memory = new KernelMemory();

/** z of a picture, by the kernel. */
function whitenedBy(
  whitening: Whitening,
  picture: Picture,
  width: number,
  height: number,
  fields: Partial<WhitenOp> = {},
): number[] {
  const op: WhitenOp = {
    kind: 'whiten',
    file: 'w.bin',
    method: 'zca',
    clipSigma: 3,
    epsilon: 1e-6,
    epsilonMode: 'insideRoot',
    ...fields,
  };
  const mark = memory.mark();
  const planes = memory.allocatePlanes(width, height);
  const at = planes.pointer / 4;
  memory.floats.set(
    features(picture).map((value) => value * 255),
    at,
  );
  whitenPlanes(memory, planes, op, whitening);
  const z = Array.from(
    memory.floats.subarray(at, at + picture.length),
    (level) => ((level - 127.5) * op.clipSigma) / 127.5,
  );
  memory.release(mark);
  return z;
}

function covarianceOf(vectors: readonly (readonly number[])[]): number[][] {
  const size = vectors[0]!.length;
  const mean = Array.from({ length: size }, (_, i) => vectors.reduce((sum, v) => sum + v[i]!, 0) / vectors.length);
  return mean.map((mi, i) =>
    mean.map((mj, j) => vectors.reduce((sum, v) => sum + (v[i]! - mi) * (v[j]! - mj), 0) / vectors.length),
  );
}

function assertMatrix(
  actual: readonly (readonly number[])[],
  expected: (i: number, j: number) => number,
  tolerance: number,
): void {
  actual.forEach((row, i) => {
    row.forEach((value, j) => {
      assert.ok(Math.abs(value - expected(i, j)) <= tolerance, `[${i}, ${j}]: ${value}, expected ${expected(i, j)}`);
    });
  });
}

const identity = (i: number, j: number) => (i === j ? 1 : 0);

describe('WhiteningFit', () => {
  const [width, height] = [4, 3];
  const pictures = correlated(700, width, height, 'fit');
  const whitening = fitOver(pictures, width, height).finish();

  it('makes the covariance of whole pictures the identity, by ZCA and PCA', () => {
    for (const method of ['zca', 'pca'] as const) {
      const z = pictures.map((picture) => whitenedBy(whitening, picture, width, height, { method, epsilon: 0 }));
      assertMatrix(covarianceOf(z), identity, 2e-4);
      assert.ok(covarianceOf(pictures.map(features))[0]![1]! * 255 ** 2 > 100, 'they hung together before');
    }
  });

  it('makes the covariance of colours the identity', () => {
    const colors = fitOver(pictures, width, height, 'color').finish();
    assert.equal(colors.samples, 700 * 12);
    for (const method of ['zca', 'pca'] as const) {
      const z = pictures.flatMap((picture) => {
        const planar = whitenedBy(colors, picture, width, height, { method, epsilon: 0 });
        return Array.from({ length: 12 }, (_, i) => [planar[i]!, planar[i + 12]!, planar[i + 24]!]);
      });
      assertMatrix(covarianceOf(z), identity, 2e-4);
    }
  });

  it('by ZCA is symmetric, and of all whitenings moves the data least', () => {
    const flat = new Uint8Array(36).fill(0);
    const origin = whitenedBy(whitening, flat, width, height, { epsilon: 1e-3 });
    const columns = Array.from({ length: 36 }, (_, f) => {
      const unit = Uint8Array.from(flat);
      unit[(f % 12) * 3 + Math.floor(f / 12)] = 255;
      return whitenedBy(whitening, unit, width, height, { epsilon: 1e-3 }).map((z, i) => z - origin[i]!);
    });
    assertMatrix(columns, (i, j) => columns[j]![i]!, 1e-3);
    const distance = (method: 'zca' | 'pca', rotate = 0) =>
      pictures.reduce((sum, picture) => {
        const z = whitenedBy(whitening, picture, width, height, { method, epsilon: 0 });
        const [a, b] = [z[0]!, z[1]!];
        z[0] = a * Math.cos(rotate) - b * Math.sin(rotate);
        z[1] = a * Math.sin(rotate) + b * Math.cos(rotate);
        return sum + features(picture).reduce((all, x, i) => all + (z[i]! - (x - whitening.mean[i]!)) ** 2, 0);
      }, 0);
    for (const other of [distance('pca'), distance('zca', 0.3), distance('zca', -0.3)])
      assert.ok(distance('zca') < other);
  });

  it('agrees with kornia (eigenvalues of the covariance, epsilon inside the root) and Keras (singular values of the data)', () => {
    const rows = pictures.map(features);
    const mean = rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
    const centred = new Matrix(rows.map((row) => row.map((x, i) => x - mean[i]!)));
    const product = (u: Matrix, scale: readonly number[]) => u.mmul(Matrix.diag([...scale])).mmul(u.transpose());

    const kornia = new SingularValueDecomposition(centred.transpose().mmul(centred).div(rows.length));
    const insideRoot = product(
      kornia.leftSingularVectors,
      kornia.diagonal.map((s) => 1 / Math.sqrt(s + 1e-2)),
    );
    const keras = new SingularValueDecomposition(centred.transpose(), { autoTranspose: true });
    const added = product(
      keras.leftSingularVectors,
      keras.diagonal.map((s) => Math.sqrt(rows.length) / (s + 0.5)),
    );

    for (const [epsilonMode, epsilon, matrix] of [
      ['insideRoot', 1e-2, insideRoot],
      ['addedToSingularValue', 0.5, added],
    ] as const) {
      for (const picture of pictures.slice(0, 20)) {
        const expected = matrix.mmul(Matrix.columnVector(features(picture).map((x, i) => x - mean[i]!))).to1DArray();
        const z = whitenedBy(whitening, picture, width, height, { epsilonMode, epsilon });
        assertMatrix([z], (_, j) => expected[j]!, 1e-4);
      }
    }
  });

  it('gives orthonormal components, largest first, the largest entry of each positive', () => {
    const { eigenvalues, eigenvectors } = whitening;
    const rows = Array.from(eigenvalues, (_, k) => [...eigenvectors.subarray(k * 36, (k + 1) * 36)]);
    assert.equal(eigenvalues.length, 36);
    assertMatrix(
      rows.map((a) => rows.map((b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0))),
      identity,
      1e-6,
    );
    assert.ok(eigenvalues.every((value, k) => value > 0 && (k === 0 || value <= eigenvalues[k - 1]!)));
    for (const row of rows) assert.ok(Math.max(...row) >= -Math.min(...row) * (1 - 1e-5));
    const variances = covarianceOf(
      pictures.map((picture) => {
        const x = features(picture);
        return rows.map((row) => row.reduce((sum, u, i) => sum + u * x[i]!, 0));
      }),
    );
    assertMatrix(variances, (i, j) => (i === j ? eigenvalues[i]! : 0), 1e-7);
  });

  it('keeps the strongest components if told to, and projects on them', () => {
    const few = fitOver(pictures, width, height).finish({ components: 5 });
    assert.deepEqual(few.eigenvalues, whitening.eigenvalues.slice(0, 5));
    assert.deepEqual(few.eigenvectors, whitening.eigenvectors.slice(0, 5 * 36));
    const whole = whitenedBy(whitening, pictures[0]!, width, height, { method: 'pca' });
    const pca = whitenedBy(few, pictures[0]!, width, height, { method: 'pca' });
    assert.deepEqual(pca, [...whole.slice(0, 5), ...new Array(31).fill(0)]);
    const zca = whitenedBy(few, pictures[0]!, width, height);
    const expected = zca.map((_, i) =>
      pca.slice(0, 5).reduce((sum, y, k) => sum + y * few.eigenvectors[k * 36 + i]!, 0),
    );
    assertMatrix([zca], (_, i) => expected[i]!, 1e-4);
  });

  it('of uint8 is exact: to the bit the same in any order, in parts and merged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('pixels' as const, 'color' as const),
        fc.integer({ min: 1, max: 600 }),
        fc.nat(1000),
        (scope, cut, turn) => {
          const some = pictures.slice(0, 620);
          const turned = some.map((_, i) => some[(i + turn) % some.length]!);
          const parts = [turned.slice(0, cut), turned.slice(cut)].map((part) => fitOver(part, width, height, scope));
          parts[0]!.merge(parts[1]!);
          assert.deepEqual(parts[0]!.finish(), fitOver(some, width, height, scope).finish());
        },
      ),
      { numRuns: 12 },
    );
  });

  it('streams to what a two-pass computation over the whole batch finds', () => {
    const { mean, eigenvalues, eigenvectors } = whitening;
    const covariance = covarianceOf(pictures.map(features));
    const rebuilt = covariance.map((_, i) =>
      mean.reduce<number[]>((row, _m, j) => {
        row.push(
          eigenvalues.reduce((sum, value, k) => sum + value * eigenvectors[k * 36 + i]! * eigenvectors[k * 36 + j]!, 0),
        );
        return row;
      }, []),
    );
    assertMatrix(rebuilt, (i, j) => covariance[i]![j]!, 1e-8);
    const rows = pictures.map(features);
    mean.forEach((value, i) => {
      assert.ok(Math.abs(value - rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length) < 1e-12);
    });
  });

  it('may go on after finish, and finds the same from float32 as from uint8', () => {
    for (const scope of ['pixels', 'color'] as const) {
      const fit = fitOver(pictures.slice(0, 100), width, height, scope);
      fit.finish();
      for (const picture of pictures.slice(100, 400)) fit.add(Float32Array.from(picture));
      for (const picture of pictures.slice(400)) fit.add(picture);
      assert.deepEqual(fit.finish(), fitOver(pictures, width, height, scope).finish());
      const shifted = fitOver(
        pictures.map((picture) => Float32Array.from(picture, (x) => x + 0.25)),
        width,
        height,
        scope,
      ).finish();
      const expected = fitOver(pictures, width, height, scope).finish();
      assertMatrix([[...shifted.eigenvalues]], (_, k) => expected.eigenvalues[k]!, 1e-12);
      assertMatrix([[...shifted.mean]], (_, k) => expected.mean[k]! + 0.25 / 255, 1e-12);
    }
  });

  it('is right at sizes that fill no whole vectors and many panels', () => {
    for (const [w, h] of [
      [1, 1],
      [3, 1],
      [5, 5],
      [6, 7],
    ] as const) {
      const some = correlated(260, w, h, `size ${w}x${h}`);
      const { eigenvalues, mean } = fitOver(some, w, h).finish();
      const covariance = covarianceOf(some.map(features));
      const trace = covariance.reduce((sum, row, i) => sum + row[i]!, 0);
      const square = covariance.flat().reduce((sum, x) => sum + x * x, 0);
      assert.equal(mean.length, 3 * w * h);
      assert.ok(Math.abs(eigenvalues.reduce((sum, x) => sum + x, 0) - trace) < 1e-10);
      assert.ok(Math.abs(eigenvalues.reduce((sum, x) => sum + x * x, 0) - square) < 1e-10);
    }
  });

  it('leaves out directions in which the data did not vary', () => {
    const few = fitOver(pictures.slice(0, 10), width, height).finish();
    assert.equal(few.eigenvalues.length, 9);
    const grey = pictures.map((picture) => Uint8Array.from(picture, (_, i) => picture[i - (i % 3)]!));
    const colors = fitOver(grey, width, height, 'color').finish();
    assert.equal(colors.eigenvalues.length, 1);
    assert.ok([...colors.eigenvectors].every((entry) => Math.abs(entry - 1 / Math.sqrt(3)) < 1e-6));
  });

  it('says what is wrong with what it is given', () => {
    const throws = (run: () => unknown, pattern: RegExp) =>
      assert.throws(run, (error) => error instanceof AugmentError && pattern.test(error.message));
    throws(
      () => new WhiteningFit({ scope: 'pixels', width: 64, height: 64 }),
      /at most 4096 .* 3 x 64 x 64 = 12288; fit at a smaller size/,
    );
    throws(() => new WhiteningFit({ scope: 'pixels', width: 0, height: 4 }), /whole numbers >= 1/);
    throws(() => fitOver([new Uint8Array(35)], width, height), /expected 3 x 4 x 3 = 36 values, got 35/);
    throws(() => fitOver([new Uint8Array(35)], width, height, 'color'), /multiple of 3/);
    throws(() => fitOver([new Float32Array(36).fill(Number.NaN)], width, height), /finite/);
    throws(() => fitOver([], width, height).finish(), /at least 2 samples .* got 0/);
    throws(() => fitOver(pictures.slice(0, 1), width, height).finish(), /at least 2 samples .* got 1/);
    throws(() => fitOver(new Array(5).fill(pictures[0]), width, height).finish(), /samples that differ, got 5/);
    for (const components of [0, 1.5, 37])
      throws(() => fitOver(pictures, width, height).finish({ components }), /from 1 to 36/);
    throws(
      () => fitOver([], width, height).merge(fitOver([], height, width)),
      /expected a fit of .*"width":4.* got one of .*"width":3/,
    );
    throws(() => fitOver([], width, height).merge(fitOver([], width, height, 'color')), /got one of .*color/);
  });
});
