import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as audio from '../../audio/index.ts';
import { integratedLoudness } from '../../audio/kernels/loudness.ts';
import { Draws, rootKey } from '../../transforms/index.ts';
import { needs, withSignal } from './carry.ts';
import { play, sine, voice } from './play.ts';

const lufs = (planes: readonly Float32Array[], sampleRate = 16_000) =>
  withSignal(planes, sampleRate, integratedLoudness);
const silence = (frames: number) => new Float32Array(frames);
const joined = (...parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));

describe('integrated loudness', () => {
  it('of a sine of 997 Hz and -20 dB is -23 LUFS on one channel, at any rate', () => {
    // Near half the sample rate the shelf's two curves, of 48 kHz and of this rate, part a little.
    for (const rate of [16_000, 22_050, 44_100, 48_000, 96_000, 192_000]) {
      const loudness = lufs([sine(5 * rate, 997, rate, 0.1)], rate);
      assert.ok(Math.abs(loudness + 23.01) < 0.05, `${rate} Hz: ${loudness}`);
    }
    const rate = 48_000;
    assert.ok(Math.abs(lufs([sine(5 * rate, 997, rate, 0.1)], rate) + 23) < 0.02);
    const stereo = sine(5 * rate, 997, rate, 10 ** (-23 / 20));
    assert.ok(Math.abs(lufs([stereo, stereo], rate) + 23) < 0.1, 'EBU Tech 3341, case 1');
  });

  it('passes EBU Tech 3341, cases 3 to 6', () => {
    const rate = 48_000;
    const tone = (seconds: number, db: number) => sine(seconds * rate, 1000, rate, 10 ** (db / 20));
    const of = (plane: Float32Array) => lufs([plane, plane], rate);
    assert.ok(Math.abs(of(joined(tone(10, -36), tone(60, -23), tone(10, -36))) + 23) < 0.1, 'case 3');
    const five = joined(tone(10, -72), tone(10, -36), tone(60, -23), tone(10, -36), tone(10, -72));
    assert.ok(Math.abs(of(five) + 23) < 0.1, 'case 4');
    assert.ok(Math.abs(of(joined(tone(20, -26), tone(20.1, -20), tone(20, -26))) + 23) < 0.1, 'case 5');
    const [side, front, middle] = [tone(20, -30), tone(20, -28), tone(20, -24)];
    const six = lufs([front, front, middle, silence(20 * rate), side, side], rate);
    assert.ok(Math.abs(six + 23) < 0.1, `case 6: ${six}`);
  });

  it('leaves out the channel of the lowest tones', () => {
    const [one, loud] = [voice(16_000), voice(16_000, 2).map((x) => x * 9)];
    const none = silence(16_000);
    assert.equal(lufs([one, one, one, loud, none, none]), lufs([one, one, one, none, none, none]));
  });

  it('of silence is -Infinity, also of none and of next to none', () => {
    for (const frames of [0, 1, 100, 16_000]) assert.equal(lufs([silence(frames)]), Number.NEGATIVE_INFINITY);
    assert.equal(lufs([voice(16_000).map((x) => x * 1e-6)]), Number.NEGATIVE_INFINITY);
  });

  it('of a short clip is that of its one block', () => {
    const clip = sine(1600, 997, 16_000, 0.1);
    assert.ok(Math.abs(lufs([clip]) + 23) < 0.3, `${lufs([clip])}`);
    assert.ok(Number.isFinite(lufs([Float32Array.of(0.5)])));
    for (const rate of [1, 2, 70, 1000, 1e6]) assert.ok(Number.isFinite(lufs([sine(30, 0.2, 1)], rate)), `${rate} Hz`);
  });

  it('is what ffmpeg measures', function () {
    needs(this, 'ffmpeg', '-version');
    this.timeout(20_000);
    for (const [channels, rate] of [
      [1, 48_000],
      [2, 48_000],
      [6, 48_000],
    ] as const) {
      const draws = new Draws(rootKey('levels'));
      const planes = Array.from({ length: channels }, (_, i) =>
        joined(
          ...Array.from({ length: 6 }, (_, part) => {
            const factor = draws.logUniform([0.02, 2]);
            return voice(rate, `${i} ${part}`, rate).map((x) => x * factor);
          }),
        ),
      );
      const interleaved = new Float32Array(channels * planes[0]!.length);
      for (const [c, plane] of planes.entries())
        plane.forEach((x, n) => {
          interleaved[n * channels + c] = x;
        });
      const raw = ['-f', 'f32le', '-ar', `${rate}`, '-ac', `${channels}`];
      const { stderr } = spawnSync(
        'ffmpeg',
        ['-hide_banner', '-nostats', ...raw, '-i', '-', '-af', 'ebur128', '-f', 'null', '-'],
        { input: Buffer.from(interleaved.buffer), maxBuffer: 2 ** 28 },
      );
      const theirs = Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(`${stderr}`)?.[1]);
      assert.ok(
        Math.abs(lufs(planes, rate) - theirs) <= 0.1,
        `${channels} channels: ${lufs(planes, rate)}, not ${theirs}`,
      );
    }
  });
});

describe('loudness', () => {
  it('reaches its target', () => {
    for (const target of [-60, -31, -23, -13, 0]) {
      for (const factor of [1e-3, 0.02, 1, 20]) {
        for (const frames of [100, 4000, 40_000]) {
          const input = [voice(frames, 1), voice(frames, 2)].map((plane) => plane.map((x) => x * factor));
          if (lufs(input) === Number.NEGATIVE_INFINITY) continue;
          const { planes } = play([audio.loudness({ targetLufs: [target, target] })], input);
          assert.ok(Math.abs(lufs(planes) - target) < 0.1, `${target}: ${lufs(planes)} (${frames} frames x ${factor})`);
        }
      }
    }
  });

  it('leaves silence as it is', () => {
    for (const frames of [0, 1, 9000]) {
      assert.deepEqual(play([audio.loudness()], [silence(frames)]).planes, [silence(frames)]);
    }
  });
});
