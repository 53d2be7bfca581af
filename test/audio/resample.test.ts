import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { resample, speed } from '../../audio/index.ts';
import { type Signal, SoundMemory } from '../../audio/kernels/memory.ts';
import { resampleMargin, resamplePlanes, resampleSource } from '../../audio/kernels/resample.ts';
import type { SpeedOp } from '../../audio/ops/rate.ts';
import { ratioOf, resampledFrames } from '../../audio/ops/ratio.ts';
import { rootKey } from '../../transforms/index.ts';
import { play, sine, voice } from './play.ts';

const memory = new SoundMemory();

function signalOf(planes: readonly Float32Array[], sampleRate: number): Signal {
  const signal = memory.allocateSignal({ channels: planes.length, frames: planes[0]!.length, sampleRate, bins: 0 });
  memory.floats.fill(Number.NaN, signal.pointer >> 2, (signal.pointer >> 2) + planes.length * signal.stride);
  for (const [i, plane] of planes.entries()) memory.plane(signal, i).set(plane);
  return signal;
}

function resampled(values: Float32Array, from: number, to: number): Float32Array {
  const mark = memory.mark();
  const made = memory.plane(resamplePlanes(memory, signalOf([values], from), to), 0).slice();
  memory.release(mark);
  return made;
}

const db = (power: number) => 10 * Math.log10(power);
const power = (values: Float32Array) => values.reduce((sum, x) => sum + x * x, 0) / values.length;
/** Without a fifth at either end, where a sound that begins at once is not band-limited. */
const middle = (values: Float32Array) => values.subarray(values.length / 5, (values.length * 4) / 5);
const difference = (a: Float32Array, b: Float32Array) => a.map((x, i) => x - b[i]!);

/** Few phases, many, and more than have a row each. */
const pairs: readonly (readonly [from: number, to: number])[] = [
  [44_100, 16_000],
  [16_000, 44_100],
  [48_000, 16_000],
  [8000, 16_000],
  [11_025, 16_000],
  [22_050, 8000],
  [16_000, 12_347],
  [12_347, 16_000],
];

