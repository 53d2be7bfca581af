// What is measured of noise in tests: levels and slopes.
import { RealFft } from '../../audio/kernels/fft.ts';
import { Draws, rootKey } from '../../transforms/index.ts';

export const decibels = (ratio: number) => 20 * Math.log10(ratio);

/** The root of the mean square over all planes. */
export function rmsOfAll(planes: readonly Float32Array[]): number {
  let [sum, count] = [0, 0];
  for (const plane of planes) {
    count += plane.length;
    for (const value of plane) sum += value * value;
  }
  return Math.sqrt(sum / Math.max(1, count));
}

export const difference = (made: Float32Array, from: Float32Array) => made.map((value, i) => value - from[i]!);

/** Normals. */
export function noiseOf(frames: number, seed: string): Float32Array {
  const draws = new Draws(rootKey(`noise ${seed}`));
  return Float32Array.from({ length: frames }, () => draws.normal(0, 0.1));
}

/** Decibels an octave between two frequencies (of the rate): a line through the means of thirds of octaves (Welch, Hann). */
export function slopeOf(values: Float32Array, low: number, high: number): number {
  const size = 4096;
  const buffer = RealFft.allocate(size);
  const fft = RealFft.of(size);
  const power = new Float64Array(size / 2);
  for (let start = 0; start + size <= values.length; start += size / 2) {
    const view = RealFft.view(buffer);
    for (let i = 0; i < size; i++) view[i] = values[start + i]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    fft.forward(buffer);
    for (let k = 1; k < size / 2; k++) power[k]! += view[2 * k]! ** 2 + view[2 * k + 1]! ** 2;
  }
  const points: [octave: number, level: number][] = [];
  for (let from = low; from * 2 ** (1 / 3) <= high; from *= 2 ** (1 / 3)) {
    const bins = Array.from({ length: size / 2 }, (_, k) => k).filter(
      (k) => k >= from * size && k < from * 2 ** (1 / 3) * size,
    );
    if (bins.length < 3) continue;
    const mean = bins.reduce((sum, k) => sum + Math.log2(k), 0) / bins.length;
    points.push([mean, 10 * Math.log10(bins.reduce((sum, k) => sum + power[k]!, 0) / bins.length)]);
  }
  return slopeOfLine(points);
}

/** The slope of the line of least squares. */
export function slopeOfLine(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
