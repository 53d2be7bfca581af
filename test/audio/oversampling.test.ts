import assert from 'node:assert/strict';
import { distortion } from '../../audio/index.ts';
import { play, rmsOf, sine, voice } from './play.ts';

type Given = Parameters<typeof distortion>[0];
const shapes = ['tanh', 'arctangent', 'cubic', 'hardClip', 'foldback', 'asymmetric', 'rectifier', 'quantize'] as const;
const times = [1, 2, 4, 8] as const;

const [frames, margin] = [2000, 1000];

/** How far what is at no multiple of the tone's frequency is below what is, in dB. `cycles` shares no factor with `frames`. */
function aliasesDb(given: Given, cycles: number, amplitude = 0.5): number {
  const tone = Float32Array.from(
    { length: frames + 2 * margin },
    (_, n) => amplitude * Math.sin((2 * Math.PI * cycles * n) / frames + 0.3),
  );
  const whole = play([distortion(given)], [tone]).planes[0]!;
  const y = whole.subarray(margin, margin + frames);
  let [harmonic, total] = [0, 0];
  for (const value of y) total += value * value;
  const turn = (2 * Math.PI) / frames;
  for (let k = 0; k <= frames / 2; k += cycles) {
    let [re, im] = [0, 0];
    for (let n = 0; n < frames; n++) {
      re += y[n]! * Math.cos(turn * ((k * n) % frames));
      im += y[n]! * Math.sin(turn * ((k * n) % frames));
    }
    harmonic += ((k === 0 ? 1 : 2) * (re * re + im * im)) / frames;
  }
  return 10 * Math.log10(Math.max(1e-14, (total - harmonic) / harmonic));
}

describe('distortion at a higher rate', () => {
  for (const shape of shapes) {
    it(`${shape}: aliases are 60 dB down at 8 times the rate, and rarer from 1 to 8`, () => {
      for (const cycles of [111, 37, 223, 449, 799]) {
        for (const driveDb of [6, 12, 24, 34]) {
          const given: Given = { shape, driveDb: [driveDb, driveDb], bits: [5, 5] };
          const [at1, , , at8] = times.map((oversampling) => aliasesDb({ ...given, oversampling }, cycles)) as number[];
          assert.ok(at8! < -60, `${shape}, ${driveDb} dB, ${cycles} cycles: ${at8} dB`);
          assert.ok(at8! < at1! || at8! < -100, `${shape}, ${driveDb} dB: ${at1} dB at 1, ${at8} dB at 8`);
        }
      }
    });
  }

  it('holds for a drive of 60 dB, and for 1 bit', () => {
    for (const shape of ['tanh', 'arctangent', 'cubic', 'hardClip', 'asymmetric', 'rectifier'] as const)
      assert.ok(aliasesDb({ shape, driveDb: [60, 60], oversampling: 8 }, 111) < -60, shape);
    for (const bits of [1, 2, 3, 8, 10])
      assert.ok(aliasesDb({ shape: 'quantize', bits: [bits, bits], oversampling: 8 }, 111) < -60, `${bits} bits`);
  });

  it('stays in line with the sound, and as loud: nothing but the drive where the curve is straight', () => {
    const sweep = Float32Array.from({ length: 9000 }, (_, n) => 0.2 * Math.sin((n * n * 1.3) / 9000));
    for (const oversampling of [2, 4, 8] as const) {
      for (const shape of ['hardClip', 'foldback', 'tanh', 'quantize'] as const) {
        const given: Given = { shape, driveDb: [-20, -20], level: 'none', oversampling, bits: [24, 24] };
        const y = play([distortion(given)], [sweep]).planes[0]!;
        // The average of neighbours is 0.06 dB down at the top at 8, 0.9 dB at 2: a part of a dB for two, not for one.
        const isAveraged = shape !== 'tanh';
        const tolerance = shape === 'tanh' ? 2e-5 : isAveraged ? 0.021 / oversampling ** 2 : 0;
        for (let n = 0; n < 7400; n++)
          assert.ok(
            Math.abs(y[n]! - sweep[n]! / 10) < tolerance,
            `${shape} ${oversampling} at ${n}: ${y[n]! * 10 - sweep[n]!}`,
          );
      }
    }
  });

  it('makes the same of a long clip as of its parts', () => {
    const long = voice(9000, 5);
    const given: Given = { shape: 'hardClip', driveDb: [20, 20], level: 'none', oversampling: 4 };
    const whole = play([distortion(given)], [long]).planes[0]!;
    const part = play([distortion(given)], [long.slice(3000, 6000)]).planes[0]!;
    for (let n = 300; n < 2700; n++) assert.ok(Math.abs(whole[3000 + n]! - part[n]!) < 1e-6);
  });

  it('holds and dithers across the seams of its blocks as within them', () => {
    const x = sine(9000, 40, 16_000);
    const held = play(
      [distortion({ shape: 'sampleHold', holdRateHz: [100, 100], driveDb: [0, 0], oversampling: 8, level: 'none' })],
      [x],
    ).planes[0]!;
    for (let n = 0; n + 160 <= 9000; n += 160)
      for (const i of [40, 80, 120])
        assert.ok(Math.abs(held[n + i]! - x[n]!) < 0.02, `${n + i}: ${held[n + i]} ${x[n]}`);
    const dithered = play(
      [
        distortion({
          shape: 'quantize',
          bits: [6, 6],
          dither: 'triangular',
          driveDb: [0, 0],
          oversampling: 4,
          level: 'none',
        }),
      ],
      [x],
    ).planes[0]!;
    const error = dithered.map((value, n) => value - x[n]!);
    for (let n = 0; n + 1000 <= 9000; n += 1000) {
      const level = rmsOf(error.slice(n, n + 1000)) * 32;
      assert.ok(level > 0.15 && level < 0.5, `${level}`);
    }
  });

  it('does not fail on clips of few frames', () => {
    for (const length of [0, 1, 2, 5])
      for (const shape of [...shapes, 'sampleHold'] as const)
        for (const oversampling of times) {
          const y = play([distortion({ shape, oversampling })], [new Float32Array(length).fill(0.5)]).planes[0]!;
          assert.equal(y.length, length);
          assert.ok(y.every(Number.isFinite));
        }
  });
});
