import type { GainOp, NoiseOp } from '../ops/index.ts';
import { fromDb } from '../sound.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Multiplies in place. */
export function gain(memory: SoundMemory, signal: Signal, { factor }: GainOp): Signal {
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.multiply!(planeAt(signal, plane), signal.frames, factor);
  }
  return signal;
}

/** Adds normals in place: a field of its own for each channel, by frame. Of silence, an SNR makes none. */
export function noise(memory: SoundMemory, signal: Signal, { key, level }: NoiseOp): Signal {
  const sigma = 'sigma' in level ? level.sigma : rms(memory, signal) / fromDb(level.snrDb);
  if (sigma === 0) return signal;
  const mark = memory.mark();
  const field = memory.allocate(16);
  for (let i = 0; i < 4; i++) memory.words[(field >> 2) + i] = key[i]!;
  for (let channel = 0; channel < signal.channels; channel++) {
    memory.wasm.addNormals!(field, channel, planeAt(signal, channel), signal.frames, sigma);
  }
  memory.release(mark);
  return signal;
}

/** The root of the mean square over all channels. */
export function rms(memory: SoundMemory, signal: Signal): number {
  let sum = 0;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    sum += memory.wasm.sumOfSquares!(planeAt(signal, plane), signal.frames);
  }
  const count = planesOf(signal) * signal.frames;
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

/** The largest absolute value over all channels. */
export function peak(memory: SoundMemory, signal: Signal): number {
  let most = 0;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    most = Math.max(most, memory.wasm.peakOf!(planeAt(signal, plane), signal.frames));
  }
  return most;
}
