// Carries transforms out on a sound that is given as arrays: what tests of sound have in common.

import { codecTrips } from '../../audio/io/codec-trips.ts';
import { planesOf, SoundMemory } from '../../audio/kernels/memory.ts';
import { type DrawPlan, perform } from '../../audio/kernels/perform.ts';
import type { LoadedSound, Sounds } from '../../audio/kernels/sounds.ts';
import type { AudioOp } from '../../audio/ops/index.ts';
import { type SoundFacts, soundRules } from '../../audio/sound.ts';
import { Draws, drawSample, type Key, type Node, rootKey } from '../../transforms/index.ts';

/** A sound as plain arrays, one for each channel (for each bin of each, once it is features). */
export interface Played {
  readonly planes: readonly Float32Array[];
  readonly facts: SoundFacts;
  readonly ops: readonly AudioOp[];
}

export interface PlayOptions {
  readonly sampleRate?: number;
  readonly key?: Key;
  readonly sounds?: Pick<Sounds, 'get'>;
  readonly fused?: boolean;
}

const codecs = await codecTrips();

/** The codecs, and other sounds by a function of the test's own. */
export function soundsOf(get: Sounds['get']): Sounds {
  return { get, codec: (name) => codecs[name] };
}

/** For plans that need no other sounds. */
export const noSounds: Sounds = soundsOf(({ folder }) => {
  throw new TypeError(`${folder} was not loaded`);
});

/** A loaded sound of one channel. */
export function loaded(values: Float32Array, name = 'test'): LoadedSound {
  return { name, planes: values, channels: 1, frames: values.length };
}

const memory = new SoundMemory();

/** What the transforms make of the sound under the key. The input is not changed. */
export function play(
  nodes: readonly Node[],
  planes: readonly Float32Array[],
  { sampleRate = 16_000, key = rootKey('play'), sounds = noSounds, fused = true }: PlayOptions = {},
): Played {
  const mark = memory.mark();
  try {
    const given: SoundFacts = { channels: planes.length, frames: planes[0]!.length, sampleRate, bins: 0 };
    const draw: DrawPlan = (measured) =>
      drawSample<SoundFacts, AudioOp>(nodes as never, key, { ...given, measured }, soundRules);
    const source = memory.allocateSignal(given);
    // What lies behind the last frame must not matter.
    memory.floats.fill(Number.NaN, source.pointer >> 2, (source.pointer >> 2) + planes.length * source.stride);
    for (const [i, plane] of planes.entries()) memory.plane(source, i).set(plane);
    const { signal, plan } = perform(memory, source, draw([]), draw, soundsOf(sounds.get), fused);
    const { measured: _measured, measurements: _count, ...facts } = plan.facts;
    const made = Array.from({ length: planesOf(signal) }, (_, i) => memory.plane(signal, i).slice());
    return { planes: made, facts, ops: plan.steps.flatMap((step) => step.ops) };
  } finally {
    memory.release(mark);
  }
}

/** A sine of `amplitude` at `hz`. */
export function sine(frames: number, hz: number, sampleRate = 16_000, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRate));
}

/** Something like speech: a voice of harmonics that comes and goes, with a little noise. The same for the same seed. */
export function voice(frames: number, seed: string | number = 0, sampleRate = 16_000): Float32Array {
  const draws = new Draws(rootKey(`voice ${seed}`));
  const pitch = draws.uniform([90, 220]);
  return Float32Array.from({ length: frames }, (_, n) => {
    const t = n / sampleRate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3 * t + 0.5)) ** 2;
    let value = 0;
    for (let h = 1; h <= 8; h++) value += Math.sin(2 * Math.PI * pitch * h * t) / h;
    return 0.25 * syllable * value + 0.01 * (draws.unit() - 0.5);
  });
}

/** The root of the mean square. */
export function rmsOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / Math.max(1, values.length));
}
