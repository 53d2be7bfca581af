import type { FeaturesOp } from '../ops/index.ts';

/** A window of so many frames, periodic as for a spectrum. */
export function windowOf(shape: FeaturesOp['window'], frames: number): Float64Array {
  const cosine = shape === 'hann' ? 0.5 : shape === 'hamming' ? 0.46 : 0;
  return Float64Array.from({ length: frames }, (_, i) => 1 - cosine - cosine * Math.cos((2 * Math.PI * i) / frames));
}
