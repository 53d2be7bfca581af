import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  channelShuffle,
  padOrCrop,
  randomCrop,
  repeatPart,
  spliceOut,
  timeMask,
  trimSilence,
} from '../../audio/index.ts';
import { execute } from '../../audio/kernels/execute.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import type { JoinOp } from '../../audio/ops/index.ts';
import { windowOf } from '../../audio/ops/windows.ts';
import { deterministic, type Node, rootKey } from '../../transforms/index.ts';
import { noSounds, play, sine, voice } from './play.ts';

/** The research's: x[n] = (n + 1) / 16 * (-1)^n at 1000 Hz. */
const golden = Float32Array.from({ length: 16 }, (_, n) => ((n + 1) / 16) * (-1) ** n);
const ramp = (frames: number) => Float32Array.from({ length: frames }, (_, n) => n + 1);
const edited = (node: Node, x: Float32Array, seed: string | number = 0, sampleRate = 1000) =>
  play([node], [x], { sampleRate, key: rootKey(seed) }).planes[0]!;

function near(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-6): void {
  assert.equal(got.length, wanted.length);
  for (let i = 0; i < got.length; i++)
    assert.ok(Math.abs(got[i]! - wanted[i]!) <= tolerance, `at ${i}: expected ${wanted[i]}, got ${got[i]}`);
}

