import type { ShiftOp } from '../ops/index.ts';
import { delayBy } from './delay.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';
import { roomTone } from './room-tone.ts';

const fills = { wrap: 0, zeros: 1, edge: 2, reflect: 3, noise: 1 } as const;

/** Moves each channel by its shift into a sound made anew. */
export function shift(memory: SoundMemory, signal: Signal, op: ShiftOp): Signal {
  const { frames } = signal;
  if (frames === 0) return signal;
  const result = memory.allocateSignal(signal);
  const mark = memory.mark();
  const planesOfChannel = Math.max(1, signal.bins);
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const channel = Math.floor(plane / planesOfChannel);
    const moved = op.shiftFrames[op.shiftFrames.length === 1 ? 0 : channel] ?? 0;
    const whole = Math.floor(moved + 0.5);
    const from = planeAt(signal, plane);
    // A shift by nearly the whole length may round up to all of it.
    const by = op.fill === 'wrap' ? whole % frames : Math.max(-frames, Math.min(frames, whole));
    const source = moved === whole ? from : delayBy(memory, from, frames, moved - whole, beyond(op));
    const target = planeAt(result, plane);
    memory.wasm.shiftTo!(source, target, frames, by, fills[op.fill]);
    const fade = seamOf(op, frames, by);
    if (op.fill === 'noise' && by !== 0) fillWithRoom(memory, op, signal, plane, target, by, fade);
    else if (fade > 0) join(memory, op, source, target, frames, by, fade);
    memory.release(mark);
  }
  return result;
}

/** What a delay by part of a frame sees beyond the ends: what lies there, unless the seam covers the ends anyway. */
function beyond({ fill, seam }: ShiftOp): 'wrap' | 'zeros' | 'edge' | 'reflect' {
  if (fill === 'wrap') return seam === 'none' ? 'wrap' : 'edge';
  return fill === 'noise' ? 'zeros' : fill;
}

/** How many frames the seam's fades take; 0 where there is none. */
function seamOf({ fill, seam, fadeFrames }: ShiftOp, frames: number, by: number): number {
  if (seam === 'none' || by === 0 || Math.abs(by) === frames) return 0;
  if (seam === 'crossfade' && (fill === 'edge' || fill === 'reflect')) return 0;
  return seam === 'crossfade' ? Math.min(fadeFrames, frames - Math.abs(by)) : fadeFrames;
}

function join(
  memory: SoundMemory,
  { fill, seam }: ShiftOp,
  source: number,
  target: number,
  frames: number,
  by: number,
  fade: number,
): void {
  if (seam === 'crossfade' && fill === 'wrap') {
    overlap(memory, source, target, frames, by, fade);
    return;
  }
  const at = by > 0 ? by : frames + by;
  const both = fill !== 'zeros';
  // A cut-off fade-out keeps its last frames, a cut-off fade-in its first.
  const before = Math.min(fade, at);
  if (both || by < 0) memory.wasm.fadeOutAt!(target, at - before, before, fade - before, fade);
  if (both || by > 0) memory.wasm.fadeInAt!(target, at, Math.min(fade, frames - at), 0, fade);
}

/** The part that comes round is played `fade` frames nearer to the part that goes on, and longer by as many. */
function overlap(
  { wasm, floats }: SoundMemory,
  source: number,
  target: number,
  frames: number,
  by: number,
  fade: number,
): void {
  const [from, to] = [source >> 2, target >> 2];
  if (by > 0) {
    floats.copyWithin(to, from + frames - by - fade, from + frames - fade);
    wasm.crossfadeTo!(source + (frames - fade) * 4, source, target + by * 4, fade);
  } else {
    const at = frames + by - fade;
    floats.copyWithin(to + frames + by, from + fade, from + fade - by);
    wasm.crossfadeTo!(source + (frames - fade) * 4, source, target + at * 4, fade);
  }
}

function fillWithRoom(
  memory: SoundMemory,
  { key, seam }: ShiftOp,
  signal: Signal,
  plane: number,
  target: number,
  by: number,
  fade: number,
): void {
  const { frames } = signal;
  const gap = Math.abs(by);
  const kept = frames - gap;
  // A crossfade lets the noise reach into the sound.
  const reach = seam === 'crossfade' ? fade : 0;
  const noise = roomTone(memory, signal, plane, gap + reach, key!);
  const { floats, wasm } = memory;
  const at = by > 0 ? gap : kept;
  const silent = by > 0 ? target >> 2 : (target >> 2) + kept;
  floats.copyWithin(silent, (noise >> 2) + (by > 0 ? 0 : reach), (noise >> 2) + (by > 0 ? gap : gap + reach));
  if (reach > 0) {
    if (by > 0) wasm.crossfadeTo!(noise + gap * 4, target + at * 4, target + at * 4, reach);
    else wasm.crossfadeTo!(target + (at - reach) * 4, noise, target + (at - reach) * 4, reach);
  } else if (fade > 0) {
    const before = Math.min(fade, at);
    wasm.fadeOutAt!(target, at - before, before, fade - before, fade);
    wasm.fadeInAt!(target, at, Math.min(fade, frames - at), 0, fade);
  }
}
