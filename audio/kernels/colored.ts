import type { ColoredNoiseOp } from '../ops/index.ts';
import { mix, wanted } from './blend.ts';
import { convolve } from './convolve.ts';
import { type FftBuffer, RealFft } from './fft.ts';
import { noise, rms } from './level.ts';
import { planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Taps of the filter that gives noise its slope: it is flat below rate / taps, 8 Hz at 16 kHz. */
const slopeTaps = 2048;
const decibelsOfDoubling = 20 * Math.log10(2);
const slopes = new Map<number, Float32Array>();
const mostSlopes = 16;
let buffer: FftBuffer | undefined;

/** The response of a filter of linear phase whose magnitude is the frequency to the power that the slope is. */
function slopeFilter(decayDbPerOctave: number): Float32Array {
  const known = slopes.get(decayDbPerOctave);
  if (known !== undefined) return known;
  const power = decayDbPerOctave / decibelsOfDoubling;
  const fft = RealFft.of(slopeTaps);
  buffer ??= RealFft.allocate(slopeTaps);
  const view = RealFft.view(buffer).fill(0);
  const half = slopeTaps / 2;
  // By turns of sign, so that the middle of the response comes to lie in the middle.
  for (let k = 1; k < half; k++) view[2 * k] = Math.exp(power * Math.log(k / half)) * (k & 1 ? -1 : 1);
  view[0] = power > 0 ? 0 : -view[2]!;
  view[1] = 1;
  fft.inverse(buffer);
  const response = RealFft.view(buffer).slice();
  for (let t = 0; t < slopeTaps; t++) response[t]! *= (0.5 - 0.5 * Math.cos((2 * Math.PI * t) / slopeTaps)) / slopeTaps;
  if (slopes.size >= mostSlopes) slopes.delete(slopes.keys().next().value!);
  slopes.set(decayDbPerOctave, response);
  return response;
}

/** Adds noise of a slope in place, unless the sound is silent. */
export function coloredNoise(memory: SoundMemory, signal: Signal, op: ColoredNoiseOp): Signal {
  const target = wanted({ snrDb: op.snrDb }, rms(memory, signal));
  if (!(target > 0)) return signal;
  const mark = memory.mark();
  const white = memory.allocateSignal({ ...signal, bins: 0, frames: signal.frames + slopeTaps });
  for (let plane = 0; plane < planesOf(white); plane++) memory.plane(white, plane).fill(0);
  noise(memory, white, { kind: 'noise', key: op.key, level: { sigma: 1 } });
  const response = slopeFilter(op.decayDbPerOctave);
  mix(memory, signal, convolve(memory, white, [response], signal.frames, slopeTaps - 1), target);
  memory.release(mark);
  return signal;
}