describe('padOrCrop', () => {
  it('fills up as audiomentations does', () => {
    // Its Padding keeps the length: four frames go before four come.
    near(edited(padOrCrop({ frames: 16, pad: 'start', fill: 'wrap' }), golden.slice(4)).slice(0, 4), golden.slice(12));
    const reflected = edited(padOrCrop({ frames: 16, fill: 'reflect' }), golden.slice(0, 12));
    near(reflected.slice(12), [0.6875, -0.625, 0.5625, -0.5]);
  });

  it('fills up with what was asked for, wherever it was asked for', () => {
    const at = (given: Parameters<typeof padOrCrop>[0]) => [...edited(padOrCrop({ frames: 8, ...given }), ramp(3))];
    assert.deepEqual(at({}), [1, 2, 3, 0, 0, 0, 0, 0]);
    assert.deepEqual(at({ pad: 'start' }), [0, 0, 0, 0, 0, 1, 2, 3]);
    assert.deepEqual(at({ pad: 'both' }), [0, 0, 1, 2, 3, 0, 0, 0]);
    assert.deepEqual(at({ pad: 'both', fill: 'edge' }), [1, 1, 1, 2, 3, 3, 3, 3]);
    assert.deepEqual(at({ pad: 'both', fill: 'reflect' }), [3, 2, 1, 2, 3, 2, 1, 2]);
    assert.deepEqual(at({ pad: 'both', fill: 'wrap' }), [2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it('fills nothing and next to nothing up', () => {
    for (const fill of ['zeros', 'edge', 'reflect', 'wrap'] as const) {
      assert.deepEqual(edited(padOrCrop({ frames: 3, fill }), new Float32Array(0)), new Float32Array(3));
      const one = fill === 'zeros' ? [7, 0, 0] : [7, 7, 7];
      assert.deepEqual([...edited(padOrCrop({ frames: 3, fill }), Float32Array.of(7))], one);
    }
  });

  it('agrees with a plain loop', () => {
    const fills = {
      zeros: (n: number, length: number) => (n < 0 || n >= length ? -1 : n),
      edge: (n: number, length: number) => Math.max(0, Math.min(length - 1, n)),
      wrap: (n: number, length: number) => ((n % length) + length) % length,
      reflect: (n: number, length: number) => {
        if (length === 1) return 0;
        const turn = 2 * length - 2;
        const place = ((n % turn) + turn) % turn;
        return place < length ? place : turn - place;
      },
    };
    const length = fc.integer({ min: 1, max: 70 });
    const fill = fc.constantFrom('zeros', 'edge', 'reflect', 'wrap');
    fc.assert(
      fc.property(length, length, fill, fc.nat(), (from, to, fill, seed) => {
        const node = padOrCrop({ frames: to, pad: 'random', fill });
        const { planes, ops } = play([node], [ramp(from)], { key: rootKey(seed) });
        const first = (ops[0] as { first: number } | undefined)?.first ?? 0;
        const wanted = Array.from({ length: to }, (_, n) => fills[fill](n + first, from) + 1);
        assert.deepEqual([...planes[0]!], wanted);
      }),
    );
  });

  it('says once of every frame of a copy or an image where it comes from', () => {
    const length = fc.integer({ min: 2, max: 30 });
    const fill = fc.constantFrom('reflect', 'wrap');
    fc.assert(
      fc.property(
        length,
        fc.integer({ min: -90, max: 40 }),
        fc.integer({ min: 1, max: 90 }),
        fill,
        (from, first, to, fill) => {
          const told = new Array<number>(to).fill(-1);
          for (const piece of windowOf(from, first, to, fill).time!) {
            for (let n = piece.from; n < piece.to; n++) {
              const place = piece.rate > 0 ? piece.at + n - piece.from : piece.at - (n - piece.from) - 1;
              assert.equal(told[place], -1);
              told[place] = n;
            }
          }
          const turn = fill === 'wrap' ? from : 2 * from - 2;
          const wanted = told.map((_, n) => {
            const place = (((n + first) % turn) + turn) % turn;
            return place < from ? place : turn - place;
          });
          assert.deepEqual(told, wanted);
        },
      ),
    );
  });

  it('tells no end of copies of next to nothing', () => {
    const { time } = windowOf(1, -500_000, 1_000_000, 'wrap');
    assert.ok(time!.length <= 1001 && time!.some(({ at }) => at === 500_000));
    assert.equal(windowOf(1, 0, 1_000_000, 'reflect').time!.length, 1);
  });

  it('crops at every start, the last one included', () => {
    const starts = (crop: 'random' | 'start' | 'center' | 'end') =>
      new Set(Array.from({ length: 60 }, (_, seed) => edited(padOrCrop({ frames: 2, crop }), ramp(5), seed)[0]! - 1));
    assert.deepEqual([...starts('random')].sort(), [0, 1, 2, 3]);
    assert.deepEqual([...starts('start')], [0]);
    assert.deepEqual([...starts('center')], [1]);
    assert.deepEqual([...starts('end')], [3]);
  });

  it('takes seconds at the rate of the sound, and refuses both and neither', () => {
    assert.equal(edited(padOrCrop({ durationSeconds: 0.25 }), ramp(5), 0, 44_100).length, 11_025);
    assert.throws(() => padOrCrop({}), /padOrCrop\.frames: expected frames or durationSeconds, got neither/);
    assert.throws(() => padOrCrop({ frames: 2, durationSeconds: 1 }), /got both/);
  });

  it('takes the middle where nothing may be drawn', () => {
    const [left] = deterministic([padOrCrop({ frames: 2 })], () => [
      { frames: 6, channels: 1, sampleRate: 8000, bins: 0 },
    ]);
    assert.deepEqual([...edited(left!, ramp(6))], [3, 4]);
    assert.deepEqual(left!.toJSON(), padOrCrop({ frames: 2, crop: 'center' }).toJSON());
  });
});

describe('randomCrop', () => {
  it('keeps as much as it says, wherever it is', () => {
    const starts = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const made = edited(randomCrop({ lengthFraction: [0.5, 0.5] }), ramp(6), seed);
      starts.add(made[0]!);
      assert.deepEqual(
        [...made],
        [0, 1, 2].map((n) => made[0]! + n),
      );
    }
    assert.deepEqual([...starts].sort(), [1, 2, 3, 4]);
    assert.equal(edited(randomCrop({ lengthFraction: [0.01, 0.01] }), ramp(6)).length, 1);
  });
});

describe('trimSilence', () => {
  it('keeps what librosa keeps', () => {
    const { cases } = JSON.parse(readFileSync(new URL('../../../test/golden/trims.json', import.meta.url), 'utf8'));
    for (const { sections, kept, ...given } of cases) {
      const planes = sections.map((one: [number, number][], channel: number) => noise(channel + 1, one));
      const made = play([trimSilence(given)], planes);
      const [first, end] = kept;
      assert.equal(made.facts.frames, end - first, JSON.stringify(given));
      for (const [i, plane] of made.planes.entries()) assert.deepEqual(plane, planes[i].slice(first, end));
    }
  });

  it('keeps silence as it is, and what is next to nothing', () => {
    for (const frames of [0, 1, 2, 5000])
      assert.deepEqual(edited(trimSilence(), new Float32Array(frames)), new Float32Array(frames));
    assert.deepEqual(edited(trimSilence(), Float32Array.of(0.5)), Float32Array.of(0.5));
  });

  it('may come twice, before and behind what draws', () => {
    const x = new Float32Array(20_000);
    x.set(voice(4000), 9000);
    const nodes = [trimSilence(), padOrCrop({ frames: 16_000, pad: 'both' }), trimSilence({ thresholdDb: 20 })];
    const { facts, planes, ops } = play(nodes, [x]);
    assert.deepEqual(
      ops.map(({ kind }) => kind),
      ['trim', 'window', 'trim'],
    );
    assert.ok(facts.frames >= 2500 && facts.frames < 7500, `${facts.frames} frames`);
    assert.equal(planes[0]!.length, facts.frames);
  });
});

/** As test/golden/trims.py makes it. */
function noise(seed: number, sections: readonly (readonly [frames: number, level: number])[]): Float32Array {
  let state = seed;
  return Float32Array.from(
    sections.flatMap(([frames, level]) =>
      Array.from({ length: frames }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return level * ((state >>> 8) / 2 ** 24 - 0.5);
      }),
    ),
  );
}

describe('timeMask', () => {
  const ones = new Float32Array(100).fill(1);

  it('silences a stretch, with the fades of audiomentations at equal gain', () => {
    const node = timeMask({ bandFraction: [0.2, 0.2], fadeSeconds: 0.004 });
    const made = edited(node, ones, 3);
    const first = made.findIndex((x) => x !== 1) - 1;
    const fade = [0, 0.270959, 0.729095, 1];
    near(made.slice(first, first + 4), [...fade].reverse());
    near(made.slice(first + 4, first + 16), new Float32Array(12));
    near(made.slice(first + 16, first + 20), fade);
    assert.equal(made.filter((x) => x === 1).length, 82);
  });

  it('does not fade where the sound itself begins and ends', () => {
    const at = (location: 'start' | 'end') => edited(timeMask({ bandFraction: [0.1, 0.1], location }), ones);
    assert.deepEqual([...at('start').slice(0, 5), at('start')[10]], [0, 0, 0, 0, 0, 1]);
    assert.deepEqual([...at('end').slice(95), at('end')[89]], [0, 0, 0, 0, 0, 1]);
    assert.deepEqual(edited(timeMask({ bandFraction: [1, 1] }), ones), new Float32Array(100));
  });

  it('comes to both ends', () => {
    const seeds = Array.from({ length: 80 }, (_, seed) => seed);
    const made = seeds.map((seed) => edited(timeMask({ bandFraction: [0.5, 0.5] }), ones.slice(0, 6), seed));
    assert.ok(made.some((x) => x[0] === 0) && made.some((x) => x[5] === 0));
  });
});

describe('repeatPart', () => {
  it('inserts the part again, without a crossfade to the frame', () => {
    const given = { partSeconds: [0.003, 0.003], repeats: [2, 2], crossfadeSeconds: 0 } as const;
    for (let seed = 0; seed < 30; seed++) {
      const made = [...edited(repeatPart(given), ramp(10), seed)];
      const again = made.findIndex((x, n) => n > 0 && x !== made[n - 1]! + 1);
      const first = made[again]! - 1;
      const part = [first + 1, first + 2, first + 3];
      const all = [...ramp(10)];
      assert.deepEqual(made, [...all.slice(0, first + 3), ...part, ...part, ...all.slice(first + 3)]);
      assert.deepEqual([...edited(repeatPart({ ...given, keepLength: true }), ramp(10), seed)], made.slice(0, 10));
      const replaced = [...all.slice(0, first + 3), ...part, ...part, ...all.slice(first + 9)].slice(0, 10);
      assert.deepEqual([...edited(repeatPart({ ...given, mode: 'replace' }), ramp(10), seed)], replaced);
    }
  });

  it('reaches the very end, where audiomentations crashes', () => {
    let last = 0;
    for (let seed = 0; seed < 400; seed++) {
      for (const mode of ['insert', 'replace'] as const) {
        const node = repeatPart({ partSeconds: [0.02, 0.08], crossfadeSeconds: seed % 2 === 0 ? 0.01 : 10, mode });
        const { planes, ops, facts } = play([node], [voice(100, seed)], { sampleRate: 1000, key: rootKey(seed) });
        assert.equal(planes[0]!.length, facts.frames);
        assert.ok(planes[0]!.every(Number.isFinite));
        for (const { from, to } of ops[0]!.time!) {
          assert.ok(from >= 0 && to <= 100);
          last = Math.max(last, to);
        }
        const { parts } = ops[0] as JoinOp;
        for (const [i, { from, to, at, overlap }] of parts.entries()) {
          assert.ok(
            from >= 0 && to <= 100 && to > from && at >= 0 && overlap + (parts[i + 1]?.overlap ?? 0) <= to - from,
          );
          const before = parts[i - 1];
          assert.equal(at + overlap, before === undefined ? 0 : before.at + before.to - before.from);
        }
      }
    }
    assert.equal(last, 100);
  });

  it('crossfades at equal energy, as long as it says, and comes back to the original without a seam', () => {
    const x = sine(16_000, 437, 16_000);
    const node = repeatPart({ partSeconds: [0.1, 0.1], repeats: [2, 2] });
    const { planes, ops, facts } = play([node], [x]);
    assert.equal(facts.frames, 16_000 + 2 * 1600);
    const { parts } = ops[0] as JoinOp;
    assert.deepEqual(
      parts.map(({ overlap }) => overlap),
      [0, 80, 80],
    );
    const last = parts[2]!;
    assert.equal(last.to, 16_000);
    const made = planes[0]!;
    assert.deepEqual(made.slice(last.at + 80), x.slice(last.from + 80));
    // No click: no step is larger than the loudest that a seam of two such sines may have.
    const step = (y: Float32Array) =>
      y.reduce((most, v, n) => (n === 0 ? 0 : Math.max(most, Math.abs(v - y[n - 1]!))), 0);
    assert.ok(step(made) < 1.6 * step(x), `${step(made)} of ${step(x)}`);
    // Where what fades out and what fades in are independent, their energy stays what it was.
    const hiss = noise(9, [[16_000, 1]]);
    const seam = play([repeatPart({ partSeconds: [0.3, 0.3], crossfadeSeconds: 0.14, repeats: [1, 1] })], [hiss]);
    const { at, overlap } = (seam.ops[0] as JoinOp).parts[1]!;
    const energy = seam.planes[0]!.slice(at, at + overlap).reduce((sum, v) => sum + v * v, 0) / overlap;
    assert.equal(overlap, 2240);
    assert.ok(Math.abs(energy * 12 - 1) < 0.1, `${energy * 12}`);
  });

  it('leaves what is too short as it is', () => {
    assert.deepEqual(edited(repeatPart(), ramp(100)), ramp(100));
  });
});

describe('spliceOut', () => {
  it('takes as much out as it says', () => {
    const given = { stretches: [3, 3], stretchSeconds: [0.004, 0.004], crossfadeSeconds: 0 } as const;
    for (let seed = 0; seed < 50; seed++) {
      const made = edited(spliceOut({ ...given, keepLength: false }), ramp(40), seed);
      assert.equal(made.length, 28);
      for (const [n, x] of made.entries()) assert.ok(n === 0 || x > made[n - 1]!);
      assert.deepEqual([...edited(spliceOut(given), ramp(40), seed)], [...made, ...new Float32Array(12)]);
    }
  });

  it('leaves what maxFraction says of a sound that is shorter than all that would go', () => {
    const made = edited(spliceOut({ stretchSeconds: [0.4, 0.4], keepLength: false, maxFraction: 0.25 }), ramp(100));
    assert.ok(made.length >= 75 && made.length <= 83, `${made.length}`);
  });
});

describe('channelShuffle', () => {
  it('comes to every order', () => {
    const planes = [1, 2, 3].map((level) => new Float32Array(5).fill(level));
    const orders = new Set<string>();
    for (let seed = 0; seed < 80; seed++) {
      const made = play([channelShuffle()], planes, { key: rootKey(seed) }).planes;
      for (const plane of made) assert.ok(plane.every((x) => x === plane[0]));
      orders.add(made.map((plane) => plane[0]).join(''));
    }
    assert.deepEqual([...orders].sort(), ['123', '132', '213', '231', '312', '321']);
  });
});

describe('edits of several channels', () => {
  it('do the same to each', () => {
    const planes = [1, 2, 3].map((seed) => voice(16_001, seed));
    const nodes = [
      padOrCrop({ frames: 9999 }),
      padOrCrop({ frames: 20_003, pad: 'both', fill: 'reflect' }),
      randomCrop(),
    ];
    for (const node of [...nodes, repeatPart(), spliceOut(), timeMask()]) {
      const together = play([node], planes).planes;
      for (const [i, plane] of planes.entries()) assert.deepEqual(together[i], play([node], [plane]).planes[0]);
    }
  });

  it('move all bins of a channel', () => {
    const memory = new SoundMemory();
    const signal = memory.allocateSignal({ channels: 2, frames: 5, sampleRate: 100, bins: 3 });
    for (let plane = 0; plane < 6; plane++) memory.plane(signal, plane).set(ramp(5).map((x) => x + 10 * plane));
    const made = execute(memory, signal, [{ kind: 'reorder', order: [1, 0] }], noSounds);
    const cropped = execute(memory, made, [windowOf(5, 1, 3, 'zeros')], noSounds);
    assert.deepEqual(
      Array.from({ length: 6 }, (_, i) => [...memory.plane(cropped, i)]),
      [3, 4, 5, 0, 1, 2].map((plane) => [2, 3, 4].map((x) => x + 10 * plane)),
    );
  });
});
