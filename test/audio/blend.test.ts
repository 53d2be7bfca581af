import assert from 'node:assert/strict';
import { backgroundNoise, coloredNoise } from '../../audio/index.ts';
import { excerpt } from '../../audio/kernels/blend.ts';
import { rootKey } from '../../transforms/index.ts';
import { loaded, noSounds, play, rmsOf, sine, voice } from './play.ts';
import { decibels, difference, noiseOf, rmsOfAll, slopeOf } from './spectra.ts';

const folder = 'noises';
const of = (sound: ReturnType<typeof loaded>) => ({ get: () => sound });

describe('coloredNoise', () => {
  const colors = { white: 0, pink: -3.01, brown: -6.02, blue: 3.01, violet: 6.02 };
  for (const [color, slope] of Object.entries(colors)) {
    it(`is ${color}: ${slope} dB an octave within 0.3`, () => {
      for (const sampleRate of [8000, 44_100]) {
        const x = sine(200_000, 440, sampleRate);
        const made = play([coloredNoise({ snrDb: [0, 0], decayDbPerOctave: [slope, slope] })], [x], { sampleRate });
        const measured = slopeOf(difference(made.planes[0]!, x), 0.004, 0.45);
        assert.ok(Math.abs(measured - slope) < 0.3, `${measured} dB an octave`);
      }
    });
  }

  it('is so far below the sound as was drawn, whatever the length and the number of channels', () => {
    for (const snrDb of [5, 17.3, 40]) {
      for (const decay of [-6, 0, 6]) {
        for (const planes of [
          [voice(16_000)],
          [voice(3000, 1), voice(3000, 2)],
          [voice(100)],
          [Float32Array.of(0.4)],
        ]) {
          const node = coloredNoise({ snrDb: [snrDb, snrDb], decayDbPerOctave: [decay, decay] });
          const made = play([node], planes);
          const noise = made.planes.map((plane, c) => difference(plane, planes[c]!));
          const got = decibels(rmsOfAll(planes) / rmsOfAll(noise));
          assert.ok(Math.abs(got - snrDb) < 0.1, `${got} for ${snrDb} dB, ${planes[0]!.length} frames`);
        }
      }
    }
  });

  it('has other noise in each channel and under each key, and is nothing in silence', () => {
    const node = coloredNoise({ snrDb: [0, 0] });
    const x = voice(4000);
    const { planes } = play([node], [x, x]);
    const [a, b] = planes.map((plane) => difference(plane, x)) as [Float32Array, Float32Array];
    const correlation = a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (a.length * rmsOf(a) * rmsOf(b));
    assert.ok(Math.abs(correlation) < 0.5, String(correlation));
    assert.notDeepEqual(play([node], [x], { key: rootKey('other') }).planes, play([node], [x]).planes);
    assert.deepEqual(play([node], [new Float32Array(500)]).planes, [new Float32Array(500)]);
  });
});

