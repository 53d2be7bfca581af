import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SoundMemory } from '../../audio/kernels/memory.ts';
import { percentiles } from '../../audio/kernels/percentile.ts';
import { voice } from './play.ts';

const memory = new SoundMemory();

function found(planes: readonly Float32Array[], ranks: readonly number[], isAbsolute = false): readonly number[] {
  const mark = memory.mark();
  const signal = memory.allocateSignal({
    channels: planes.length,
    frames: planes[0]!.length,
    sampleRate: 8000,
    bins: 0,
  });
  memory.floats.fill(Number.NaN, signal.pointer >> 2, (signal.pointer >> 2) + planes.length * signal.stride);
  for (const [i, plane] of planes.entries()) memory.plane(signal, i).set(plane);
  const values = percentiles(memory, signal, ranks, isAbsolute);
  memory.release(mark);
  return values;
}

function sorted(planes: readonly Float32Array[], percent: number, isAbsolute = false): number {
  const all = planes.flatMap((plane) => [...plane].map((x) => (isAbsolute ? Math.abs(x) : x))).sort((a, b) => a - b);
  const place = (percent / 100) * (all.length - 1);
  const low = all[Math.floor(place)]!;
  return low + ((all[Math.floor(place) + 1] ?? low) - low) * (place - Math.floor(place));
}

describe('percentiles', () => {
  const close = (got: number, wanted: number) =>
    assert.ok(Math.abs(got - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted)), `expected ${wanted}, got ${got}`);
  const ranks = [0, 0.01, 1, 13.7, 30.7, 50, 77, 99, 99.99, 100];

  it('are those of the sorted values: speech, its loud half, few levels, one level, a ramp, a sine', () => {
    const clips = [
      voice(3500, 1),
      voice(16_001, 2),
      voice(3500, 3).map((x) => Math.round(x * 127) / 127),
      new Float32Array(5000).fill(0.25),
      Float32Array.from({ length: 3000 }, (_, i) => i),
      Float32Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * i) / 32)),
      Float32Array.from({ length: 4000 }, (_, i) => (i % 400 === 0 ? i : 0)),
      Float32Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 1 : -1)),
    ];
    for (const clip of clips)
      for (const isAbsolute of [true, false])
        for (const [i, value] of found([clip], ranks, isAbsolute).entries())
          close(value, sorted([clip], ranks[i]!, isAbsolute));
  });

  it('are of all channels together, of any values and lengths', () => {
    const value = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1, -1));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.boolean(),
        (values, percent, isAbsolute) => {
          const planes = [Float32Array.from(values), Float32Array.from(values, (x) => Math.fround(-x / 3))];
          close(found(planes, [percent], isAbsolute)[0]!, sorted(planes, percent, isAbsolute));
        },
      ),
    );
  });

  it('are 0 of nothing, and take what is no number as 0', () => {
    assert.deepEqual(found([new Float32Array(0)], [50]), [0]);
    assert.deepEqual(found([Float32Array.of(Number.NaN, 1, -1)], [0, 50, 100]), [-1, 0, 1]);
  });
});
