import type { PitchShiftOp, StretchOp } from '../ops/index.ts';
import { type FftBuffer, RealFft } from './fft.ts';
import { sharedFilterBankOf } from './filter-bank.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';
import { interpolate } from './resample.ts';

/** What is heard as one moment: long enough to tell the harmonics of a low voice apart. */
const momentSeconds = 0.064;
/** How far apart windows are in the source at the most, in windows: where it is left in longer steps, onsets fall between them. */
const longestStep = 0.33;
/** A region with so many times the power that it had a hop before is an onset. */
const onset = 6;

/** A window's length with all that belongs to it; made once in a thread. */
interface Moment {
  readonly size: number;
  readonly fft: RealFft;
  readonly buffer: FftBuffer;
  readonly window: Float32Array;
}

const moments = new Map<number, Moment>();

/** The Fourier size next to a moment at this sample rate: a power of two, or three halves of one. */
function momentOf(sampleRate: number): Moment {
  const wanted = Math.max(64, momentSeconds * sampleRate);
  const power = 2 ** Math.floor(Math.log2(wanted));
  const size = [power, power * 1.5, power * 2].find((size) => size * 1.2 > wanted) ?? power * 2;
  let moment = moments.get(size);
  if (moment === undefined) {
    const window = Float32Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    moment = { size, fft: RealFft.of(size), buffer: RealFft.allocate(size), window };
    moments.set(size, moment);
  }
  return moment;
}

/** The op: another tempo at the same pitch, up to so many frames. */
export function stretch(memory: SoundMemory, signal: Signal, { rate, frames }: StretchOp): Signal {
  const made = memory.allocateSignal({ ...signal, frames });
  vocode(memory, signal, made, rate, Math.min(frames, Math.ceil(signal.frames / rate)));
  return made;
}

/** The op: another pitch at the same tempo. It is played slower by as much as resampling then makes it faster. */
export function pitchShift(memory: SoundMemory, signal: Signal, { ratio }: PitchShiftOp): Signal {
  const made = memory.allocateSignal(signal);
  const mark = memory.mark();
  const bank = sharedFilterBankOf(memory, ratio[0], ratio[1]);
  // What the last frames' filter reaches, so that no edge comes in before the end.
  const frames = signal.frames === 0 ? 0 : Math.ceil((signal.frames * ratio[0]) / ratio[1]) + bank.taps;
  const long = memory.allocateSignal({ ...signal, frames });
  vocode(memory, signal, long, ratio[1] / ratio[0], frames);
  interpolate(memory, long, made, bank, signal.frames);
  memory.release(mark);
  return made;
}

/**
 * Writes the first `count` frames of `made`, and silence behind them: frame n sounds like frame n * rate of the sound. A phase vocoder
 * that turns each spectral peak's bins by one angle (Laroche and Dolson, "Improved Phase Vocoder Time-Scale Modification of Audio",
 * 1999; that angle by comparing neighbours one hop apart: Puckette, "Phase-locked Vocoder", 1995). All channels turn alike.
 */
function vocode(memory: SoundMemory, signal: Signal, made: Signal, rate: number, count: number): void {
  const planes = planesOf(signal);
  const { size, fft, buffer, window } = momentOf(signal.sampleRate);
  const overlap = rate / 4 <= longestStep ? 4 : rate / 8 <= longestStep ? 8 : 16;
  const hop = size / overlap;
  const mark = memory.mark();
  const windows = memory.allocate(size * 8);
  const [now, back, last] = [0, 1, 2].map(() => memory.allocate(planes * size * 4)) as [number, number, number];
  const work = memory.allocate((size / 2 + 16) * 16);
  memory.floats.set(window, windows >> 2);
  // So many windows, squared, add up to 3/8 of their number; the transform there and back to `size`.
  memory.floats.set(
    window.map((x) => x / (0.375 * overlap * size)),
    (windows >> 2) + size,
  );
  memory.floats.fill(0, last >> 2, (last >> 2) + planes * size);
  for (let plane = 0; plane < planes; plane++) memory.plane(made, plane).fill(0);
  const written = { ...made, frames: count };
  const { wasm, floats } = memory;

  const transform = (pointer: number, isForward: boolean) => {
    const values = floats.subarray(pointer >> 2, (pointer >> 2) + size);
    const view = RealFft.view(buffer);
    view.set(values);
    if (isForward) fft.forward(buffer);
    else fft.inverse(buffer);
    return [values, view] as const;
  };
  const analyse = (target: number, first: number) => {
    for (let plane = 0; plane < planes; plane++) {
      const pointer = target + plane * size * 4;
      wasm.windowFrame!(planeAt(signal, plane), signal.frames, first, windows, size, pointer);
      const [values, view] = transform(pointer, true);
      values.set(view);
    }
  };
  for (let centre = hop - size / 2; centre - size / 2 < count; centre += hop) {
    const source = Math.round(centre * rate) - size / 2;
    if (source - hop >= signal.frames) break;
    analyse(now, source);
    analyse(back, source - hop);
    wasm.lockPhases!(now, back, last, planes, size, work, onset, 1 / rate - 1);
    for (let plane = 0; plane < planes; plane++) {
      const [, view] = transform(last + plane * size * 4, false);
      floats.set(view, now >> 2);
      wasm.overlapAdd!(planeAt(written, plane), count, centre - size / 2, windows + size * 4, size, now);
    }
  }
  memory.release(mark);
}
