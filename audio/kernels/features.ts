import type { ColumnWarpOp, FeaturesOp, SpanMaskOp } from '../ops/index.ts';
import { type FftBuffer, RealFft } from './fft.ts';
import { type MelBank, melBank } from './mel-bank.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';
import { windowOf } from './window-shape.ts';

/** The spectrum's bins of one column, before and after the bank. */
interface Work {
  readonly fft: RealFft;
  readonly buffer: FftBuffer;
  readonly window: Float64Array;
  readonly bank: MelBank | undefined;
  readonly power: Float64Array;
}

const works = new Map<string, Work>();
const mostWorks = 16;

/**
 * Makes features of a waveform: centred windows, the sound mirrored at its ends, magnitudes (or their squares) relative to a full-scale
 * sine, mel bands, decibels mapped to [-1, 1], cepstrum. Planes are [channels * bins, columns].
 */
export function features(memory: SoundMemory, signal: Signal, op: FeaturesOp): Signal {
  if (signal.bins > 0) return signal;
  const { hopFrames, rangeDb, cepstrum } = op;
  const work = workOf(op, signal.sampleRate);
  const bins = work.bank?.mels ?? op.fftFrames / 2 + 1;
  const columns = 1 + Math.floor(signal.frames / hopFrames);
  const made = memory.allocateSignal({ ...signal, frames: columns, bins });
  const values = new Float64Array(bins);
  for (let channel = 0; channel < signal.channels; channel++) {
    const source = memory.plane(signal, channel);
    const target = memory.floats;
    const first = planeAt(made, channel * bins) >> 2;
    for (let column = 0; column < columns; column++) {
      spectrum(source, column * hopFrames, op, work, values);
      for (let bin = 0; bin < bins; bin++) target[first + bin * made.stride + column] = values[bin]!;
    }
  }
  for (let plane = 0; plane < planesOf(made); plane++) {
    if (rangeDb === undefined) memory.wasm.spread!(planeAt(made, plane), columns);
    else memory.wasm.decibels!(planeAt(made, plane), columns, op.power === 2 ? 10 : 20, rangeDb[0], rangeDb[1]);
  }
  return cepstrum === undefined ? made : cepstra(memory, made, cepstrum);
}

function workOf(op: FeaturesOp, sampleRate: number): Work {
  const { fftFrames, windowFrames, window, power, bank } = op;
  const key = JSON.stringify([fftFrames, windowFrames, window, power, bank, sampleRate]);
  let work = works.get(key);
  if (work === undefined) {
    const shape = windowOf(window, windowFrames);
    const sum = shape.reduce((total, weight) => total + weight, 0);
    const fft = RealFft.of(fftFrames);
    work = {
      fft,
      buffer: bufferOf(fftFrames),
      window: shape.map((weight) => (2 * weight) / sum),
      bank: bank === undefined ? undefined : melBank(bank, fftFrames, sampleRate),
      power: new Float64Array(fftFrames / 2 + 1),
    };
    if (works.size >= mostWorks) works.clear();
    works.set(key, work);
  }
  return work;
}

const buffers = new Map<number, FftBuffer>();

/** One buffer for each size: the FFT's memory is never given back. */
function bufferOf(size: number): FftBuffer {
  let buffer = buffers.get(size);
  if (buffer === undefined) {
    buffer = RealFft.allocate(size);
    buffers.set(size, buffer);
  }
  return buffer;
}