describe('resampling', () => {
  for (const [from, to] of pairs) {
    const nyquist = Math.min(from, to) / 2;
    const tone = (share: number, rate: number) => sine(Math.ceil(rate / 2), share * nyquist, rate, 1);

    it(`${from} to ${to} Hz: sines stay where they are, up to 0.9 of the lower Nyquist frequency`, () => {
      for (const share of [0.01, 0.3, 0.7, 0.85]) {
        const [made, wanted] = [resampled(tone(share, from), from, to), tone(share, to)];
        const error = db(power(difference(middle(made), middle(wanted))) / power(wanted));
        assert.ok(error < -95, `${share}: ${error} dB`);
      }
      const gain = db(power(middle(resampled(tone(0.9, from), from, to))) / power(middle(tone(0.9, to))));
      assert.ok(Math.abs(gain) < 0.1, `${gain} dB at 0.9`);
    });

    if (to < from)
      it(`${from} to ${to} Hz: what is above its Nyquist frequency is gone`, () => {
        for (let share = 1; share < from / to; share += 0.037) {
          const rest = db(power(middle(resampled(tone(share, from), from, to))) / 0.5);
          assert.ok(rest < -95, `${share}: ${rest} dB`);
        }
      });

    it(`${from} to ${to} Hz: an excerpt is the same to the bit as that part of the whole`, () => {
      const whole = voice(9000, 5, from);
      const wanted = resampled(whole, from, to);
      for (const [first, frames] of [
        [0, 40],
        [777, 333],
        [wanted.length - 50, 50],
      ] as const) {
        const [low, high] = resampleSource(from, to, first, frames);
        const sourceFirst = Math.max(0, low);
        const mark = memory.mark();
        const part = signalOf([whole.subarray(sourceFirst, Math.min(whole.length, high))], from);
        const made = resamplePlanes(memory, part, to, { sourceFirst, first, frames });
        assert.deepEqual(memory.plane(made, 0).slice(), wanted.slice(first, first + frames));
        memory.release(mark);
      }
    });
  }

  it('has an excerpt that begins on a common frame give the same without a word', () => {
    const whole = voice(20_000, 1, 44_100);
    const margin = 441 * Math.ceil(resampleMargin(44_100, 16_000) / 441);
    const wanted = resampled(whole, 44_100, 16_000).subarray(1600, 2400);
    const part = resampled(whole.subarray(4410 - margin, 6615 + margin), 44_100, 16_000);
    const lead = (margin * 160) / 441;
    assert.deepEqual(part.slice(lead, lead + 800), wanted.slice());
  });

  it('at the same rate is the sound itself, and an excerpt a copy', () => {
    const whole = signalOf([voice(500)], 16_000);
    assert.equal(resamplePlanes(memory, whole, 16_000), whole);
    const part = signalOf([voice(500).subarray(100)], 16_000);
    const made = memory.plane(resamplePlanes(memory, part, 16_000, { sourceFirst: 100, first: 150, frames: 400 }), 0);
    assert.deepEqual(made.slice(0, 350), voice(500).slice(150));
    assert.ok(made.subarray(350).every((x) => x === 0));
  });

  it('makes ceil(frames * to / from) frames', () => {
    const rate = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), rate, rate, (frames, from, to) => {
        const exact = (BigInt(frames) * BigInt(to) + BigInt(from) - 1n) / BigInt(from);
        return BigInt(resampledFrames(frames, from, to)) === exact;
      }),
    );
    assert.equal(resampledFrames(441_000, 44_100, 16_000), 160_000);
    assert.equal(resampledFrames(1, 48_000, 8000), 1);
  });

  it('takes any length and any rate', () => {
    const rate = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), rate, rate, (frames, from, to) => {
        fc.pre(resampledFrames(frames, from, to) < 300_000);
        const made = resampled(new Float32Array(frames).fill(0.5), from, to);
        return made.length === resampledFrames(frames, from, to) && made.every((x) => Math.abs(x) < 1);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves what does not move as it is, and each channel to itself', () => {
    const mark = memory.mark();
    const made = resamplePlanes(
      memory,
      signalOf([new Float32Array(3000).fill(0.5), new Float32Array(3000)], 44_100),
      16_000,
    );
    assert.ok(memory.plane(made, 0).every((x, i) => i < 100 || i > 980 || Math.abs(x - 0.5) < 1e-6));
    assert.ok(memory.plane(made, 1).every((x) => x === 0));
    memory.release(mark);
  });

  it('agrees with scipy, ends and all', () => {
    const golden = JSON.parse(readFileSync(new URL('../../../test/golden/resample.json', import.meta.url), 'utf8'));
    for (const { from, to, values } of golden.cases) {
      const made = resampled(Float32Array.from(golden.noise), from, to);
      assert.equal(made.length, values.length);
      for (const [n, x] of made.entries()) assert.ok(Math.abs(x - values[n]) < 2e-5, `${from} to ${to} Hz, frame ${n}`);
    }
  });

  it('agrees with sox', function () {
    if (spawnSync('sox', ['--version']).status !== 0) return void this.skip();
    // Nothing above 0.8 of the Nyquist frequency, where the two filters differ.
    const source = Float32Array.from({ length: 44_100 }, (_, n) => {
      const t = n / 44_100;
      const swell = Math.sin(Math.PI * t) ** 2;
      return swell * (0.2 * Math.sin(2 * Math.PI * 440 * t) + 0.2 * Math.sin(2 * Math.PI * (500 + 2500 * t) * t));
    });
    const raw = (rate: number) => ['-t', 'f32', '-r', `${rate}`, '-c', '1'];
    const { stdout, status } = spawnSync('sox', [...raw(44_100), '-', ...raw(16_000), '-', 'rate', '-v', '16000'], {
      input: Buffer.from(source.buffer),
    });
    assert.equal(status, 0);
    const theirs = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
    const ours = resampled(source, 44_100, 16_000);
    assert.equal(theirs.length, ours.length);
    const error = db(power(difference(ours, theirs)) / power(theirs));
    assert.ok(error < -95, `${error} dB`);
  });
});

