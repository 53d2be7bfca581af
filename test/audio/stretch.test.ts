import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pitchShift, timeStretch } from '../../audio/index.ts';
import { play, rmsOf, sine, voice } from './play.ts';

const rate = 16_000;
const harmonics = 8;

/** A voice that stays on one note. */
function note(frames: number, hz: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => {
    let value = 0;
    for (let h = 1; h <= harmonics; h++) value += Math.sin((2 * Math.PI * hz * h * n) / rate + h * h) / h;
    return 0.2 * value;
  });
}

/** Hann's window, squared, so that what is at one frequency shows nowhere else. */
const narrow = (n: number, length: number) => Math.sin((Math.PI * (n + 0.5)) / length) ** 4;

/** What there is at a frequency: the amplitudes of its cosine and sine. */
function partial(values: Float32Array, hz: number): readonly [number, number] {
  let [re, im, weight] = [0, 0, 0];
  for (const [n, value] of values.entries()) {
    const w = narrow(n, values.length);
    re += w * value * Math.cos((2 * Math.PI * hz * n) / rate);
    im += w * value * Math.sin((2 * Math.PI * hz * n) / rate);
    weight += w;
  }
  return [(2 * re) / weight, (2 * im) / weight];
}

/** The pitch next to one that is expected: where the harmonics are loudest, to 0.1 %. */
function pitchNear(values: Float32Array, hz: number): number {
  const part = values.subarray(values.length / 2 - 3000, values.length / 2 + 3000);
  const loudness = (pitch: number) => {
    let sum = 0;
    for (const h of [1, 2, 3]) sum += Math.hypot(...partial(part, h * pitch));
    return sum;
  };
  let best = 0;
  for (let step = -30; step <= 30; step++)
    if (loudness(hz * (1 + step / 1000)) > loudness(hz * (1 + best / 1000))) best = step;
  return hz * (1 + best / 1000);
}

/** What is left when the harmonics are taken away, in dB. */
function residual(values: Float32Array, hz: number): number {
  const rest = Float32Array.from(values);
  for (let round = 0; round < 2; round++) {
    for (let h = 1; h <= harmonics; h++) {
      const [re, im] = partial(rest, hz * h);
      for (let n = 0; n < rest.length; n++) {
        const angle = (2 * Math.PI * hz * h * n) / rate;
        rest[n] = rest[n]! - re * Math.cos(angle) - im * Math.sin(angle);
      }
    }
  }
  const power = (of: Float32Array) => of.reduce((sum, x, n) => sum + narrow(n, of.length) * x * x, 0);
  return 10 * Math.log10(power(rest) / power(values));
}

const shift = (semitones: number) => pitchShift({ semitones: [semitones, semitones] });
const stretch = (factor: number, keepLength = false) => timeStretch({ rate: [factor, factor], keepLength });
const middle = (values: Float32Array) => values.subarray(values.length / 4, (values.length * 3) / 4);

/** No value is further from the next than a sine of this frequency and amplitude could be. */
function assertSmooth(values: Float32Array, hz: number, amplitude: number): void {
  const most = (2 * Math.PI * hz * amplitude * 1.1) / rate;
  for (let n = 1; n < values.length; n++) {
    const step = Math.abs(values[n]! - values[n - 1]!);
    assert.ok(step <= most, `a step of ${step} to frame ${n}, expected at most ${most}`);
  }
}

describe('pitchShift', () => {
  for (const semitones of [-12, -4, -0.3, 1, 4, 12]) {
    it(`by ${semitones} semitones: the pitch is right, and nothing else comes up`, () => {
      const { planes, facts } = play([shift(semitones)], [note(rate, 150)]);
      const hz = 150 * 2 ** (semitones / 12);
      assert.equal(facts.frames, rate);
      const pitch = pitchNear(planes[0]!, hz);
      assert.ok(Math.abs(pitch / hz - 1) <= 0.0011, `${pitch} Hz, expected ${hz}`);
      const rest = residual(middle(planes[0]!), hz);
      assert.ok(rest < -50, `${rest} dB beside the harmonics`);
      const level = 20 * Math.log10(rmsOf(middle(planes[0]!)) / rmsOf(middle(note(rate, 150))));
      assert.ok(Math.abs(level) < 0.5, `${level} dB`);
    });
  }

  it('keeps the tempo', () => {
    for (const semitones of [-4, 3]) {
      const clicks = Float32Array.from({ length: rate }, (_, n) => (n % 4000 === 2000 ? 1 : 0));
      assertClicks(play([shift(semitones)], [clicks]).planes[0]!, [2000, 6000, 10_000, 14_000]);
    }
  });

  it('does not click at the ends', () => {
    for (const semitones of [-4, 4]) {
      const swell = sine(rate, 440).map((x, n) => x * Math.sin((Math.PI * n) / rate));
      const hz = 440 * 2 ** (semitones / 12);
      const made = play([shift(semitones)], [swell]).planes[0]!;
      assertSmooth(made, hz, 0.5);
      assert.ok(Math.abs(made[0]!) < 0.01 && Math.abs(made.at(-1)!) < 0.01);
      for (const end of [made.subarray(0, 2048), made.subarray(-2048)]) {
        const [most, others] = [Math.hypot(...partial(end, hz)), [0.3, 0.6, 1.4, 2, 3, 5]];
        for (const at of others) {
          const rest = 20 * Math.log10(Math.hypot(...partial(end, hz * at)) / most);
          assert.ok(rest < -40, `${rest} dB at ${at} times the pitch`);
        }
      }
    }
  });

  it('by 0 is nothing', () => assert.deepEqual(play([shift(0)], [voice(100)]).ops, []));

  it('lets nothing come back from above the Nyquist frequency', () => {
    const made = play([shift(12)], [sine(rate, 6000)]).planes[0]!;
    assert.ok(20 * Math.log10(rmsOf(middle(made))) < -60);
  });
});