/** One column, whose window lies about a frame. */
function spectrum(source: Float32Array, centre: number, op: FeaturesOp, work: Work, into: Float64Array): void {
  const { fftFrames, windowFrames, power } = op;
  const { fft, buffer, window, bank } = work;
  const values = RealFft.view(buffer);
  const start = (fftFrames - windowFrames) >> 1;
  values.fill(0, 0, start).fill(0, start + windowFrames);
  const first = centre - (windowFrames >> 1);
  if (first >= 0 && first + windowFrames <= source.length) {
    for (let i = 0; i < windowFrames; i++) values[start + i] = source[first + i]! * window[i]!;
  } else {
    for (let i = 0; i < windowFrames; i++) values[start + i] = mirrored(source, first + i) * window[i]!;
  }
  fft.forward(buffer);
  const bins = bank === undefined ? into : work.power;
  const half = fftFrames / 2;
  // The first and the last bin have no twin, whose half of the energy the others stand for as well.
  bins[0] = magnitude((values[0]! * values[0]!) / 4, power);
  bins[half] = magnitude((values[1]! * values[1]!) / 4, power);
  for (let bin = 1; bin < half; bin++) {
    const re = values[2 * bin]!;
    const im = values[2 * bin + 1]!;
    bins[bin] = magnitude(re * re + im * im, power);
  }
  if (bank === undefined) return;
  for (let mel = 0; mel < bank.mels; mel++) {
    let sum = 0;
    const low = bank.first[mel]!;
    const at = bank.starts[mel]!;
    for (let i = 0, count = bank.starts[mel + 1]! - at; i < count; i++) sum += bank.weights[at + i]! * bins[low + i]!;
    into[mel] = sum;
  }
}

const magnitude = (square: number, power: 1 | 2) => (power === 2 ? square : Math.sqrt(square));

/** The value at a place that may lie beyond the ends, where the sound is mirrored (its last frame not repeated). */
function mirrored(source: Float32Array, at: number): number {
  const { length } = source;
  if (length < 2) return at === 0 && length === 1 ? source[0]! : 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return source[place < length ? place : period - place]!;
}

/** An orthonormal DCT-II of each column, divided by the root of its length: within [-1, 1] as its input is. */
function cepstra(memory: SoundMemory, signal: Signal, { count, lifter }: { count: number; lifter: number }): Signal {
  const { bins } = signal;
  const made = memory.allocateSignal({ ...signal, bins: count });
  for (let channel = 0; channel < signal.channels; channel++) {
    for (let k = 0; k < count; k++) {
      const target = planeAt(made, channel * count + k);
      memory.plane(made, channel * count + k).fill(0);
      const lift = lifter === 0 ? 1 : 1 + (lifter / 2) * Math.sin((Math.PI * k) / lifter);
      const norm = (lift * Math.sqrt((k === 0 ? 1 : 2) / bins)) / Math.sqrt(bins);
      for (let bin = 0; bin < bins; bin++) {
        const weight = norm * Math.cos((Math.PI * k * (bin + 0.5)) / bins);
        memory.wasm.addScaled!(target, planeAt(signal, channel * bins + bin), signal.frames, weight);
      }
    }
  }
  return made;
}

/** Fills spans of columns or bins, in place. */
export function spanMask(memory: SoundMemory, signal: Signal, { axis, spans, fill }: SpanMaskOp): Signal {
  const { bins, frames, channels } = signal;
  if (bins === 0) return signal;
  for (let channel = 0; channel < channels; channel++) {
    const value = fill === 'floor' ? -1 : fill === 'zero' ? 0 : meanOf(memory, signal, channel);
    for (let bin = 0; bin < bins; bin++) {
      const plane = memory.plane(signal, channel * bins + bin);
      for (const [first, count] of spans) {
        if (axis === 'columns') plane.fill(value, first, Math.min(frames, first + count));
        else if (bin >= first && bin < first + count) plane.fill(value);
      }
    }
  }
  return signal;
}

function meanOf(memory: SoundMemory, signal: Signal, channel: number): number {
  let sum = 0;
  for (let bin = 0; bin < signal.bins; bin++) {
    for (const value of memory.plane(signal, channel * signal.bins + bin)) sum += value;
  }
  return sum / Math.max(1, signal.bins * signal.frames);
}

/** Stretches the columns before one, and those after it, so that it comes to lie elsewhere; in between, linear. */
export function columnWarp(memory: SoundMemory, signal: Signal, { from, to }: ColumnWarpOp): Signal {
  const { frames } = signal;
  if (signal.bins === 0 || frames < 3 || from === to) return signal;
  const made = memory.allocateSignal(signal);
  const last = frames - 1;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const source = memory.plane(signal, plane);
    const target = memory.plane(made, plane);
    for (let column = 0; column < frames; column++) {
      const at = column < to ? (column * from) / to : from + ((column - to) * (last - from)) / (last - to);
      const low = Math.min(last - 1, Math.floor(at));
      target[column] = source[low]! + (source[low + 1]! - source[low]!) * (at - low);
    }
  }
  return made;
}
