import assert from 'node:assert/strict';
import { stepInPlace } from '../../../vision/kernels/epilogue.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import type { FieldKey } from '../../../vision/ops/index.ts';
import { chiSquareP, kolmogorovSmirnovP, leastP, normalCdf } from '../../transforms/statistics.ts';
import { normalOf, philox7 } from './noise-oracle.ts';
import { spectrumOf, transform } from './spectrum.ts';

// Keys are fixed, so that each figure is a constant. Gates are where chance would pass all but once in ten thousand,
// the largest of many figures counted as such.

const memory = new KernelMemory();
const key: FieldKey = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

/** Three channels' standard normals, side by side: noise of sigma 16 about 128 cannot reach black or white. */
function normals(field: FieldKey, width: number, height: number): Float32Array {
  const mark = memory.mark();
  const planes = memory.allocatePlanes(width, height);
  const at = planes.pointer >> 2;
  const count = 3 * width * height;
  memory.floats.fill(128, at, at + count);
  stepInPlace(memory, { planes, mask: undefined }, { kind: 'noise', key: field, sigma: 16, mean: 0, perChannel: true });
  const values = memory.floats.slice(at, at + count).map((x) => (x - 128) / 16);
  memory.release(mark);
  return values;
}

/** Three channels' 24-bit integers behind a random fill, to within one. */
function uniforms(field: FieldKey, width: number, height: number): Float32Array {
  const mark = memory.mark();
  const planes = memory.allocatePlanes(width, height);
  stepInPlace(
    memory,
    { planes, mask: undefined },
    { kind: 'drop', key: field, fraction: 1, perChannel: false, fill: 'random' },
  );
  const at = planes.pointer >> 2;
  const values = memory.floats.slice(at, at + 3 * width * height).map((x) => x / 255);
  memory.release(mark);
  return values;
}

/** Correlation of a with b `lag` places on, in standard deviations of what chance gives; both have variance 1. */
function correlationZ(a: Float32Array, b: Float32Array, lag = 0): number {
  let sum = 0;
  for (let i = lag; i < a.length; i++) sum += a[i - lag]! * b[i]!;
  return sum / Math.sqrt(a.length - lag);
}

/** The largest of `count` standard normals stays below this, save once in ten thousand. */
function greatestZ(count: number): number {
  let z = 3.5;
  while (2 * count * (1 - normalCdf(z)) > 1e-4 && z < 5.2) z += 0.01;
  return z;
}

function flip([...words]: FieldKey, bit: number): FieldKey {
  words[bit >> 5] = (words[bit >> 5]! ^ (1 << (bit & 31))) >>> 0;
  return words;
}

const squares = (values: Float32Array) => values.map((x) => (x * x - 1) / Math.SQRT2);

