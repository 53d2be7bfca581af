import type { BandwidthOp, ResampleOp, SpeedOp } from '../ops/index.ts';
import { resampledFrames } from '../ops/ratio.ts';
import { type FilterBank, filterBankOf, filterReach, lowPassBankOf, sharedFilterBankOf } from './filter-bank.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Which part of a sound is there, and which part of what it would become is wanted; in frames of either. */
export interface Excerpt {
  /** The frame of the whole sound that the signal begins with. */
  readonly sourceFirst: number;
  /** The first frame that is made of it, and how many. */
  readonly first: number;
  readonly frames: number;
}

/** Which frames of a sound are needed to make the frames [first, first + frames) of the resampled one; they may lie beyond its ends. */
export function resampleSource(from: number, to: number, first: number, frames: number): [first: number, end: number] {
  const margin = resampleMargin(from, to);
  const last = first + Math.max(1, frames) - 1;
  return [Math.floor((first * from) / to) - margin, Math.floor((last * from) / to) + margin + 1];
}

/** How many frames of the source, before and behind, have a part in one frame of what is made of it. */
export function resampleMargin(from: number, to: number): number {
  return Math.ceil(filterReach * Math.max(1, from / to)) + 1;
}

/**
 * A sound at another sample rate: ceil(frames * toRate / sampleRate) frames, frame n at the same time as before, by a windowed sinc
 * (-0.03 dB at 0.9 of the lower Nyquist frequency, aliases below -95 dB). Beyond the ends there is silence. With an excerpt: the same
 * frames to the bit as the whole would give, where `resampleSource` is there. Smith, "Digital Audio Resampling", CCRMA.
 */
export function resamplePlanes(memory: SoundMemory, signal: Signal, toRate: number, excerpt?: Excerpt): Signal {
  if (toRate === signal.sampleRate && excerpt === undefined) return signal;
  const frames = excerpt?.frames ?? resampledFrames(signal.frames, signal.sampleRate, toRate);
  const made = memory.allocateSignal({ ...signal, frames, sampleRate: toRate });
  if (toRate !== signal.sampleRate) {
    interpolate(memory, signal, made, filterBankOf(memory, signal.sampleRate, toRate), frames, excerpt);
    return made;
  }
  const first = excerpt!.first - excerpt!.sourceFirst;
  for (let plane = 0; plane < planesOf(signal); plane++)
    copyPadded(memory, signal, plane, first, memory.plane(made, plane));
  return made;
}

/** The op: to another sample rate. */
export function resample(memory: SoundMemory, signal: Signal, { sampleRate }: Pick<ResampleOp, 'sampleRate'>): Signal {
  return resamplePlanes(memory, signal, sampleRate);
}

/** How much of what a sample rate holds comes through it untouched. */
const flat = 0.9;

/** The op: keeps of it what is left after a lower sample rate; going there and back is a filter like any other. */
export function bandwidth(memory: SoundMemory, signal: Signal, { sampleRate }: BandwidthOp): Signal {
  if (sampleRate >= signal.sampleRate) return signal;
  const made = memory.allocateSignal(signal);
  const mark = memory.mark();
  const scale = sampleRate / signal.sampleRate;
  // A filter so narrow is long; it is shorter at a whole part of the sample rate that still holds all that stays.
  const part = Math.floor(flat / scale);
  if (part < 2) {
    interpolate(memory, signal, made, lowPassBankOf(memory, scale), signal.frames);
  } else {
    const low = memory.allocateSignal({ ...signal, frames: resampledFrames(signal.frames, part, 1) });
    interpolate(memory, signal, low, filterBankOf(memory, part, 1), low.frames);
    const kept = memory.allocateSignal(low);
    interpolate(memory, low, kept, lowPassBankOf(memory, scale * part), low.frames);
    interpolate(memory, kept, made, filterBankOf(memory, 1, part), signal.frames);
  }
  memory.release(mark);
  return made;
}

/** The op: faster or slower, pitch and all. */
export function speed(memory: SoundMemory, signal: Signal, { ratio, frames }: SpeedOp): Signal {
  const made = memory.allocateSignal({ ...signal, frames });
  const count = Math.min(frames, resampledFrames(signal.frames, ratio[0], ratio[1]));
  interpolate(memory, signal, made, sharedFilterBankOf(memory, ratio[0], ratio[1]), count);
  for (let plane = 0; plane < planesOf(made); plane++) memory.plane(made, plane).fill(0, count);
  return made;
}

/** Writes the first `count` frames of `made`: frame n is what the sound is at n * step / parts of the bank. */
export function interpolate(
  memory: SoundMemory,
  signal: Signal,
  made: Signal,
  bank: FilterBank,
  count: number,
  { sourceFirst, first }: Pick<Excerpt, 'sourceFirst' | 'first'> = { sourceFirst: 0, first: 0 },
): void {
  const mark = memory.mark();
  const pointer = memory.allocate(bank.values.length * 4);
  memory.floats.set(bank.values, pointer >> 2);
  // Whole numbers up to 1e15: nothing is rounded, so that an excerpt has the phases of the whole.
  const start = first * bank.step - sourceFirst * bank.parts;
  const behind = bank.taps / 2;
  const before = behind - 1;
  // From the first frame whose taps all lie within the sound to the first whose do not any more.
  const within = (frame: number) => Math.ceil((frame * bank.parts - start) / bank.step);
  const inner = Math.min(count, Math.max(0, within(before)));
  const outer = Math.min(count, Math.max(inner, within(signal.frames - behind)));
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const run = (from: number, to: number, isWithin: boolean) => {
      if (to <= from) return;
      const whole = start + from * bank.step;
      const at = Math.floor(whole / bank.parts) - before;
      const end = Math.floor((start + (to - 1) * bank.step) / bank.parts) + behind + 1;
      const source = isWithin ? planeAt(signal, plane) + at * 4 : padded(memory, signal, plane, at, end);
      const phase = whole - (at + before) * bank.parts;
      apply(memory, bank, pointer, source, planeAt(made, plane) + from * 4, to - from, phase);
    };
    const scratch = memory.mark();
    run(0, inner, false);
    memory.release(scratch);
    run(inner, outer, true);
    run(outer, count, false);
    memory.release(scratch);
  }
  memory.release(mark);
}

function apply(
  { wasm }: SoundMemory,
  { parts, step, taps, rows }: FilterBank,
  bank: number,
  source: number,
  target: number,
  count: number,
  phase: number,
): void {
  const whole = Math.floor(step / parts);
  const part = step - whole * parts;
  if (rows === parts) wasm.resampleExactly!(source, target, count, bank, taps, phase, parts, whole, part);
  else wasm.resampleBetween!(source, target, count, bank, taps, phase, parts, whole, part, rows);
}

/** A copy of the frames [first, end) of a plane, with silence where it has none. */
function padded(memory: SoundMemory, signal: Signal, plane: number, first: number, end: number): number {
  const pointer = memory.allocate((end - first) * 4);
  copyPadded(memory, signal, plane, first, memory.floats.subarray(pointer >> 2, (pointer >> 2) + end - first));
  return pointer;
}

function copyPadded(memory: SoundMemory, signal: Signal, plane: number, first: number, target: Float32Array): void {
  const from = Math.max(0, first);
  const to = Math.min(signal.frames, first + target.length);
  target.fill(0);
  if (to > from) target.set(memory.plane(signal, plane).subarray(from, to), from - first);
}