describe('backgroundNoise', () => {
  it('is so far below the sound as was drawn, by the rms of the excerpt', () => {
    // Twice as loud towards its end: only the excerpt's own rms gives the right level.
    const noise = voice(40_000, 'noise').map((value, i) => value * (1 + i / 40_000));
    for (const planes of [
      [voice(16_000)],
      [voice(5000, 1), voice(5000, 2)],
      [voice(70_000, 3)],
      [Float32Array.of(0.1)],
    ]) {
      for (const snrDb of [3, 11.7, 30]) {
        const made = play([backgroundNoise({ folder, snrDb: [snrDb, snrDb] })], planes, { sounds: of(loaded(noise)) });
        const added = made.planes.map((plane, c) => difference(plane, planes[c]!));
        const got = decibels(rmsOfAll(planes) / rmsOfAll(added));
        assert.ok(Math.abs(got - snrDb) < 0.1, `${got} for ${snrDb} dB`);
      }
    }
  });

  it('has its own rms where it is absolute, in silence as well', () => {
    const node = backgroundNoise({ folder, level: 'absolute', absoluteRmsDb: [-20, -20] });
    for (const x of [voice(8000), new Float32Array(8000)]) {
      const made = play([node], [x], { sounds: of(loaded(voice(3000, 'n'))) });
      assert.ok(Math.abs(decibels(rmsOf(difference(made.planes[0]!, x))) + 20) < 0.1);
    }
  });

  it('gives mono noise to all channels alike, and goes round the channels of others', () => {
    const silent = [0, 1, 2].map(() => new Float32Array(1000));
    const node = backgroundNoise({ folder, level: 'absolute', absoluteRmsDb: [-20, -20] });
    const mono = play([node], silent, { sounds: of(loaded(noiseOf(2000, 'mono'))) }).planes;
    assert.deepEqual(mono[0], mono[1]);
    assert.deepEqual(mono[0], mono[2]);
    const planes = Float32Array.of(...noiseOf(2000, 'left'), ...noiseOf(2000, 'right'));
    const stereo = play([node], silent, { sounds: of({ name: 'two', planes, channels: 2, frames: 2000 }) }).planes;
    assert.deepEqual(stereo[0], stereo[2]);
    assert.notDeepEqual(stereo[0], stereo[1]);
    assert.ok(Math.abs(decibels(rmsOfAll(stereo)) + 20) < 0.1);
  });

  it('leaves the sound as it is where the excerpt is silent or empty, or the sound is', () => {
    const x = voice(1000);
    const node = backgroundNoise({ folder });
    for (const noise of [new Float32Array(2000), new Float32Array(10), new Float32Array(0)]) {
      assert.deepEqual(play([node], [x], { sounds: of(loaded(noise)) }).planes, [x]);
    }
    assert.deepEqual(play([node], [new Float32Array(9)], { sounds: noSounds }).planes, [new Float32Array(9)]);
  });

  it('takes other excerpts under other keys, from the first place to the last', () => {
    const ramp = Float32Array.from({ length: 1000 }, (_, i) => i);
    const target = new Float32Array(100);
    const first = (start: number) => {
      excerpt(loaded(ramp), 0, start, 16_000, target);
      assert.equal(target[99]! - target[0]!, 99);
      return target[0];
    };
    assert.deepEqual([first(0), first(0.5), first(0.99999)], [0, 450, 900]);
  });

  it('goes over into itself without a jump where it is too short', () => {
    // A ramp from quiet to loud, and a tone that does not close: a hard seam would jump in both.
    const tone = sine(3001, 333.3).map((value, i) => value * (0.2 + (0.8 * i) / 3001));
    const steepest = (values: Float32Array) =>
      values.reduce((most, value, i) => (i === 0 ? 0 : Math.max(most, Math.abs(value - values[i - 1]!))), 0);
    for (const start of [0, 0.3, 0.999]) {
      const target = new Float32Array(20_000);
      excerpt(loaded(tone), 0, start, 16_000, target);
      assert.ok(steepest(target) <= 1.1 * steepest(tone), `${steepest(target)} against ${steepest(tone)}`);
    }
  });

  it('keeps the power of noise in the seam', () => {
    const noise = noiseOf(4000, 'seam');
    const target = new Float32Array(3200 * 50);
    excerpt(loaded(noise), 0, 0, 16_000, target);
    const seam = target.subarray(3200, 3200 + 800);
    assert.ok(Math.abs(decibels(rmsOf(seam) / rmsOf(noise))) < 0.6);
  });

  it('loops sounds of one frame and two', () => {
    const target = new Float32Array(5);
    for (const start of [0, 0.5, 0.99]) {
      excerpt(loaded(Float32Array.of(0.5)), 0, start, 16_000, target);
      assert.deepEqual([...target], [0.5, 0.5, 0.5, 0.5, 0.5]);
      excerpt(loaded(Float32Array.of(0.5, 0.25)), 0, start, 16_000, target);
      assert.ok(target.every((value) => value > 0.2 && value < 0.8));
    }
  });
});
