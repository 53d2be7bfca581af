import assert from 'node:assert/strict';
import fc from 'fast-check';
import { design } from '../../audio/kernels/filter-design.ts';
import { fuse } from '../../audio/kernels/fusion.ts';
import type { Filter, FilterOp } from '../../audio/ops/index.ts';
import { filterAnswers } from '../golden/filters.ts';
import { carry, farthest, filterBy, needs } from './carry.ts';
import { voice } from './play.ts';

const answers = filterAnswers();
const op = (filters: readonly Filter[], zeroPhase = false): FilterOp => ({ kind: 'filter', filters, zeroPhase });
const lowPass = (cutoffHz: number, order = 2): Filter => ({ shape: 'lowPass', cutoffHz, order });
const highPass = (cutoffHz: number, order = 2): Filter => ({ shape: 'highPass', cutoffHz, order });

/** The gain that a filter was designed with, at a part of the sample rate. */
function gainOf(filters: readonly Filter[], sampleRate: number, part: number): number {
  const turn = 2 * Math.PI * part;
  const size = (values: readonly number[]) =>
    Math.hypot(
      values.reduce((sum, value, k) => sum + value * Math.cos(k * turn), 0),
      values.reduce((sum, value, k) => sum + value * Math.sin(k * turn), 0),
    );
  return filters
    .flatMap((filter) => design(filter, sampleRate))
    .reduce((gain, { b, a }) => (gain * size(b)) / size([1, ...a]), 1);
}

/** The gain that a sine has once it went through, by its middle. */
function measuredGain(one: FilterOp, hz: number, sampleRate = 16_000): number {
  const frames = sampleRate;
  const input = Float32Array.from({ length: frames }, (_, n) => Math.sin((2 * Math.PI * hz * n) / sampleRate));
  const [made] = carry([one], [input], sampleRate);
  let [re, im] = [0, 0];
  const from = Math.round(frames / 4);
  for (let n = from; n < from + frames / 2; n++) {
    re += made![n]! * Math.cos((2 * Math.PI * hz * n) / sampleRate);
    im += made![n]! * Math.sin((2 * Math.PI * hz * n) / sampleRate);
  }
  return Math.hypot(re, im) / (frames / 4);
}
const dB = (gain: number) => 20 * Math.log10(gain);

