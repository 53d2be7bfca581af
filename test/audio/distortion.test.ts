import assert from 'node:assert/strict';
import { bitCrush, clippingDistortion, tanhDistortion } from '../../audio/index.ts';
import { play, rmsOf, voice } from './play.ts';

/** The research's: x[n] = (n + 1) / 16 * (-1)^n at 1000 Hz. */
const golden = Float32Array.from({ length: 16 }, (_, n) => ((n + 1) / 16) * (-1) ** n);

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-6): void {
  assert.equal(got.length, wanted.length);
  for (let i = 0; i < got.length; i++)
    assert.ok(Math.abs(got[i]! - wanted[i]!) <= tolerance, `at ${i}: expected ${wanted[i]}, got ${got[i]}`);
}

describe('tanhDistortion', () => {
  const distorted = (d: number, ...planes: Float32Array[]) =>
    play([tanhDistortion({ distortion: [d, d] })], planes).planes;

  it('is what audiomentations makes', () => {
    near(
      distorted(0.5, golden)[0]!,
      [
        0.073019, -0.145544, 0.217095, -0.287217, 0.355492, -0.421549, 0.485068, -0.545788, 0.603504, -0.658072,
        0.709403, -0.757459, 0.802247, -0.843817, 0.88225, -0.917657,
      ],
    );
  });

  it('hangs on the shape of the sound, not on how loud it is', () => {
    const x = voice(3000, 1);
    const y = distorted(0.6, x)[0]!;
    const quiet = distorted(
      0.6,
      x.map((value) => value / 8),
    )[0]!;
    near(
      quiet.map((value) => value * 8),
      y,
      2e-4,
    );
  });

  it('keeps the mean of the rms of the channels', () => {
    const planes = [voice(3000, 1), voice(3000, 2).map((x) => x * 0.1)];
    const mean = (all: readonly Float32Array[]) => (rmsOf(all[0]!) + rmsOf(all[1]!)) / 2;
    const made = distorted(0.5, ...planes);
    assert.ok(Math.abs(mean(made) / mean(planes) - 1) < 1e-6);
  });

  it('leaves silence silent, and a click finite', () => {
    assert.deepEqual(distorted(1, new Float32Array(100))[0], new Float32Array(100));
    const click = Float32Array.from({ length: 100 }, (_, n) => (n === 50 ? 1 : 0));
    near(distorted(0.3, click)[0]!, click);
  });
});

describe('clippingDistortion', () => {
  const clipped = (cut: number, x: Float32Array) =>
    play([clippingDistortion({ percentileThreshold: [cut, cut] })], [x]).planes[0]!;

  it('is what audiomentations makes of 40 %', () => {
    near(
      clipped(40, golden),
      golden.map((x) => Math.max(-0.625, Math.min(0.5625, x))),
    );
  });

  it('takes odd percentages as they are, and 100 as the median', () => {
    const ramp = Float32Array.from({ length: 201 }, (_, i) => (i - 100) / 100);
    near(
      clipped(3, ramp),
      ramp.map((x) => Math.max(-0.97, Math.min(0.97, x))),
    );
    near(
      clipped(1, ramp),
      ramp.map((x) => Math.max(-0.99, Math.min(0.99, x))),
    );
    near(clipped(100, ramp), new Float32Array(201));
    assert.deepEqual(clipped(0, ramp), ramp);
  });
});

describe('bitCrush', () => {
  const crushed = (bits: number, x: Float32Array, more: object = {}) =>
    play([bitCrush({ bits: [bits, bits], ...more })], [x]).planes[0]!;

  it('is what audiomentations makes, where that is asked for', () => {
    const wanted = [0, -0.2, 0.2, -0.2, 0.4, -0.4, 0.4, -0.4, 0.6, -0.6, 0.6, -0.8, 0.8, -0.8, 1, -1];
    near(crushed(3, golden, { quantizer: 'audiomentations' }), wanted);
  });

  it('has 2^bits levels', () => {
    const ramp = Float32Array.from({ length: 40001 }, (_, i) => (i - 20000) / 15000);
    for (const bits of [1, 2, 5, 8]) {
      const levels = [...new Set(crushed(bits, ramp))].map((x) => x * 2 ** (bits - 1)).sort((a, b) => a - b);
      assert.deepEqual(
        levels.map((x) => x + 0),
        Array.from({ length: 2 ** bits }, (_, i) => i - 2 ** (bits - 1)),
      );
    }
  });

  it('makes noise of the error by dither, the same on average as the value', () => {
    const x = new Float32Array(20000).fill(0.3 / 16);
    const plain = crushed(5, x);
    assert.ok(plain.every((value) => value === 0));
    const dithered = crushed(5, x, { dither: 'triangular' });
    const mean = dithered.reduce((sum, value) => sum + value, 0) / dithered.length;
    assert.ok(Math.abs(mean * 16 - 0.3) < 0.02, `${mean * 16}`);
    const variance = dithered.reduce((sum, value) => sum + (value - mean) ** 2, 0) / dithered.length;
    // Of triangular dither and rounding together: (1/6 + 1/12) of a level squared, whatever the value.
    assert.ok(Math.abs(variance * 256 - 0.25) < 0.01, `${variance * 256}`);
  });
});