/** The energy about each place is about that place, within 1 ms, and most of it there. */
function assertClicks(values: Float32Array, places: readonly number[]): void {
  for (const place of places) {
    let [energy, moment] = [0, 0];
    for (let n = Math.max(0, Math.round(place) - 1200); n < Math.min(values.length, place + 1200); n++) {
      energy += values[n]! ** 2;
      moment += n * values[n]! ** 2;
    }
    assert.ok(energy > 0.3, `no click about frame ${place}: ${energy}`);
    assert.ok(Math.abs(moment / energy - place) < 0.001 * rate, `a click at ${moment / energy}, expected ${place}`);
  }
}

describe('timeStretch', () => {
  for (const factor of [0.5, 0.8, 0.97, 1.1, 1.25, 2]) {
    it(`${factor} times as fast: as long as it says, the pitch stays, and nothing else comes up`, () => {
      const { planes, facts } = play([stretch(factor)], [note(2 * rate, 150)]);
      assert.equal(facts.frames, Math.ceil((2 * rate) / factor));
      const pitch = pitchNear(planes[0]!, 150);
      assert.ok(Math.abs(pitch / 150 - 1) <= 0.0011, `${pitch} Hz`);
      const rest = residual(middle(planes[0]!), 150);
      assert.ok(rest < -50, `${rest} dB beside the harmonics`);
      const level = 20 * Math.log10(rmsOf(middle(planes[0]!)) / rmsOf(note(rate, 150)));
      assert.ok(Math.abs(level) < 0.5, `${level} dB`);
    });
  }

  it('puts what happens where it says', () => {
    for (const factor of [0.8, 0.9, 1.1, 1.25]) {
      const places = [2000, 6000, 10_000, 14_000];
      const clicks = Float32Array.from({ length: rate }, (_, n) => (places.includes(n) ? 1 : 0));
      const { planes, ops } = play([stretch(factor)], [clicks]);
      assertClicks(
        planes[0]!,
        places.map((place) => place * ops[0]!.time![0]!.rate),
      );
    }
  });

  it('is as loud at its ends as it was', () => {
    for (const factor of [0.5, 0.8, 1.25, 2, 4]) {
      const made = play([stretch(factor)], [sine(2 * rate, 500)]).planes[0]!;
      for (const end of [made.subarray(0, 640), made.subarray(-640)]) {
        const level = 20 * Math.log10(rmsOf(end) / rmsOf(sine(640, 500)));
        assert.ok(Math.abs(level) < 2, `${factor} times as fast: ${level} dB`);
      }
    }
  });

  it('cuts off, or fills up with silence, unless told otherwise', () => {
    const slow = play([stretch(0.8, true)], [voice(5000)]);
    assert.equal(slow.facts.frames, 5000);
    assert.deepEqual(slow.ops[0]!.time, [{ from: 0, to: 4000, at: 0, rate: 1.25 }]);
    assert.deepEqual(
      slow.planes[0]!,
      play([stretch(0.8)], [voice(5000)])
        .planes[0]!.subarray(0, 5000)
        .slice(),
    );
    const fast = play([stretch(1.25, true)], [voice(5000)]);
    assert.equal(fast.facts.frames, 5000);
    assert.ok(fast.planes[0]!.subarray(4000).every((x) => x === 0));
    assert.deepEqual(fast.ops[0]!.time, [{ from: 0, to: 5000, at: 0, rate: 0.8 }]);
  });

  it('keeps channels together in time and phase, whatever their phase', () => {
    const left = voice(6000, 3);
    for (const factor of [-0.5, -1, 0.25]) {
      const { planes } = play([stretch(0.85)], [left, left.map((x) => x * factor)]);
      for (const [n, x] of planes[0]!.entries()) assert.ok(Math.abs(planes[1]![n]! - factor * x) < 1e-5);
    }
    const quarter = sine(rate, 500).map((_, n) => 0.5 * Math.cos((2 * Math.PI * 500 * n) / rate));
    const { planes } = play([stretch(1.2)], [sine(rate, 500), quarter]);
    const angle = (values: Float32Array) => {
      const [re, im] = partial(middle(values), 500);
      return Math.atan2(im, re);
    };
    const between = (angle(planes[0]!) - angle(planes[1]!) + 4 * Math.PI) % (2 * Math.PI);
    assert.ok(Math.abs(between - Math.PI / 2) < 0.01, `${between}`);
  });

  it('at 1 is nothing', () => assert.deepEqual(play([stretch(1)], [voice(100)]).ops, []));

  it('leaves silence silent, and takes any length, rate and value', () => {
    assert.ok(play([stretch(0.8)], [new Float32Array(5000)]).planes[0]!.every((x) => x === 0));
    const nodes = fc.oneof(
      fc.double({ min: 0.1, max: 10, noNaN: true }).map((factor) => stretch(factor)),
      fc.double({ min: -24, max: 24, noNaN: true }).map(shift),
    );
    const rates = fc.constantFrom(1, 100, 8000, 44_100, 1_000_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), nodes, rates, (frames, node, sampleRate) => {
        const { planes, facts } = play([node], [voice(frames)], { sampleRate });
        return planes[0]!.length === facts.frames && planes[0]!.every(Number.isFinite);
      }),
      { numRuns: 60 },
    );
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e38])
      play([shift(3)], [new Float32Array(3000).fill(bad)]);
  });
});