describe('filters', () => {
  it('make what scipy makes', () => {
    for (const { filters, sampleRate, zeroPhase, vector, expected } of answers.cases) {
      const [made] = carry([op(filters, zeroPhase)], [answers.vectors[vector]!], sampleRate);
      const largest = Math.max(1, ...expected.map(Math.abs));
      const apart = farthest(made!, expected);
      assert.ok(apart <= 1e-6 * largest, `${JSON.stringify(filters)} zeroPhase ${zeroPhase}: off by ${apart}`);
    }
  });

  it('have the gains that scipy finds, at several sample rates', () => {
    for (const { filter, sampleRate, gains } of answers.responses) {
      for (const [i, gain] of gains.entries()) {
        const ours = gainOf([filter], sampleRate, answers.frequencies[i]!);
        assert.ok(Math.abs(ours - gain) <= 1e-6 * Math.max(1, gain), `${JSON.stringify(filter)}: ${ours}, not ${gain}`);
      }
    }
  });

  it('make the golden values of audiomentations', () => {
    const ramp = answers.vectors.ramp!;
    const golden: readonly (readonly [Filter, readonly number[]])[] = [
      [lowPass(100), [0.0625, 0.049852, 0.03118, 0.015059, 0.004341, -0.001255, -0.003226]],
      [{ shape: 'peaking', centerHz: 100, gainDb: 6, q: 1 }, [0.0625, -0.157139, 0.16588, -0.279315, 0.308836]],
      [{ shape: 'lowShelf', centerHz: 100, gainDb: 6, q: 0.7 }, [0.124704, -0.092931, 0.212699, -0.246894]],
    ];
    for (const [filter, expected] of golden) {
      const [made] = carry([op([filter])], [ramp], 1000);
      assert.ok(farthest(made!.subarray(0, expected.length), expected) <= 1e-6, `${filter.shape}: ${made}`);
    }
  });

  it('are 3 dB down at the cutoff, and 6 dB with zeroPhase', () => {
    for (const order of [1, 2, 3, 4]) {
      for (const filter of [lowPass(1000, order), highPass(1000, order)]) {
        assert.ok(Math.abs(dB(measuredGain(op([filter]), 1000)) + 3.0103) < 0.01, filter.shape);
        assert.ok(Math.abs(dB(measuredGain(op([filter], true), 1000)) + 6.0206) < 0.01, filter.shape);
      }
      for (const shape of ['bandPass', 'bandStop'] as const) {
        const band: Filter = { shape, lowHz: 800, highHz: 2000, order };
        for (const hz of [800, 2000]) assert.ok(Math.abs(dB(measuredGain(op([band]), hz)) + 3.0103) < 0.01, shape);
      }
    }
  });

  it('fall by 6 dB an octave for each order', () => {
    for (const order of [1, 2, 3, 4]) {
      const fall = dB(gainOf([lowPass(200, order)], 1e6, 0.004)) - dB(gainOf([lowPass(200, order)], 1e6, 0.008));
      assert.ok(Math.abs(fall - 6.02 * order) < 0.1, `order ${order}: ${fall} dB`);
    }
  });

  it('give a bell its gain in the middle, and a shelf half of its decibels', () => {
    for (const gainDb of [-24, -6, 12]) {
      const at = (shape: 'peaking' | 'lowShelf' | 'highShelf') =>
        dB(measuredGain(op([{ shape, centerHz: 1000, gainDb, q: 0.7 }]), 1000));
      assert.ok(Math.abs(at('peaking') - gainDb) < 0.01);
      assert.ok(Math.abs(at('lowShelf') - gainDb / 2) < 0.01);
      assert.ok(Math.abs(at('highShelf') - gainDb / 2) < 0.01);
    }
  });

  it('delay nothing with zeroPhase', () => {
    const input = voice(4000);
    const backwards = (values: Float32Array) => values.slice().reverse();
    const [made] = carry([op([lowPass(900, 2)], true)], [input]);
    const [turned] = carry([op([lowPass(900, 2)], true)], [backwards(input)]);
    assert.ok(farthest(made!.subarray(500, 3500), backwards(turned!).subarray(500, 3500)) < 1e-6);
  });

  it('start without a swing: what does not change goes through a low pass as it is, and not through a high pass', () => {
    for (const sampleRate of [1, 1000, 16_000, 1_000_000]) {
      for (const cutoffHz of [1, 20, 150, 7999, 500_000]) {
        for (const order of [1, 2, 3, 4, 8]) {
          for (const zeroPhase of [false, true]) {
            const flat = new Float32Array(3000).fill(0.7);
            const [low] = carry([op([lowPass(cutoffHz, order)], zeroPhase)], [flat], sampleRate);
            assert.ok(farthest(low!, flat) <= 1e-6, `${cutoffHz} Hz at ${sampleRate}: off by ${farthest(low!, flat)}`);
            const [high] = carry([op([highPass(cutoffHz, order)], zeroPhase)], [flat], sampleRate);
            assert.ok(farthest(high!, new Float32Array(3000)) <= 1e-6, `high pass, ${cutoffHz} Hz at ${sampleRate}`);
          }
        }
      }
    }
  });

  it('stay stable at the bounds of all parameters, at any rate and length', () => {
    const hz = fc.oneof(fc.constantFrom(1, 500, 499.9999, 8000, 500_000), fc.double({ min: 1, max: 5e5, noNaN: true }));
    const order = fc.integer({ min: 1, max: 16 });
    const bound = (low: number, high: number) =>
      fc.oneof(fc.constantFrom(low, high), fc.double({ min: low, max: high, noNaN: true }));
    const filter: fc.Arbitrary<Filter> = fc.oneof(
      fc.record({ shape: fc.constantFrom('lowPass' as const, 'highPass' as const), cutoffHz: hz, order }),
      fc
        .record({
          shape: fc.constantFrom('bandPass' as const, 'bandStop' as const),
          hz,
          width: bound(0.01, 1.99),
          order,
        })
        .map(({ shape, hz: at, width, order: of }) => {
          return { shape, lowHz: at * (1 - width / 2), highHz: at * (1 + width / 2), order: of };
        }),
      fc.record({
        shape: fc.constantFrom('peaking' as const, 'lowShelf' as const, 'highShelf' as const),
        centerHz: hz,
        gainDb: bound(-60, 60),
        q: bound(0.01, 1),
      }),
      fc.record({ shape: fc.constant('peaking' as const), centerHz: hz, gainDb: bound(-60, 60), q: bound(1, 100) }),
    );
    const lengths = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(511, 512, 513, 20_000));
    const rates = fc.constantFrom(1, 1000, 8000, 16_000, 44_100, 1_000_000);
    fc.assert(
      fc.property(filter, fc.boolean(), lengths, rates, (one, zeroPhase, frames, sampleRate) => {
        const [made] = carry([op([one], zeroPhase)], [voice(frames)], sampleRate);
        assert.equal(made!.length, frames);
        // 60 dB, at most twice, on what is at most 1, with room for what rings.
        assert.ok(made!.every((value) => Math.abs(value) < (zeroPhase ? 2e7 : 2e4)));
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  it('leave silence silent, and fade out to it', () => {
    const input = new Float32Array(200_000);
    input[3] = 1;
    const [made] = carry([op([lowPass(300, 4), { shape: 'peaking', centerHz: 100, gainDb: 12, q: 5 }])], [input]);
    assert.ok(made!.subarray(100_000).every((value) => value === 0));
    assert.ok(carry([op([highPass(300, 4)])], [new Float32Array(999)])[0]!.every((value) => value === 0));
  });

  it('fuse where they run forwards: the same sound, in one op', () => {
    const before: Filter = { shape: 'preEmphasis', coefficient: 0.97, border: 'zero' };
    const run = [lowPass(3000, 3), before, highPass(80, 2), lowPass(900, 1)].map((one) => op([one]));
    const fused = fuse(run);
    assert.equal(fused.length, 1);
    const input = [voice(5001), voice(5001, 7)];
    const [one, each] = [carry(fused, input), carry(run, input)];
    for (const [i, plane] of one.entries()) assert.ok(farthest(plane, each[i]!) < 1e-6);
    assert.equal(fuse([op([lowPass(900)], true), op([lowPass(900)], true)]).length, 2);
  });

  it('treat each channel by itself', () => {
    const input = [voice(700, 1), voice(700, 2), voice(700, 3)];
    const one = op([lowPass(500, 3), highPass(60)]);
    assert.deepEqual(
      carry([one], input),
      input.map((plane) => carry([one], [plane])[0]!),
    );
  });
});

describe('filters beside other programs', () => {
  const input = voice(16_000);
  // They start at rest: a silent first frame makes both the same.
  input[0] = 0;

  it('sound as those of sox', function () {
    needs(this, 'sox');
    const raw = ['-t', 'f32', '-r', '16000', '-c', '1'];
    const bySox = (...effect: string[]) =>
      filterBy('sox', ['-D', ...raw, '-', ...raw, '-', 'vol', '0.25', ...effect], input);
    const ours = (filter: Filter) => carry([{ kind: 'gain', factor: 0.25 }, op([filter])], [input])[0]!;
    const pairs: readonly (readonly [Filter, readonly string[]])[] = [
      [lowPass(900), ['lowpass', '-2', '900']],
      [highPass(900), ['highpass', '-2', '900']],
      [{ shape: 'peaking', centerHz: 1000, gainDb: 9, q: 2 }, ['equalizer', '1000', '2q', '9']],
      [{ shape: 'lowShelf', centerHz: 400, gainDb: -6, q: 0.7 }, ['bass', '-6', '400', '0.7q']],
      [{ shape: 'highShelf', centerHz: 2000, gainDb: 6, q: 0.7 }, ['treble', '6', '2000', '0.7q']],
    ];
    for (const [filter, effect] of pairs) {
      const apart = farthest(ours(filter), bySox(...effect));
      assert.ok(apart < 2e-5, `${effect.join(' ')}: off by ${apart}`);
    }
  });

  it('sound as those of ffmpeg', function () {
    needs(this, 'ffmpeg', '-version');
    const raw = ['-f', 'f32le', '-ar', '16000', '-ac', '1'];
    const byFfmpeg = (filter: string) =>
      filterBy('ffmpeg', ['-v', 'error', ...raw, '-i', '-', '-af', filter, ...raw, '-'], input);
    const pairs: readonly (readonly [Filter, string])[] = [
      [lowPass(900), 'lowpass=f=900:w=0.70710678118:precision=f64'],
      [highPass(900), 'highpass=f=900:w=0.70710678118:precision=f64'],
      [{ shape: 'peaking', centerHz: 1000, gainDb: 9, q: 2 }, 'equalizer=f=1000:t=q:w=2:g=9:precision=f64'],
      [{ shape: 'lowShelf', centerHz: 400, gainDb: -6, q: 0.7 }, 'lowshelf=f=400:t=q:w=0.7:g=-6:precision=f64'],
      [{ shape: 'highShelf', centerHz: 2000, gainDb: 6, q: 0.7 }, 'highshelf=f=2000:t=q:w=0.7:g=6:precision=f64'],
    ];
    for (const [filter, theirs] of pairs) {
      const apart = farthest(carry([op([filter])], [input])[0]!, byFfmpeg(theirs));
      assert.ok(apart < 1e-5, `${theirs}: off by ${apart}`);
    }
  });
});
