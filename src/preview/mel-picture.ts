import { type FftBuffer, RealFft } from '../../audio/kernels/fft.ts';
import type { Clip } from './sound-clips.ts';

/** Rows of a spectrogram. */
export const mels = 80;
const windowSeconds = 0.025;
const largestFft = 16_384;
/** Where a column covers more than a window, so many are spread over it; a whole song stays quick to draw. */
const mostWindows = 4;
/** What is beyond it has gone astray, and would be too much for the transform. */
const loudestValue = 1e6;

/** Hertz on the mel scale (HTK's formula). */
export function melOf(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

export function hzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/** Levels in dB, planar [mels, columns], the lowest mel first; NaN above what the sample rate can carry. */
export interface MelPicture {
  readonly levels: Float32Array;
  readonly columns: number;
  /** The highest level; -Infinity for silence. */
  readonly loudest: number;
}

/**
 * The log-mel spectrogram of the mean of all channels in `columns` columns of `framesPerColumn` frames: Hann windows
 * of 25 ms around the middle of each column, triangular filters of unit weight up to `highHz`, 0 dB = a sine of full scale.
 */
export function melPicture(clip: Clip, columns: number, framesPerColumn: number, highHz: number): MelPicture {
  const length = Math.min(largestFft / 2, Math.max(16, Math.round(clip.sampleRate * windowSeconds)));
  // Twice the window, so that bins lie closer than the lowest filters are wide.
  const size = 2 ** Math.ceil(Math.log2(length * 2));
  const window = hann(length);
  const weight = window.reduce((sum, value) => sum + value, 0) / 2;
  const filters = melFilters(clip.sampleRate, size, highHz);
  const power = new Float64Array(size / 2);
  const levels = new Float32Array(mels * columns);
  const windows = Math.min(mostWindows, Math.max(1, Math.ceil(framesPerColumn / length)));
  let loudest = Number.NEGATIVE_INFINITY;
  for (let column = 0; column < columns; column++) {
    power.fill(0);
    for (let i = 0; i < windows; i++) {
      const middle = (column + (i + 0.5) / windows) * framesPerColumn;
      addPower(clip, Math.floor(middle - length / 2), window, size, power);
    }
    for (const [mel, filter] of filters.entries()) {
      let sum = 0;
      for (const [i, share] of filter.shares.entries()) sum += share * power[filter.start + i]!;
      const level =
        filter.shares.length === 0 ? Number.NaN : 10 * Math.log10(Math.max(1e-30, sum / (windows * weight * weight)));
      levels[mel * columns + column] = level;
      if (sum > 0 && level > loudest) loudest = level;
    }
  }
  return { levels, columns, loudest };
}

function hann(length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / length));
}

const buffers = new Map<number, FftBuffer>();

function bufferOf(size: number): FftBuffer {
  let buffer = buffers.get(size);
  if (buffer === undefined) {
    buffer = RealFft.allocate(size);
    buffers.set(size, buffer);
  }
  return buffer;
}

/** Adds the power of each bin of one window; before and behind the clip is silence. */
function addPower(
  { planes, channels, frames }: Clip,
  start: number,
  window: Float32Array,
  size: number,
  sum: Float64Array,
): void {
  const fft = RealFft.of(size);
  const buffer = bufferOf(size);
  const values = RealFft.view(buffer);
  values.fill(0);
  const [first, end] = [Math.max(0, -start), Math.min(window.length, frames - start)];
  for (let channel = 0; channel < channels; channel++) {
    for (let n = first; n < end; n++) {
      const value = planes[channel * frames + start + n]!;
      if (value - value !== 0) continue;
      values[n]! += (Math.min(loudestValue, Math.max(-loudestValue, value)) / channels) * window[n]!;
    }
  }
  fft.forward(buffer);
  sum[0]! += values[0]! * values[0]!;
  for (let bin = 1; bin < size / 2; bin++) {
    const [re, im] = [values[2 * bin]!, values[2 * bin + 1]!];
    sum[bin]! += re * re + im * im;
  }
}

interface Filter {
  readonly start: number;
  readonly shares: readonly number[];
}

/** A triangle for each mel over the bins of a spectrum; none where its centre lies above half the sample rate. */
function melFilters(sampleRate: number, size: number, highHz: number): Filter[] {
  const step = melOf(highHz) / (mels + 1);
  const binHz = sampleRate / size;
  return Array.from({ length: mels }, (_, mel) => {
    const [low, centre, high] = [mel, mel + 1, mel + 2].map((i) => hzOf(i * step)) as [number, number, number];
    if (centre > sampleRate / 2) return { start: 0, shares: [] };
    const start = Math.ceil(low / binHz);
    const shares: number[] = [];
    for (let bin = start; bin * binHz < high && bin < size / 2; bin++) {
      const hz = bin * binHz;
      shares.push(Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre))));
    }
    const sum = shares.reduce((total, share) => total + share, 0);
    if (sum === 0) return { start: Math.min(size / 2 - 1, Math.round(centre / binHz)), shares: [1] };
    return { start, shares: shares.map((share) => share / sum) };
  });
}
