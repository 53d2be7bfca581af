import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as audio from '../../audio/index.ts';
import type { GainTransitionOp, LimiterOp } from '../../audio/ops/index.ts';
import { carry, farthest } from './carry.ts';
import { play, sine, voice } from './play.ts';

const peakOf = (planes: readonly Float32Array[]) =>
  planes.reduce((most, plane) => plane.reduce((now, x) => Math.max(now, Math.abs(x)), most), 0);
const scaled = (values: Float32Array, factor: number) => values.map((x) => x * factor);

describe('normalize', () => {
  it('brings the peak of all channels to exactly 1', () => {
    for (const factor of [1e-38, 1e-7, 0.3, 0.9999999, 1, 3, 1e30]) {
      const input = [scaled(voice(777, 1), factor), scaled(voice(777, 2), factor / 3)];
      const { planes } = play([audio.normalize()], input);
      assert.equal(peakOf(planes), 1, `factor ${factor}`);
      const ratio = peakOf([input[1]!]) / peakOf([input[0]!]);
      assert.ok(Math.abs(peakOf([planes[1]!]) / peakOf([planes[0]!]) / ratio - 1) < 1e-5);
    }
  });

  it('leaves silence, and with onlyTooLoud what is within [-1, 1], as they are', () => {
    const silence = [new Float32Array(50)];
    assert.deepEqual(play([audio.normalize()], silence).planes, silence);
    const soft = [sine(500, 300)];
    assert.deepEqual(play([audio.normalize({ apply: 'onlyTooLoud' })], soft).planes, soft);
    const loud = [sine(500, 300, 16_000, 4)];
    assert.equal(peakOf(play([audio.normalize({ apply: 'onlyTooLoud' })], loud).planes), 1);
  });
});

describe('limiter', () => {
  const limit = (parts: Partial<LimiterOp>): LimiterOp => ({
    kind: 'limiter',
    thresholdDb: -12,
    thresholdMode: 'absolute',
    attackSeconds: 0.005,
    releaseSeconds: 0.1,
    ...parts,
  });

  it('lets nothing go beyond the threshold', () => {
    const seconds = fc.oneof(fc.constantFrom(1e-9, 0.0005, 0.7, 60), fc.double({ min: 1e-4, max: 1, noNaN: true }));
    fc.assert(
      fc.property(
        fc.double({ min: -80, max: 0, noNaN: true }),
        fc.constantFrom('absolute' as const, 'relativeToPeak' as const),
        seconds,
        seconds,
        fc.integer({ min: 0, max: 700 }),
        (thresholdDb, thresholdMode, attackSeconds, releaseSeconds, frames) => {
          const input = [scaled(voice(frames, 1), 3), voice(frames, 2)];
          const made = carry([limit({ thresholdDb, thresholdMode, attackSeconds, releaseSeconds })], input);
          const allowed = thresholdDb + (thresholdMode === 'absolute' ? 0 : 20 * Math.log10(peakOf(input)));
          const reached = 20 * Math.log10(peakOf(made));
          assert.ok(!(reached > allowed + 0.01), `${reached} dB, not ${allowed} dB`);
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });

  it('leaves alone what is below it, to the bit', () => {
    const input = [sine(4000, 440, 16_000, 0.25)];
    assert.deepEqual(carry([limit({ thresholdDb: -12 })], input), input);
    assert.deepEqual(carry([limit({})], [new Float32Array(40)]), [new Float32Array(40)]);
    assert.deepEqual(carry([limit({ thresholdMode: 'relativeToPeak' })], [new Float32Array(40)]), [
      new Float32Array(40),
    ]);
  });

  it('turns down before a peak within the attack, and up again behind it within the release', () => {
    const input = new Float32Array(16_000).fill(0.1);
    input[8000] = 1;
    const [made] = carry([limit({ thresholdDb: -20, attackSeconds: 0.01, releaseSeconds: 0.2 })], [input]);
    const gainAt = (n: number) => made![n]! / input[n]!;
    assert.ok(Math.abs(gainAt(8000) - 0.1) < 1e-6);
    assert.ok(gainAt(7999) < 0.2 && gainAt(7999) > 0.1, 'it looks ahead');
    // 99.9 % of 0.9 are over.
    assert.ok(Math.abs(1 - gainAt(8000 - 160) - 0.0009) < 1e-5, `${gainAt(8000 - 160)}`);
    assert.ok(Math.abs(1 - gainAt(8000 + 3200) - 0.0009) < 1e-5, `${gainAt(8000 + 3200)}`);
    for (let n = 1; n < 8000; n++) assert.ok(gainAt(n) <= gainAt(n - 1) + 1e-6);
    for (let n = 8001; n < 16_000; n++) assert.ok(gainAt(n) >= gainAt(n - 1) - 1e-6);
  });

  it('turns all channels down alike', () => {
    const [loud, soft] = [sine(3000, 200, 16_000, 0.9), sine(3000, 200, 16_000, 0.09)];
    const [a, b] = carry([limit({})], [loud, soft]);
    assert.ok(farthest(a!, scaled(b!, 10)) < 1e-6);
  });
});

describe('gainTransition', () => {
  const ramp = (parts: Partial<GainTransitionOp>): GainTransitionOp => ({
    kind: 'gainTransition',
    start: 3,
    frames: 5,
    startGainDb: -6,
    endGainDb: 6,
    ...parts,
  });
  /** The gain of each frame, as audiomentations has it: numpy's linspace in decibels. */
  const expected = (frames: number, { start, frames: length, startGainDb, endGainDb }: GainTransitionOp) =>
    Array.from({ length: frames }, (_, n) => {
      const way = Math.min(1, Math.max(0, (n - start) / (length - 1)));
      return 10 ** ((startGainDb + (endGainDb - startGainDb) * way) / 20);
    });

  it('is a straight line of decibels, wherever it begins and ends', () => {
    for (const start of [-40, -7, -5, -4, -1, 0, 1, 3, 11, 15, 40]) {
      for (const frames of [3, 5, 16, 50]) {
        for (const length of [0, 1, 2, 16, 33]) {
          const op = ramp({ start, frames, startGainDb: -24, endGainDb: 6 });
          const made = carry([op], [new Float32Array(length).fill(1)])[0]!;
          assert.ok(farthest(made, expected(length, op)) < 1e-6, `start ${start}, ${frames} of ${length}`);
        }
      }
    }
  });

  it('keeps to its line over minutes', () => {
    const op = ramp({ start: -1000, frames: 5_000_000, startGainDb: -100, endGainDb: 6 });
    const made = carry([op], [new Float32Array(5_000_000).fill(1)])[0]!;
    for (const n of [0, 1_000_001, 4_998_998, 4_999_999]) {
      const way = Math.min(1, (n + 1000) / 4_999_999);
      assert.ok(Math.abs(20 * Math.log10(made[n]!) - (-100 + 106 * way)) < 1e-4);
    }
  });

  it('may begin before the sound, and ends behind its first frames at the earliest', () => {
    const starts = Array.from({ length: 300 }, (_, seed) => {
      const { ops } = play([audio.gainTransition({ durationFraction: [0.5, 1], name: `at${seed}` })], [voice(1000)]);
      return ops[0] as GainTransitionOp;
    });
    assert.ok(starts.every(({ start, frames }) => start >= 2 - frames && start <= 998 && frames >= 500));
    assert.ok(starts.some(({ start }) => start < 0) && starts.some(({ start }) => start > 0));
  });
});