describe('resample', () => {
  it('comes back by default: what the other rate cannot hold is lost, all else stays', () => {
    const node = resample({ sampleRate: [8000, 8000] });
    const low = sine(8000, 1000);
    const high = sine(8000, 5000);
    const kept = play([node], [low]);
    assert.deepEqual([kept.facts.frames, kept.facts.sampleRate], [8000, 16_000]);
    assert.ok(db(power(difference(middle(kept.planes[0]!), middle(low)))) < -95);
    assert.ok(db(power(middle(play([node], [high]).planes[0]!))) < -95);
  });

  it('comes back from any rate, however low', () => {
    for (const [own, other] of [
      [44_100, 8000],
      [44_100, 21_000],
      [48_000, 11_025],
      [16_000, 100],
    ] as const) {
      const node = resample({ sampleRate: [other, other] });
      const low = sine(3 * own, 0.4 * other, own);
      const kept = middle(play([node], [low], { sampleRate: own }).planes[0]!);
      assert.ok(db(power(difference(kept, middle(low))) / power(low)) < -95, `${own}, ${other}`);
      const lost = middle(play([node], [sine(3 * own, 0.51 * other, own)], { sampleRate: own }).planes[0]!);
      assert.ok(db(power(lost)) < -95, `${own}, ${other}: ${db(power(lost))} dB`);
    }
  });

  it('to a rate above its own and back is nothing', () => {
    assert.deepEqual(play([resample({ sampleRate: [22_050, 44_100] })], [voice(500)]).ops, []);
  });

  it('says its new rate and length where it does not come back', () => {
    const { facts, planes, ops } = play([resample({ sampleRate: [8000, 8000], restore: false })], [voice(1001)]);
    assert.deepEqual([facts.frames, facts.sampleRate, planes[0]!.length], [501, 8000, 501]);
    assert.deepEqual(ops[0]!.time, [{ from: 0, to: 1001, at: 0, rate: 0.5 }]);
  });

  it('draws evenly on the mel scale', () => {
    const rates = Array.from({ length: 400 }, (_, i) => {
      const { facts } = play([resample({ restore: false })], [new Float32Array(1)], { key: rootKey(i) });
      return facts.sampleRate;
    });
    // Half way on the mel scale from 8000 to 44100 Hz.
    const below = rates.filter((rate) => rate < Math.sqrt(8700 * 44_800) - 700).length;
    assert.ok(below > 160 && below < 240, `${below} of 400`);
  });
});

describe('speed', () => {
  it('moves pitch and tempo together, and makes ceil(frames / factor) frames', () => {
    for (const factor of [0.5, 0.9, 0.937, 1.1, 1.2345]) {
      const { planes, facts, ops } = play([speed({ speedFactor: [factor, factor] })], [sine(8000, 500)]);
      const [faster, slower] = (ops[0] as SpeedOp).ratio;
      assert.ok(Math.abs(faster / slower / factor - 1) < 1e-5);
      assert.equal(facts.frames, Math.ceil((8000 * slower) / faster));
      const wanted = sine(facts.frames, (500 * faster) / slower);
      assert.ok(db(power(difference(middle(planes[0]!), middle(wanted)))) < -95, `${factor}`);
    }
  });

  it('cuts off, or fills up with silence, where the length is kept', () => {
    const slow = play([speed({ speedFactor: [0.8, 0.8], keepLength: true })], [voice(1000)]);
    assert.equal(slow.facts.frames, 1000);
    assert.deepEqual(slow.ops[0]!.time, [{ from: 0, to: 800, at: 0, rate: 1.25 }]);
    const fast = play([speed({ speedFactor: [1.25, 1.25], keepLength: true })], [voice(1000)]);
    assert.equal(fast.facts.frames, 1000);
    assert.ok(fast.planes[0]!.subarray(800).every((x) => x === 0));
    assert.ok(fast.planes[0]!.subarray(700, 800).some((x) => x !== 0));
  });

  it('at 1 is nothing', () => assert.deepEqual(play([speed({ speedFactor: [1, 1] })], [voice(100)]).ops, []));

  it('has its ratio to five decimals, in whole numbers', () => {
    const factors = [1.1, 0.9, 0.93712, 1.00001].map(ratioOf);
    assert.deepEqual(factors, [
      [11, 10],
      [9, 10],
      [5857, 6250],
      [100_001, 100_000],
    ]);
  });
});
