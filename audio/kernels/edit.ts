import type { JoinOp, MaskOp, PadFill, ReorderOp, WindowOp } from '../ops/index.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

const fills: Readonly<Record<PadFill, number>> = { zeros: 0, edge: 1, reflect: 2, wrap: 3 };

/** A part of it, or it within a longer one. */
export function window(memory: SoundMemory, signal: Signal, { first, frames, fill }: WindowOp): Signal {
  if (first >= 0 && first + frames <= signal.frames) return part(memory, signal, first, frames);
  const result = memory.allocateSignal({ ...signal, frames });
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const [source, target] = [planeAt(signal, plane), planeAt(result, plane)];
    memory.wasm.windowTo!(source, signal.frames, first, target, frames, fills[fill]);
  }
  return result;
}

/** Moves a part of each plane to its beginning. */
export function part(memory: SoundMemory, signal: Signal, first: number, frames: number): Signal {
  if (first > 0) {
    for (let plane = 0; plane < planesOf(signal); plane++) {
      const at = planeAt(signal, plane) >> 2;
      memory.floats.copyWithin(at, at + first, at + first + frames);
    }
  }
  return { ...signal, frames };
}

/** Copies the parts, one crossfaded into the next. */
export function join(memory: SoundMemory, signal: Signal, { frames, parts }: JoinOp): Signal {
  const result = memory.allocateSignal({ ...signal, frames });
  const last = parts[parts.length - 1];
  const end = last === undefined ? 0 : last.at + last.to - last.from;
  for (let plane = 0; plane < planesOf(signal); plane++) {
    const [source, target] = [planeAt(signal, plane), planeAt(result, plane)];
    for (const { from, to, at, overlap } of parts) {
      memory.wasm.joinTo!(source + from * 4, to - from, target + at * 4, overlap);
    }
    memory.floats.fill(0, (target >> 2) + end, (target >> 2) + frames);
  }
  return result;
}

/** Silences a stretch of each plane, in place. */
export function mask(memory: SoundMemory, signal: Signal, { from, to, fadeOut, fadeIn }: MaskOp): Signal {
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.silence!(planeAt(signal, plane) + from * 4, to - from, fadeOut, fadeIn);
  }
  return signal;
}

/** Copies the channels in their new order, each with all of its bins. */
export function reorder(memory: SoundMemory, signal: Signal, { order }: ReorderOp): Signal {
  const result = memory.allocateSignal(signal);
  const size = Math.max(1, signal.bins) * signal.stride;
  for (const [to, from] of order.entries()) {
    const source = (signal.pointer >> 2) + from * size;
    memory.floats.copyWithin((result.pointer >> 2) + to * size, source, source + size);
  }
  return result;
}
