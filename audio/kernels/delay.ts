import type { SoundMemory } from './memory.ts';
import { besselI0 } from './window.ts';

/** Half the taps: up to 0.85 of half the sample rate, level and phase are right within 1e-4 (0.001 dB). */
const reach = 20;
const beta = 9;

/**
 * A plane delayed by part of a frame, `by` in (-1, 1), into memory of its own, by a sinc under Kaiser's window.
 * `beyond`: what it sees past the ends. Returns where it lies.
 */
export function delayBy(
  memory: SoundMemory,
  source: number,
  frames: number,
  by: number,
  beyond: 'wrap' | 'zeros' | 'edge' | 'reflect',
): number {
  const taps = memory.allocate(reach * 2 * 4);
  const padded = memory.allocate((frames + 2 * reach + 16) * 4);
  const target = memory.allocate(((frames + 15) & ~15) * 4);
  memory.floats.set(sincTaps(by), taps >> 2);
  extend(memory.floats, source >> 2, padded >> 2, frames, beyond);
  memory.wasm.firTo!(padded, target, frames, taps, reach * 2);
  return target;
}

/** Taps j of x[n - reach + j], j from 0 (reach before n) to 2 reach - 1. */
function sincTaps(by: number): Float64Array {
  const taps = new Float64Array(reach * 2);
  // The window stands over where the value is looked for, so that it delays all frequencies alike.
  for (let j = 0; j < taps.length; j++) {
    const x = j - reach + by;
    const room = 1 - (x / (reach + 0.5)) ** 2;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    taps[j] = sinc * besselI0(beta * Math.sqrt(Math.max(0, room)));
  }
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** Copies frames with `reach` more before and behind. */
function extend(floats: Float32Array, from: number, to: number, frames: number, beyond: string): void {
  floats.copyWithin(to + reach, from, from + frames);
  const turn = 2 * (frames - 1);
  const at = (n: number): number => {
    if (beyond === 'zeros') return 0;
    if (beyond === 'edge') return floats[from + Math.max(0, Math.min(frames - 1, n))]!;
    if (beyond === 'wrap') return floats[from + (((n % frames) + frames) % frames)]!;
    const m = turn === 0 ? 0 : Math.abs(n % turn);
    return floats[from + (m < frames ? m : turn - m)]!;
  };
  for (let i = 0; i < reach; i++) {
    floats[to + i] = at(i - reach);
    floats[to + reach + frames + i] = at(frames + i);
  }
  floats.fill(0, to + frames + 2 * reach, to + frames + 2 * reach + 16);
}
