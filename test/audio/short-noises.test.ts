import assert from 'node:assert/strict';
import { shortNoises } from '../../audio/index.ts';
import type { LoadedSound, Sounds } from '../../audio/kernels/sounds.ts';
import type { AudioOp, ShortNoisesOp, SoundRef } from '../../audio/ops/index.ts';
import { rootKey } from '../../transforms/index.ts';
import { loaded, play, rmsOf, sine, voice } from './play.ts';
import { decibels, difference, noiseOf } from './spectra.ts';

const folder = 'clicks';
const files = [3000, 1700, 4100].map((frames, i) => loaded(noiseOf(frames, `short ${i}`), `${i}.wav`));
const fileOf = ({ pick }: SoundRef) => files[Math.floor(pick * files.length)]!;
const sounds: Pick<Sounds, 'get'> = { get: fileOf };

interface Heard {
  readonly from: number;
  readonly to: number;
  readonly event: ShortNoisesOp['events'][number];
  readonly sound: LoadedSound;
}

/** Where the op's events are, told again from its data. */
function heard([op]: readonly AudioOp[], frames: number): Heard[] {
  const { events, sounds: refs } = op as ShortNoisesOp;
  const all: Heard[] = [];
  let [start, end] = [0, 0];
  for (const [i, event] of events.entries()) {
    const sound = fileOf(refs[i]!);
    start = 'frames' in event.wait ? end + event.wait.frames : start + Math.floor(event.wait.fraction * (end - start));
    end = start + sound.frames;
    if (start >= frames) break;
    if (end > 0) all.push({ from: Math.max(0, start), to: Math.min(end, frames), event, sound });
  }
  return all;
}

const apart = { folder, burstProbability: 0, pauseSeconds: [0.3, 0.6] } as const;
const seeds = Array.from({ length: 10 }, (_, seed) => rootKey(seed));

describe('shortNoises', () => {
  const x = voice(48_000);

  for (const level of ['relativeToWhole', 'relative', 'absolute'] as const) {
    it(`has each noise at its own level within 0.1 dB: ${level}`, () => {
      let count = 0;
      for (const key of seeds) {
        const { planes, ops } = play([shortNoises({ ...apart, level })], [x], { sounds, key });
        const added = difference(planes[0]!, x);
        for (const { from, to, event } of heard(ops, x.length)) {
          const noise = rmsOf(added.subarray(from, to));
          const clean = rmsOf(level === 'relative' ? x.subarray(from, to) : x);
          const [got, wanted] =
            'rmsDb' in event.level
              ? [decibels(noise), event.level.rmsDb]
              : [decibels(clean / noise), event.level.snrDb];
          assert.ok(Math.abs(got - wanted) < 0.1, `${got} for ${wanted} dB, ${to - from} frames`);
          count++;
        }
      }
      assert.ok(count > 40);
    });
  }

  it('waits for as long as was drawn, and is silent between', () => {
    for (const key of seeds) {
      const { planes, ops } = play([shortNoises(apart)], [x], { sounds, key });
      const added = difference(planes[0]!, x);
      const events = heard(ops, x.length);
      const quiet = new Uint8Array(x.length).fill(1);
      for (const { from, to } of events) quiet.fill(0, from, to);
      assert.ok(added.every((value, i) => quiet[i] === 0 || value === 0));
      for (let i = 1; i < events.length; i++) {
        const pause = (events[i]!.from - events[i - 1]!.to) / 16_000;
        assert.ok(pause >= 0.299 && pause <= 0.601, `${pause} s`);
      }
    }
  });

  it('picks each noise anew, in bursts that overlap', () => {
    const picks = new Set<string>();
    let bursts = 0;
    for (const key of seeds) {
      const { ops } = play([shortNoises({ folder, pauseSeconds: [0.1, 0.2] })], [x], { sounds, key });
      const events = heard(ops, x.length);
      for (const { sound } of events) picks.add(sound.name);
      bursts += events.filter(({ from }, i) => i > 0 && from < events[i - 1]!.to).length;
    }
    assert.equal(picks.size, 3);
    assert.ok(bursts > 10, String(bursts));
  });

  it('fades in and out', () => {
    const flat: Pick<Sounds, 'get'> = { get: () => loaded(new Float32Array(4000).fill(1)) };
    const given = { ...apart, fadeInSeconds: [0.0625, 0.0625], fadeOutSeconds: [0.125, 0.125] } as const;
    const silent = new Float32Array(48_000);
    const { planes, ops } = play([shortNoises({ ...given, level: 'absolute' })], [silent], { sounds: flat });
    const [{ events }] = ops as [ShortNoisesOp];
    const [made] = planes as [Float32Array];
    let end = 0;
    let seen = 0;
    for (const { wait } of events) {
      const start = end + ('frames' in wait ? wait.frames : 0);
      end = start + 4000;
      if (start < 0 || end > made.length) continue;
      seen++;
      const top = made[start + 1500]!;
      assert.equal(made[start], 0);
      assert.ok(Math.abs(made[start + 500]! / top - 500 / 999) < 1e-3);
      assert.ok(Math.abs(made[end - 1001]! / top - 1000 / 1999) < 1e-3);
      assert.equal(made[end - 1], 0);
    }
    assert.ok(seen > 2);
  });

  it('turns the sound down while there is a noise, with the fades', () => {
    const tone = sine(48_000, 250);
    const given = { ...apart, signalGainDb: [-12, -12], snrDb: [120, 120] } as const;
    const { planes, ops } = play([shortNoises(given)], [tone], { sounds });
    let seen = 0;
    for (const { from, to, event } of heard(ops, tone.length)) {
      const [low, high] = [from + event.fadeIn, to - event.fadeOut];
      if (high - low < 400 || from === 0 || to === tone.length) continue;
      seen++;
      const change = decibels(rmsOf(planes[0]!.subarray(low, high)) / rmsOf(tone.subarray(low, high)));
      assert.ok(Math.abs(change + 12) < 0.05, `${change} dB`);
      assert.ok(Math.abs(planes[0]![from]! - tone[from]!) < 1e-4);
    }
    assert.ok(seen > 1);
  });

  it('does nothing with silent noises, and little with short sounds', () => {
    const silent: Pick<Sounds, 'get'> = { get: () => loaded(new Float32Array(100)) };
    assert.deepEqual(play([shortNoises(apart)], [x], { sounds: silent }).planes, [x]);
    const empty: Pick<Sounds, 'get'> = { get: () => loaded(new Float32Array(0)) };
    assert.deepEqual(play([shortNoises({ folder, pauseSeconds: [0, 0] })], [x], { sounds: empty }).planes, [x]);
    for (const frames of [0, 1, 2]) {
      for (const key of seeds) {
        const given = { folder, pauseSeconds: [0, 0.001], burstProbability: 1 } as const;
        const { planes } = play([shortNoises(given)], [new Float32Array(frames).fill(0.1)], { sounds, key });
        assert.ok(planes[0]!.length === frames && planes[0]!.every(Number.isFinite));
      }
    }
  });

  it('has an end where pauses have none', () => {
    const given = { folder, pauseSeconds: [0, 0], burstProbability: 1, burstPauseFactor: [0, 0] } as const;
    const { ops } = play([shortNoises(given)], [x], { sounds });
    assert.equal((ops[0] as ShortNoisesOp).events.length, 128);
  });
});
