import type { NoiseEvent, ShortNoisesOp } from '../ops/index.ts';
import { mix, wanted } from './blend.ts';
import { rms } from './level.ts';
import { planeAt, type Signal, type SoundMemory } from './memory.ts';
import type { LoadedSound, Sounds } from './sounds.ts';

/** Where each event begins and what of it is heard; events that are not heard are left out. */
function* heard(signal: Signal, op: ShortNoisesOp, sounds: Sounds) {
  let [start, end] = [0, 0];
  for (const [i, event] of op.events.entries()) {
    start = 'frames' in event.wait ? end + event.wait.frames : start + Math.floor(event.wait.fraction * (end - start));
    if (start >= signal.frames) return;
    const sound = sounds.get(op.sounds[i]!, signal.sampleRate);
    end = start + sound.frames;
    const from = Math.max(0, start);
    const count = Math.min(end, signal.frames) - from;
    if (count > 0) yield { event, sound, from, first: from - start, count };
  }
}

/** Adds noises one after the other in place. */
export function shortNoises(memory: SoundMemory, signal: Signal, op: ShortNoisesOp, sounds: Sounds): Signal {
  if (signal.frames === 0) return signal;
  const mark = memory.mark();
  // Levels are taken of the signal as it came: noises do not make later ones louder.
  const clean = memory.allocateSignal(signal);
  memory.floats.copyWithin(
    clean.pointer >> 2,
    signal.pointer >> 2,
    (signal.pointer >> 2) + signal.channels * signal.stride,
  );
  const whole = rms(memory, clean);
  const ducks = op.signalFactor !== 1;
  const mask = ducks ? memory.allocate(signal.stride * 4) : 0;
  const sum = memory.allocateSignal(signal);
  memory.floats.fill(0, sum.pointer >> 2, (sum.pointer >> 2) + sum.channels * sum.stride);
  if (ducks) memory.floats.fill(0, mask >> 2, (mask >> 2) + signal.stride);
  for (const { event, sound, from, first, count } of heard(signal, op, sounds)) {
    const inner = memory.mark();
    const reference = op.against === 'whole' ? whole : rms(memory, partOf(clean, from, count));
    const target = wanted(event.level, reference);
    const channels = Math.min(sound.channels, signal.channels);
    const noise = memory.allocateSignal({ ...partOf(signal, from, count), channels });
    for (let c = 0; c < channels; c++) {
      const at = c * sound.frames + first;
      memory.plane(noise, c).set(sound.planes.subarray(at, at + count));
      const { fadeIn, fadeOut } = bounded(event, sound);
      const raised = c === 0 && ducks ? mask + from * 4 : 0;
      memory.wasm.fadeEnds!(planeAt(noise, c), raised, count, first, sound.frames, fadeIn, fadeOut);
    }
    mix(memory, partOf(sum, from, count), noise, target);
    memory.release(inner);
  }
  for (let c = 0; c < signal.channels; c++) {
    if (ducks) memory.wasm.duck!(planeAt(signal, c), mask, signal.frames, op.signalFactor - 1);
    memory.wasm.addScaled!(planeAt(signal, c), planeAt(sum, c), signal.frames, 1);
  }
  memory.release(mark);
  return signal;
}

/** A part of a sound, in the same memory. */
const partOf = (signal: Signal, from: number, frames: number): Signal => ({
  ...signal,
  pointer: signal.pointer + from * 4,
  frames,
});

/** No fade is longer than the sound. */
const bounded = ({ fadeIn, fadeOut }: NoiseEvent, { frames }: LoadedSound) => ({
  fadeIn: Math.min(fadeIn, frames),
  fadeOut: Math.min(fadeOut, frames),
});
