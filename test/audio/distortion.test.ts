import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { aliasing, bitCrush, clippingDistortion, distortion, overdrive, tanhDistortion } from '../../audio/index.ts';
import { play, rmsOf, sine, voice } from './play.ts';

/** What numpy made: see test/golden/README.md. */
const numpy = JSON.parse(readFileSync(new URL('../../../test/golden/sound-shapes.json', import.meta.url), 'utf8')) as {
  x: number[];
  other: number[];
  aliasing: { rate: number; sampleRate: number; y: number[] }[];
  tanh: { d: number; y: number[][] }[];
};

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

  it('is what its formula makes in numpy, of two channels together', () => {
    for (const { d, y } of numpy.tanh)
      for (const [i, plane] of distorted(d, Float32Array.from(numpy.x), Float32Array.from(numpy.other)).entries())
        near(plane, y[i]!, 2e-6);
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

describe('distortion', () => {
  type Given = Parameters<typeof distortion>[0];
  const ramp = Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) / 200);
  const shaped = (given: Given, x: Float32Array = ramp, sampleRate = 16_000) =>
    play([distortion({ driveDb: [0, 0], level: 'none', ...given })], [x], { sampleRate }).planes[0]!;
  const clip = (u: number) => Math.max(-1, Math.min(1, u));
  const wanted: Record<string, readonly [Given, (u: number) => number]> = {
    tanh: [{}, Math.tanh],
    arctangent: [{}, (u) => (2 / Math.PI) * Math.atan((Math.PI / 2) * u)],
    cubic: [{}, (u) => 1.5 * clip(u) - 0.5 * clip(u) ** 3],
    hardClip: [{}, clip],
    foldback: [{}, (u) => (2 / Math.PI) * Math.asin(Math.sin((Math.PI / 2) * u))],
    asymmetric: [{ bias: [0.6, 0.6] }, (u) => (Math.tanh(u + 0.6) - Math.tanh(0.6)) / (1 + Math.tanh(0.6))],
    rectifier: [{ rectified: [0.5, 0.5] }, (u) => Math.max(0, u)],
    quantize: [{ bits: [3, 3] }, (u) => Math.max(-1, Math.min(0.75, roundEven(u * 4) / 4))],
  };

  for (const [shape, [given, curve]] of Object.entries(wanted)) {
    it(`${shape} is its formula within 1e-6`, () => {
      near(shaped({ ...given, shape: shape as 'tanh' }), ramp.map(curve), 1e-6);
    });
    it(`${shape} is driven by decibels`, () => {
      const x = voice(500, 4);
      const driven = shaped({ ...given, shape: shape as 'tanh', driveDb: [12, 12] }, x);
      const loud = x.map((value) => value * 10 ** 0.6);
      near(driven, loud.map(curve), shape === 'quantize' ? 0.2500001 : 2e-6);
    });
  }

  it('holds values as often as it is told', () => {
    const y = shaped({ shape: 'sampleHold', holdRateHz: [4000, 4000] }, ramp.slice(0, 20), 16_000);
    assert.deepEqual(
      y,
      ramp.slice(0, 20).map((_, n) => ramp[n - (n % 4)]!),
    );
    const part = shaped({ shape: 'sampleHold', holdRateHz: [6400, 6400] }, ramp.slice(0, 10), 16_000);
    assert.deepEqual(
      [...part],
      [0, 0, 0, 3, 3, 5, 5, 5, 8, 8].map((n) => ramp[n]!),
    );
    assert.deepEqual(shaped({ shape: 'sampleHold', holdRateHz: [20_000, 20_000] }, ramp), ramp);
  });

  it('brings a percentile to where the curve bends', () => {
    const x = voice(4001, 2);
    const y = shaped({ shape: 'hardClip', drivePercentile: [90, 90] }, x);
    const cut = y.filter((value) => Math.abs(value) > 0.9999).length;
    assert.ok(Math.abs(cut / y.length - 0.1) < 0.003, `${cut}`);
    near(
      shaped({ drivePercentile: [50.5, 50.5], level: 'rms' }, golden),
      play([tanhDistortion({ distortion: [0.5, 0.5] })], [golden]).planes[0]!,
    );
  });

  it('keeps rms, peak or loudness, whatever the curve and the rate it works at', () => {
    const x = voice(8000, 6).map((value) => value * 0.3);
    const peakOf = (y: Float32Array) => y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const shape of Object.keys(wanted) as 'tanh'[]) {
      for (const oversampling of [1, 4] as const) {
        const kept = (level: 'rms' | 'peak') => shaped({ shape, oversampling, level, driveDb: [15, 15] }, x);
        assert.ok(Math.abs(rmsOf(kept('rms')) / rmsOf(x) - 1) < 1e-5, shape);
        assert.ok(Math.abs(peakOf(kept('peak')) / peakOf(x) - 1) < 1e-5, shape);
      }
    }
  });

  it('keeps the loudness that ffmpeg measures', function () {
    if (spawnSync('ffmpeg', ['-version']).status !== 0) this.skip();
    const x = Float32Array.from(
      { length: 48_000 * 3 },
      (_, n) => 0.2 * Math.sin(n * 0.013) + 0.2 * Math.sin(n * 0.0171) + 0.05 * Math.sin(n * 0.4),
    );
    const lufs = (values: Float32Array) => {
      const { stderr } = spawnSync(
        'ffmpeg',
        '-hide_banner -f f32le -ar 48000 -ac 1 -i - -af ebur128=framelog=quiet -f null -'.split(' '),
        { input: Buffer.from(values.buffer), encoding: 'utf8' },
      );
      return Number(/I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
    };
    const before = lufs(x);
    for (const shape of ['hardClip', 'foldback', 'rectifier'] as const) {
      const after = lufs(shaped({ shape, level: 'loudness', driveDb: [18, 18] }, x, 48_000));
      assert.ok(Math.abs(after - before) <= 0.11, `${shape}: ${before} and then ${after} LUFS`);
    }
  });

  it('leaves silence silent and a click finite', () => {
    const click = Float32Array.from({ length: 100 }, (_, n) => (n === 50 ? 1 : 0));
    for (const shape of [...Object.keys(wanted), 'sampleHold'] as 'tanh'[])
      for (const level of ['none', 'rms', 'peak', 'loudness'] as const)
        for (const drive of [{}, { drivePercentile: [0, 0] }] as const)
          for (const oversampling of [1, 8] as const) {
            const given: Given = { shape, level, oversampling, ...drive };
            const silence = play([distortion(given)], [new Float32Array(300)]).planes[0]!;
            assert.ok(
              silence.every((value) => value === 0),
              `${shape} ${level}`,
            );
            assert.ok(play([distortion(given)], [click]).planes[0]!.every(Number.isFinite), `${shape} ${level}`);
          }
  });

  it('refuses a rate in between by name', () => {
    assert.throws(() => distortion({ oversampling: 3 }), /distortion\.oversampling: expected 1, 2, 4 or 8, got 3/);
  });
});

