import assert from 'node:assert/strict';
import fc from 'fast-check';
import { timeShift } from '../../audio/index.ts';
import { rootKey } from '../../transforms/index.ts';
import { play, rmsOf, sine, voice } from './play.ts';

/** The research's: x[n] = (n + 1) / 16 * (-1)^n at 1000 Hz. */
const golden = Float32Array.from({ length: 16 }, (_, n) => ((n + 1) / 16) * (-1) ** n);
type Given = Parameters<typeof timeShift>[0];
const moved = (given: Given, x: Float32Array, sampleRate = 1000) =>
  play([timeShift(given)], [x], { sampleRate }).planes[0]!;
const by = (frames: number, given: Given = {}): Given => ({ shift: [frames, frames], unit: 'frames', ...given });

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-6): void {
  assert.equal(got.length, wanted.length);
  for (let i = 0; i < got.length; i++)
    assert.ok(Math.abs(got[i]! - wanted[i]!) <= tolerance, `at ${i}: expected ${wanted[i]}, got ${got[i]}`);
}

describe('timeShift', () => {
  it('rolls as audiomentations does', () => {
    near(
      moved(by(5, { fadeSeconds: 0.004 }), golden),
      [
        -0.75, 0.8125, -0.804625, 0.366926, 0, 0, -0.048923, 0.17242, -0.25, 0.3125, -0.375, 0.4375, -0.5, 0.5625,
        -0.625, 0.6875,
      ],
    );
  });

  it('moves it over silence as audiomentations does', () => {
    near(
      moved(by(-5, { fadeSeconds: 0.004, fill: 'zeros' }), golden),
      [-0.375, 0.4375, -0.5, 0.5625, -0.625, 0.6875, -0.75, 0.8125, -0.804625, 0.366926, 0, 0, 0, 0, 0, 0],
    );
  });

  it('fades by the masks of audiomentations', () => {
    const ones = new Float32Array(16).fill(1);
    const faded = moved(by(8, { fadeSeconds: 0.004 }), ones);
    near(faded.slice(4, 12), [1, 0.919572, 0.391388, 0, 0, 0.391388, 0.919572, 1]);
    near(moved(by(2, { fadeSeconds: 0.004 }), ones).slice(0, 3), [0.391388, 0, 0]);
  });

  it('rolls back to where it was', () => {
    const x = Float32Array.from({ length: 97 }, (_, i) => Math.fround(Math.sin(i)));
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), (k) => {
        const none = { seam: 'none' } as const;
        const there = moved(by(k, none), x);
        for (const [n, value] of x.entries()) assert.equal(there[(((n + k) % 97) + 97) % 97], value);
        assert.deepEqual(moved(by(-k, none), there), x);
      }),
    );
  });

  it('rounds half to even, as Python does', () => {
    const at = (shift: number, unit: 'fraction' | 'seconds', length: number) =>
      moved(
        { shift: [shift, shift], unit, fill: 'zeros', seam: 'none' },
        new Float32Array(length).fill(1),
        10,
      ).findIndex((x) => x !== 0);
    assert.deepEqual(
      [at(0.5, 'fraction', 5), at(0.5, 'fraction', 7), at(0.25, 'seconds', 9), at(0.35, 'seconds', 9)],
      [2, 4, 2, 4],
    );
    assert.equal(moved({ shift: [-0.5, -0.5], seam: 'none' }, golden.slice(0, 5))[0], golden[2]);
  });

  it('fills with the edge, the mirror image or silence', () => {
    const x = Float32Array.of(1, 2, 3, 4);
    const filled = (k: number, fill: 'edge' | 'reflect' | 'zeros') => [...moved(by(k, { fill, seam: 'none' }), x)];
    assert.deepEqual(filled(2, 'edge'), [1, 1, 1, 2]);
    assert.deepEqual(filled(-2, 'edge'), [3, 4, 4, 4]);
    assert.deepEqual(filled(2, 'reflect'), [3, 2, 1, 2]);
    assert.deepEqual(filled(-2, 'reflect'), [3, 4, 3, 2]);
    assert.deepEqual(filled(2, 'zeros'), [0, 0, 1, 2]);
    for (const k of [4, -4, 1000, -1000]) assert.deepEqual(filled(k, 'zeros'), [0, 0, 0, 0]);
    assert.deepEqual(filled(77, 'edge'), [1, 1, 1, 1]);
    assert.deepEqual(filled(-77, 'edge'), [4, 4, 4, 4]);
  });

  it('fills with noise as loud as the quietest tenth', () => {
    const x = Float32Array.from(voice(8000, 1), (value, n) =>
      n >= 1900 && n < 2900 ? (n % 2 ? 0.01 : -0.01) : value + 0.1,
    );
    for (const [k, at] of [
      [3000, 0],
      [-3000, 5000],
    ] as const) {
      const y = moved(by(k, { fill: 'noise', seam: 'crossfade' }), x, 8000);
      const level = rmsOf(y.slice(at, at + 2900));
      assert.ok(Math.abs(level / 0.01 - 1) < 0.06, `${level}`);
      assert.deepEqual(y.slice(4000, 4900), x.slice(4000 - k, 4900 - k));
    }
    assert.ok(moved(by(40, { fill: 'noise' }), new Float32Array(100)).every((value) => value === 0));
  });

  it('overlaps the ends at equal energy and keeps the rest where the shift put it', () => {
    const [frames, fade] = [2000, 40];
    const x = Float32Array.from({ length: frames }, (_, n) => n);
    const t = (i: number) => i / (fade - 1);
    const fadeIn = (i: number) => {
      const a = t(i) * (1 - t(i));
      return (a * (1 + 1.4186 * a) + t(i)) ** 2;
    };
    for (const k of [300, -300]) {
      const y = moved(by(k, { seam: 'crossfade' }), x, 8000);
      const body = k > 0 ? [k + fade, frames] : [0, frames + k - fade];
      for (let n = body[0]!; n < body[1]!; n++) assert.equal(y[n], n - k);
      const overlap = k > 0 ? k : frames + k - fade;
      for (let i = 0; i < fade; i++) {
        const mixed = fadeIn(fade - 1 - i) * (frames - fade + i) + fadeIn(i) * i;
        assert.ok(Math.abs(y[overlap + i]! - mixed) < 1e-3);
      }
      if (k > 0) for (let n = 0; n < k; n++) assert.equal(y[n], frames - fade - k + n);
      else for (let n = frames + k; n < frames; n++) assert.equal(y[n], fade + n - (frames + k));
    }
  });

  it('does not lose the energy of unlike ends', () => {
    let [dip, cross] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const noise = play([timeShift(by(400, { fill: 'noise', seam: 'none' }))], [sine(400, 1000)], {
        key: rootKey(seed),
      });
      const x = noise.planes[0]!;
      const energy = (y: Float32Array) => rmsOf(y.slice(170, 250)) ** 2 / rmsOf(x) ** 2;
      dip += energy(moved(by(200, { seam: 'fade' }), x, 16_000)) / 60;
      cross += energy(moved(by(170, { seam: 'crossfade' }), x, 16_000)) / 60;
    }
    assert.ok(Math.abs(cross - 1) < 0.05, `crossfade ${cross}`);
    assert.ok(dip < 0.6, `fade ${dip}`);
  });

  it('moves by parts of a frame: phase and level of sines up to 0.8 of half the rate', () => {
    const frames = 4000;
    for (const k of [0.5, 0.25, 3.37, -2.61]) {
      for (const part of [0.01, 0.2, 0.5, 0.7, 0.8]) {
        const cycles = Math.round((part * frames) / 2);
        const wave = (shift: number) =>
          Float32Array.from({ length: frames }, (_, n) => Math.sin((2 * Math.PI * cycles * (n - shift)) / frames));
        const y = moved(by(k, { subframe: true, seam: 'none' }), wave(0));
        const ideal = wave(k);
        near(y, ideal, 1.5e-4);
        assert.ok(Math.abs(20 * Math.log10(rmsOf(y) / rmsOf(ideal))) < 0.01);
      }
    }
  });

  it('moves each channel by itself, and labels with the first', () => {
    const x = voice(3000, 3);
    const { planes, ops, facts } = play([timeShift({ perChannel: true, seam: 'none' })], [x, x, x]);
    const found = planes.map((y) => y.indexOf(x[0]!));
    assert.equal(facts.frames, 3000);
    assert.equal(new Set(planes.map((y) => y.join())).size, 3);
    const [op] = ops as unknown as [{ shiftFrames: number[]; time: { at: number; from: number; to: number }[] }];
    assert.equal(op.shiftFrames.length, 3);
    const [main, round] = op.time as [(typeof op.time)[0], (typeof op.time)[0]];
    assert.equal(planes[0]![main.at], x[main.from]);
    assert.equal(planes[0]![round.at], x[round.from]);
    assert.equal(found.length, 3);
  });

  it('says where labels go', () => {
    const time = (given: Given) =>
      play([timeShift(given)], [new Float32Array(1000)], { sampleRate: 1000 }).ops[0]?.time;
    assert.deepEqual(time(by(300, { fill: 'edge' })), [{ from: 0, to: 700, at: 300, rate: 1 }]);
    assert.deepEqual(time(by(-300)), [
      { from: 300, to: 1000, at: 0, rate: 1 },
      { from: 0, to: 300, at: 700, rate: 1 },
    ]);
    assert.deepEqual(time(by(300, { seam: 'crossfade' })), [
      { from: 0, to: 700, at: 300, rate: 1 },
      { from: 695, to: 1000, at: 0, rate: 1 },
    ]);
    assert.deepEqual(time(by(5000, { fill: 'zeros' })), []);
    assert.equal(time(by(0)), undefined);
  });

  it('refuses what cannot be meant, by name', () => {
    assert.throws(
      () => timeShift({ shift: [-2, 0] }),
      /timeShift\.shift: expected a fraction of the length from -1 to 1/,
    );
    assert.throws(
      () => timeShift({ shift: [0.2, 0.4], unit: 'frames' }),
      /timeShift\.shift: .* whole number of frames/,
    );
    assert.throws(() => timeShift({ shift: [0, 1e300], unit: 'seconds' }), /timeShift\.shift: expected at most 1e9/);
  });
});
