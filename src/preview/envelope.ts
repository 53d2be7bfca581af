import type { Clip } from './sound-clips.ts';

/** What a waveform's columns show of the frames that each covers. */
export interface Envelope {
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Root of the mean square, of 20 ms where a column covers less: it would ripple with the pitch. */
  readonly rms: Float32Array;
  /** 1 where a value is at or beyond full scale, or no number at all. */
  readonly clipped: Uint8Array;
}

/** The largest value of 16-bit PCM: what a converter that ran out of room leaves behind. */
const fullScale = 32767 / 32768;
const rmsSeconds = 0.02;

/**
 * The envelope of channels [first, end) in `columns` columns of `framesPerColumn` frames. A column reaches to the
 * values at its edges, between the frames, so that neighbours always meet and a few frames become a line.
 */
export function envelope(
  { planes, frames, sampleRate }: Clip,
  [first, end]: readonly [number, number],
  columns: number,
  framesPerColumn: number,
): Envelope {
  const low = new Float32Array(columns);
  const high = new Float32Array(columns);
  const power = new Float64Array(columns);
  const clipped = new Uint8Array(columns);
  if (frames === 0) return { low, high, rms: new Float32Array(columns), clipped };
  const last = frames - 1;
  for (let column = 0; column < columns; column++) {
    const from = Math.min(last, column * framesPerColumn);
    const to = Math.min(last, (column + 1) * framesPerColumn);
    const [start, stop] = [Math.floor(from), Math.max(Math.floor(from) + 1, Math.ceil(to))];
    let [least, most, squares, marked] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
    for (let channel = first; channel < end; channel++) {
      const plane = planes.subarray(channel * frames, (channel + 1) * frames);
      for (let n = start; n < stop; n++) {
        const value = plane[n]!;
        if (!(value < fullScale && value > -fullScale)) marked = 1;
        if (value - value !== 0) continue;
        squares += value * value;
        if (n < from) continue;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      const edges = [between(plane, from), between(plane, to)];
      least = Math.min(least, ...edges);
      most = Math.max(most, ...edges);
    }
    low[column] = least;
    high[column] = most;
    power[column] = squares / ((stop - start) * (end - first));
    clipped[column] = marked;
  }
  const beside = Math.floor((rmsSeconds * sampleRate) / framesPerColumn / 2);
  return { low, high, rms: rootOfMeans(power, beside), clipped };
}

/** The root of the mean of each value and `beside` more on either side. */
function rootOfMeans(power: Float64Array, beside: number): Float32Array {
  const sums = new Float64Array(power.length + 1);
  for (const [i, value] of power.entries()) sums[i + 1] = sums[i]! + value;
  return Float32Array.from(power, (_, i) => {
    const [first, end] = [Math.max(0, i - beside), Math.min(power.length, i + beside + 1)];
    return Math.sqrt(Math.max(0, sums[end]! - sums[first]!) / (end - first));
  });
}

/** The value at a place between two frames; 0 where there is no number. */
function between(plane: Float32Array, at: number): number {
  const index = Math.floor(at);
  const value = plane[index]!;
  const next = plane[Math.min(plane.length - 1, index + 1)]!;
  const mixed = value + (next - value) * (at - index);
  return mixed - mixed === 0 ? mixed : 0;
}