describe('noise field', () => {
  it("is Philox4x32-7 by Random123's known answers, and Box and Muller's normals", () => {
    const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');
    const ones = 0xffffffff;
    assert.equal(hex(philox7([0, 0, 0, 0], 0, 0)), '5f6fb709 0d893f64 4f121f81 4f730a48');
    assert.equal(hex(philox7([ones, ones, ones, ones], ones, ones)), '5207ddc2 45165e59 4d8ee751 8c52f662');
    assert.equal(
      hex(philox7([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0xa4093822, 0x299f31d0)),
      '4dfccaba 190a87f0 c47362ba b6b5242a',
    );
    const values = normals(key, 300, 7);
    for (let i = 0; i < values.length; i++) {
      const error = Math.abs(values[i]! - normalOf(key, Math.floor(i / 2100), i % 2100));
      // Polynomials within 4e-6, and values that have 17 bits behind the point.
      assert.ok(error < 1.2e-5, `value ${i} is off by ${error}`);
    }
  });

  it('never changes: seeds that were published keep their pictures', () => {
    const bits = new Uint32Array(normals(key, 64, 64).buffer);
    let hash = 0x811c9dc5;
    for (const word of bits) hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
    assert.equal(hash.toString(16), 'ecf98937');
  });

  it('is normal: Kolmogorov-Smirnov and the first four moments of three million values', () => {
    const values = normals(key, 1000, 1000);
    assert.ok(kolmogorovSmirnovP([...values.subarray(0, 1_000_000)], normalCdf) > leastP);
    const n = values.length;
    const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / n;
    // Each moment less its expectation, in its own standard deviations.
    const deviations = [
      moment(1),
      (moment(2) - 1) / Math.sqrt(2),
      moment(3) / Math.sqrt(15),
      (moment(4) - 3) / Math.sqrt(96),
    ];
    for (const deviation of deviations) assert.ok(Math.abs(deviation) * Math.sqrt(n) < greatestZ(4));
  });

  it('has the tails of a normal, as far as five sigma and beyond', () => {
    const counts = [0, 0, 0];
    let [total, greatest] = [0, 0];
    for (let k = 0; k < 16; k++) {
      const values = normals([k, 1, 2, 3], 1024, 1024);
      total += values.length;
      for (const value of values) {
        const x = Math.abs(value);
        if (x > 3) counts[x > 5 ? 2 : x > 4 ? 1 : 0]!++;
        if (x > greatest) greatest = x;
      }
    }
    // P(|n| > 3, 4, 5)
    const tails = [2.6997960632601866e-3, 6.334248366623996e-5, 5.733031437583892e-7];
    const shares = [tails[0]! - tails[1]!, tails[1]! - tails[2]!, tails[2]!, 1 - tails[0]!];
    assert.ok(chiSquareP([...counts, total - counts.reduce((a, b) => a + b)], shares) > leastP);
    assert.ok(greatest > 5, `the greatest is ${greatest}`);
  });

  it('has no correlation along a row, to the next row, between channels, nor of strengths', () => {
    const width = 224;
    const all = normals(key, width, 224);
    const size = width * 224;
    const channels = [0, 1, 2].map((c) => all.subarray(c * size, (c + 1) * size));
    const figures: number[] = [];
    for (const channel of channels) {
      for (let lag = 1; lag <= width + 1; lag++) figures.push(correlationZ(channel, channel, lag));
      const strengths = squares(channel);
      for (const lag of [1, 2, 3, 4, 5, 8, 12, 16, width - 1, width, width + 1])
        figures.push(correlationZ(strengths, strengths, lag));
    }
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const [first, second] = [channels[a]!, channels[b]!];
      for (const lag of [0, 1, 4, 8, 16, width]) {
        figures.push(correlationZ(first, second, lag), correlationZ(second, first, lag));
        figures.push(correlationZ(squares(first), squares(second), lag));
      }
    }
    const greatest = Math.max(...figures.map(Math.abs));
    assert.ok(greatest < greatestZ(figures.length), `${greatest} standard deviations`);
    assert.ok(kolmogorovSmirnovP(figures, normalCdf) > leastP);
  });

  it('has a flat spectrum: no pattern of any period or direction', () => {
    const side = 256;
    const powers = spectrumOf(normals(key, side, side).subarray(0, side * side), side);
    const half = [...powers.subarray(side, (side * side) / 2)];
    assert.ok(kolmogorovSmirnovP(half, (x) => 1 - Math.exp(-x)) > leastP);
    assert.ok(Math.max(...half) < Math.log(half.length / 1e-4));
    for (let line = 1; line < side / 2; line++) {
      const row = powers.subarray(line * side, (line + 1) * side);
      const mean = row.reduce((sum, x) => sum + x, 0) / side;
      assert.ok(Math.abs(mean - 1) * Math.sqrt(side) < greatestZ(side) + 0.7, `frequency ${line}: ${mean}`);
    }
  });

  it('is another one for each of the 128 bits of the key', () => {
    const field = normals(key, 224, 80);
    const strengths = squares(field);
    const figures: number[] = [];
    for (let bit = 0; bit < 128; bit++) {
      const other = normals(flip(key, bit), 224, 80);
      const same = other.filter((x, i) => x === field[i]).length;
      assert.ok(same < 30, `bit ${bit}: ${same} values are the same`);
      figures.push(correlationZ(field, other), correlationZ(strengths, squares(other)));
    }
    const greatest = Math.max(...figures.map(Math.abs));
    assert.ok(greatest < greatestZ(figures.length), `${greatest} standard deviations`);
    assert.ok(kolmogorovSmirnovP(figures, normalCdf) > leastP);
  });

  it('is no shifted copy of a field of a near key, nor of its other channels', () => {
    const [side, length] = [256, 65536];
    const field = normals(key, side, side);
    const others = [0, 1, 31, 32, 64, 65, 96, 97, 127].map((bit) =>
      normals(flip(key, bit), side, side).subarray(0, length),
    );
    others.push(field.subarray(length, 2 * length), field.subarray(2 * length));
    const reference = field.subarray(0, length);
    for (const other of others) {
      // Correlation at all shifts at once: the transform of one times the conjugate of the other's.
      const [aRe, aIm] = [Float64Array.from(reference), new Float64Array(length)];
      const [bRe, bIm] = [Float64Array.from(other), new Float64Array(length)];
      transform(aRe, aIm);
      transform(bRe, bIm);
      const re = aRe.map((x, i) => x * bRe[i]! + aIm[i]! * bIm[i]!);
      const im = aRe.map((x, i) => aIm[i]! * bRe[i]! - x * bIm[i]!);
      transform(re, im);
      const greatest = re.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / length / Math.sqrt(length);
      assert.ok(greatest < 6.2, `${greatest} standard deviations`);
    }
  });
});

describe('random words', () => {
  const side = 1024;
  const values = uniforms(key, side, side);
  const bitsOf = (x: number, bits: number) => Math.min(2 ** bits - 1, Math.floor(x * 2 ** bits));

  it('are uniform, bit by bit and byte by byte', () => {
    const ones = new Array(16).fill(0);
    const bytes = new Array(256).fill(0);
    const lower = new Array(256).fill(0);
    for (const x of values) {
      const word = bitsOf(x, 16);
      for (let bit = 0; bit < 16; bit++) ones[bit] += (word >> bit) & 1;
      bytes[word >> 8]++;
      lower[word & 255]++;
    }
    const z = ones.map((count) => (2 * count - values.length) / Math.sqrt(values.length));
    assert.ok(Math.max(...z.map(Math.abs)) < greatestZ(16));
    assert.ok(chiSquareP(bytes) > leastP);
    assert.ok(chiSquareP(lower) > leastP);
  });

  it('do not know their neighbours to the right, below, or in the next channel', () => {
    for (const lag of [1, 2, 3, 4, 5, 8, 15, 16, 17, side - 1, side, side + 1, side * side]) {
      const pairs = new Array(1024).fill(0);
      for (let i = lag; i < values.length; i++) pairs[bitsOf(values[i - lag]!, 5) * 32 + bitsOf(values[i]!, 5)]++;
      assert.ok(chiSquareP(pairs) > leastP, `lag ${lag}`);
    }
  });

  it('of noise and of drop are not the same under one key', () => {
    const noise = normals(key, 256, 256);
    const uniform = uniforms(key, 256, 256).map((x) => (x - 0.5) * Math.sqrt(12));
    assert.ok(Math.abs(correlationZ(noise, uniform)) < greatestZ(2));
    assert.ok(Math.abs(correlationZ(squares(noise), uniform)) < greatestZ(2));
  });
});
