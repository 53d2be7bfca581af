import assert from 'node:assert/strict';
import fc from 'fast-check';
import { impulseResponse, roomReverb } from '../../audio/index.ts';
import { convolve } from '../../audio/kernels/convolve.ts';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import type { LoadedSound } from '../../audio/kernels/sounds.ts';
import { Draws, rootKey } from '../../transforms/index.ts';
import { loaded, play, rmsOf, voice } from './play.ts';

const memory = new SoundMemory();

function random(length: number, seed: string | number): Float32Array {
  const draws = new Draws(rootKey(`random ${seed}`));
  return Float32Array.from({ length }, () => draws.uniform([-1, 1]));
}

function convolved(
  planes: readonly Float32Array[],
  responses: readonly Float32Array[],
  frames: number,
  offset = 0,
): Float32Array[] {
  const mark = memory.mark();
  const shape = { channels: planes.length, frames: planes[0]!.length, sampleRate: 16_000, bins: 0 };
  const signal = memory.allocateSignal(shape);
  memory.floats.fill(Number.NaN, signal.pointer >> 2, (signal.pointer >> 2) + planes.length * signal.stride);
  for (const [i, plane] of planes.entries()) memory.plane(signal, i).set(plane);
  const made = convolve(memory, signal, responses, frames, offset);
  const result = planes.map((_, i) => memory.plane(made, i).slice());
  memory.release(mark);
  return result;
}

/** Frame n of the convolution, in doubles. */
function direct(x: Float32Array, h: Float32Array, n: number): number {
  let sum = 0;
  for (let k = Math.max(0, n - x.length + 1); k <= Math.min(n, h.length - 1); k++) sum += h[k]! * x[n - k]!;
  return sum;
}

function near(got: number, wanted: number, tolerance: number, what = ''): void {
  assert.ok(Math.abs(got - wanted) <= tolerance, `${what}: expected ${wanted}, got ${got}`);
}

