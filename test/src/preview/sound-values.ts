// Values of sounds whose pictures are known.

import { Draws, rootKey } from '../../../transforms/index.ts';

export function sine(frames: number, hz: number, amplitude: number, sampleRate = 16_000): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRate));
}

/** White, evenly between -0.5 and 0.5. */
export function noise(frames: number): Float32Array {
  const draws = new Draws(rootKey('noise'));
  return Float32Array.from({ length: frames }, () => draws.unit() - 0.5);
}