function roundEven(x: number): number {
  const low = Math.floor(x);
  return x - low > 0.5 || (x - low === 0.5 && low % 2 !== 0) ? low + 1 : low;
}

describe('overdrive', () => {
  const driven = (gainDb: number, colour: number, x: Float32Array, start: 'sox' | 'settled') =>
    play([overdrive({ gainDb: [gainDb, gainDb], colour: [colour, colour], start })], [x]).planes[0]!;
  const valve = (u: number) => (u < -1 ? -2 / 3 : u > 1 ? 2 / 3 : u - u ** 3 / 3);

  it('is what sox makes', function () {
    if (spawnSync('sox', ['--version']).status !== 0) this.skip();
    const x = voice(8000, 3).map((value) => value * 0.8);
    for (const [gainDb, colour] of [
      [20, 20],
      [6, 0],
      [35, 80],
    ] as const) {
      const raw = '-t raw -r 16000 -e floating-point -b 32 -c 1 -'.split(' ');
      const { stdout, status, stderr } = spawnSync('sox', [...raw, ...raw, 'overdrive', `${gainDb}`, `${colour}`], {
        input: Buffer.from(x.buffer),
      });
      assert.equal(status, 0, `${stderr}`);
      const wanted = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
      near(driven(gainDb, colour, x, 'sox'), wanted, 1e-3);
    }
  });

  it('is its formula, and leaves silence silent unless it starts as sox does', () => {
    const x = voice(300, 8);
    for (const start of ['sox', 'settled'] as const) {
      let [before, blocked] = [start === 'sox' ? 0 : valve(0.1), 0];
      const wanted = x.map((value) => {
        const u = valve(value * 10 + 0.1);
        blocked = u - before + 0.995 * blocked;
        before = u;
        return Math.max(-1, Math.min(1, 0.5 * value + 0.75 * blocked));
      });
      near(driven(20, 20, x, start), wanted, 1e-6);
    }
    assert.deepEqual(driven(20, 20, new Float32Array(50), 'settled'), new Float32Array(50));
    assert.ok(Math.abs(driven(20, 20, new Float32Array(50), 'sox')[0]! - 0.75 * valve(0.1)) < 1e-6);
  });
});

describe('aliasing', () => {
  it('is what its formula makes in numpy', () => {
    for (const { rate, sampleRate, y } of numpy.aliasing)
      near(
        play([aliasing({ sampleRateHz: [rate, rate] })], [Float32Array.from(numpy.x)], { sampleRate }).planes[0]!,
        y,
      );
  });

  it('leaves alone what has a lower rate, and does not fail on clips of few frames', () => {
    const x = sine(100, 500, 8000);
    assert.deepEqual(play([aliasing({ sampleRateHz: [8000, 30_000] })], [x], { sampleRate: 8000 }).planes[0], x);
    for (const length of [0, 1, 2, 3])
      assert.ok(
        play([aliasing({ sampleRateHz: [1, 1] })], [new Float32Array(length)]).planes[0]!.every(Number.isFinite),
      );
  });
});