const peakOf = (values: Float32Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

describe('convolution', () => {
  it('is what the sum says, whatever is kept of it', () => {
    const length = (max: number, min = 0) => fc.integer({ min, max });
    fc.assert(
      fc.property(
        length(200),
        length(50, 1),
        length(50, 1),
        length(260),
        length(260),
        length(3, 1),
        (n, l, m, frames, offset, channels) => {
          const planes = Array.from({ length: channels }, (_, c) => random(n, `x${c}`));
          const responses = [random(l, 'h0'), random(m, 'h1')];
          for (const [c, plane] of convolved(planes, responses, frames, offset).entries()) {
            assert.equal(plane.length, frames);
            for (const [i, value] of plane.entries())
              near(value, direct(planes[c]!, responses[c % 2]!, offset + i), 1e-5, `channel ${c} at ${i}`);
          }
        },
      ),
    );
  });

  it('is the same in many blocks, and with a response in many pieces', () => {
    for (const [n, l, offset] of [
      [50_000, 700, 0],
      [3000, 150_000, 0],
      [200_000, 200_000, 90_000],
      [1000, 300_000, 250_000],
    ] as const) {
      const [x, h] = [random(n, 'long'), random(l, 'response')];
      const [y] = convolved([x], [h], n, offset);
      for (let i = 0; i < n; i += Math.ceil(n / 97))
        near(y![i]!, direct(x, h, offset + i), 2e-6 * Math.sqrt(l) * 10, `${n} by ${l} at ${i}`);
    }
  });
});

describe('impulseResponse', () => {
  type Given = Parameters<typeof impulseResponse>[0];
  const heard = (response: LoadedSound, x: readonly Float32Array[], given: Partial<Given> = {}) =>
    play([impulseResponse({ folder: 'places', ...given })], x, { sounds: { get: () => response } }).planes;
  const place = loaded(random(900, 'place').map((value, n) => value * 0.99 ** n));
  const x = voice(4000, 1);

  it('restores the level that is asked for', () => {
    near(rmsOf(heard(place, [x])[0]!), rmsOf(x), 1e-6);
    near(peakOf(heard(place, [x], { level: 'peakHalf' })[0]!), 0.5, 1e-6);
    near(peakOf(heard(place, [x], { level: 'peak' })[0]!), 1, 1e-6);
    const raw = heard(place, [x], { level: 'unchanged', alignDirectPath: false })[0]!;
    for (const [n, value] of raw.entries()) near(value, direct(x, place.planes, n), 1e-5);
  });

  it('leaves out the delay of the direct path, or not', () => {
    const late = loaded(Float32Array.from({ length: 300 }, (_, n) => (n === 120 ? -0.8 : n === 150 ? 0.3 : 0)));
    const click = Float32Array.from({ length: 500 }, (_, n) => (n === 0 ? 1 : 0));
    const at = (alignDirectPath: boolean) =>
      heard(late, [click], { alignDirectPath, level: 'unchanged' })[0]!.map((value) => Math.round(value * 1e5) / 1e5);
    assert.deepEqual([at(true)[0], at(true)[30]], [-0.8, 0.3].map(Math.fround));
    assert.deepEqual([at(false)[120], at(false)[150]], [-0.8, 0.3].map(Math.fround));
  });

  it('does not make rounding loud where the response comes after the end', () => {
    const late = loaded(Float32Array.from({ length: 2000 }, (_, n) => (n === 1990 ? 1 : 0)));
    const click = Float32Array.from({ length: 1000 }, (_, n) => (n === 999 ? 1 : 0));
    const early = loaded(Float32Array.from({ length: 20 }, (_, n) => (n === 10 ? 1 : 0)));
    for (const response of [late, early])
      for (const level of ['power', 'peak', 'peakHalf'] as const)
        assert.ok(peakOf(heard(response, [click], { alignDirectPath: false, level })[0]!) < 1e-5);
  });

  it('leaves silence silent, and the sound as it is where the response is silent or empty', () => {
    for (const level of ['power', 'peak', 'peakHalf', 'unchanged'] as const) {
      assert.deepEqual(heard(place, [new Float32Array(50)], { level }), [new Float32Array(50)]);
      for (const none of [loaded(new Float32Array(40)), loaded(new Float32Array(0))])
        assert.deepEqual(heard(none, [x], { level }), [x]);
    }
  });

  it('gives each channel its response, at a common delay', () => {
    const [left, right] = [random(64, 'left'), random(64, 'right')];
    left[7] = 2;
    const both = { name: 'both', planes: Float32Array.of(...left, ...right), channels: 2, frames: 64 };
    const given = [x, voice(4000, 2), voice(4000, 3)];
    const made = heard(both, given, { level: 'unchanged' });
    for (const [c, plane] of made.entries())
      for (let n = 0; n < 3900; n += 13) near(plane[n]!, direct(given[c]!, c % 2 ? right : left, n + 7), 1e-5);
  });

  it('mixes the dry sound in', () => {
    assert.deepEqual(heard(place, [x], { wetFraction: [0, 0] }), [x]);
    const wet = heard(place, [x], { level: 'unchanged' })[0]!;
    const half = heard(place, [x], { level: 'unchanged', wetFraction: [0.25, 0.25] })[0]!;
    for (const [n, value] of half.entries()) near(value, 0.25 * wet[n]! + 0.75 * x[n]!, 1e-5);
    near(rmsOf(heard(place, [x], { wetFraction: [0.5, 0.5] })[0]!), rmsOf(x), 1e-6);
  });

  it('asks for one sound of the folder', () => {
    const { ops } = play([impulseResponse({ folder: 'places' })], [x], { sounds: { get: () => place } });
    assert.equal(ops[0]?.sounds?.[0]?.folder, 'places');
  });
});

describe('roomReverb', () => {
  const sampleRate = 16_000;
  const click = (frames = sampleRate) => Float32Array.from({ length: frames }, (_, n) => (n === 0 ? 1 : 0));
  const response = (given: Parameters<typeof roomReverb>[0], seed: number, channels = 1) =>
    play(
      [roomReverb({ level: 'unchanged', ...given })],
      Array.from({ length: channels }, () => click()),
      {
        key: rootKey(seed),
        sampleRate,
      },
    );

  /** By Schroeder's integral: a line through its levels from -5 to -35 dB, prolonged to 60. */
  function measuredT60(values: Float32Array): number {
    const left = new Float64Array(values.length);
    let sum = 0;
    for (let n = values.length - 1; n >= 0; n--) {
      sum += values[n]! * values[n]!;
      left[n] = sum;
    }
    const points: [number, number][] = [];
    for (const [n, energy] of left.entries()) {
      const db = 10 * Math.log10(energy / sum);
      if (db <= -5 && db >= -35) points.push([n / sampleRate, db]);
    }
    const mean = (i: 0 | 1) => points.reduce((total, point) => total + point[i], 0) / points.length;
    const [t, db] = [mean(0), mean(1)];
    const over = points.reduce((total, point) => total + (point[0] - t) * (point[1] - db), 0);
    return -60 / (over / points.reduce((total, point) => total + (point[0] - t) ** 2, 0));
  }

  it('decays as it was asked to', () => {
    for (const seconds of [0.15, 0.3, 0.5, 0.8])
      for (let seed = 0; seed < 15; seed++) {
        const [made] = response({ reverbSeconds: [seconds, seconds] }, seed).planes;
        near(measuredT60(made!) / seconds, 1, 0.1, `T60 ${seconds}, seed ${seed}`);
      }
  });

  it('begins with the direct path, which is the loudest', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [made] = response({}, seed).planes;
      near(made![0]!, 1, 0.35, `seed ${seed}`);
    }
    const [made] = response({ distanceMeters: [0.5, 0.5], reverbSeconds: [0.15, 0.15] }, 1).planes;
    near(made![0]!, 1, 1e-2);
    assert.ok(peakOf(made!.subarray(1)) < 0.7);
  });

  it('goes from reflections to noise at the same level', () => {
    const rooms = 150;
    const width = 160;
    const seconds = 0.5;
    const energies = new Float64Array(8);
    const wanted = new Float64Array(8);
    for (let seed = 0; seed < rooms; seed++) {
      const given = { reverbSeconds: [seconds, seconds], distanceMeters: [1, 1] } as const;
      const { planes, ops } = response(given, seed);
      const [length, width_, height] = (ops as unknown as [{ room: { size: [number, number, number] } }])[0].room.size;
      for (let i = 0; i < 8; i++) {
        for (let n = i * width; n < (i + 1) * width; n++) {
          const t = n / sampleRate + 1 / 343;
          energies[i]! += n < 16 ? 0 : planes[0]![n]! ** 2;
          wanted[i]! +=
            n < 16 ? 0 : ((4 * Math.PI * 343) / (length * width_ * height * sampleRate)) * 10 ** ((-6 * t) / seconds);
        }
      }
    }
    const ratios = Array.from(energies, (energy, i) => 10 * Math.log10(energy / wanted[i]!));
    for (const [i, db] of ratios.entries()) near(db, 0, 1.5, `${i * 10} ms of ${ratios.map((r) => r.toFixed(2))}`);
  });

  it('gives channels the same reflections and another late echo', () => {
    const { planes } = response({}, 3, 2);
    const [left, right] = planes as [Float32Array, Float32Array];
    for (let n = 0; n < 60; n++) near(left[n]!, right[n]!, 1e-6);
    let [both, one] = [0, 0];
    for (let n = 800; n < 6000; n++) {
      both += left[n]! * right[n]!;
      one += left[n]! ** 2;
    }
    assert.ok(Math.abs(both / one) < 0.2);
  });

  it('restores the level, keeps the length, and leaves silence silent', () => {
    const x = voice(5000, 7);
    for (const channels of [1, 2]) {
      const { planes } = play(
        [roomReverb()],
        Array.from({ length: channels }, () => x),
      );
      assert.equal(planes[0]!.length, 5000);
      const all = Float32Array.of(...planes.flatMap((plane) => [...plane]));
      near(rmsOf(all), rmsOf(x), 1e-6);
    }
    near(peakOf(play([roomReverb({ level: 'peak' })], [x]).planes[0]!), 1, 1e-6);
    near(peakOf(play([roomReverb({ level: 'peakHalf' })], [x]).planes[0]!), 0.5, 1e-6);
    assert.deepEqual(play([roomReverb()], [new Float32Array(99)]).planes, [new Float32Array(99)]);
  });

  it('keeps who speaks and who listens in the room, as far apart as there is place', () => {
    for (let seed = 0; seed < 200; seed++) {
      const far = seed % 2 === 0;
      const { ops } = play([roomReverb(far ? { distanceMeters: [90, 90] } : {})], [click(4)], { key: rootKey(seed) });
      const { size, source, microphone } = (
        ops as unknown as [{ room: { [name: string]: [number, number, number] } }]
      )[0].room as { [name: string]: [number, number, number] };
      for (const point of [source!, microphone!])
        for (const [axis, at] of point.entries())
          assert.ok(at > 0.04 * size![axis]! && at < 0.96 * size![axis]!, `${at} of ${size![axis]}`);
      const distance = Math.hypot(...source!.map((at, axis) => at - microphone![axis]!));
      assert.ok(far ? distance > 2 : distance >= 0.5 && distance <= 3, `${distance}`);
    }
  });

  it('takes any sample rate', () => {
    for (const rate of [1, 7, 1e6])
      for (const plane of play([roomReverb()], [voice(300, 1)], { sampleRate: rate }).planes)
        assert.ok(plane.every(Number.isFinite));
  });
});
