import type { ReverseOp } from '../ops/index.ts';
import { planeAt, planesOf, type Signal, type SoundMemory } from './memory.ts';

/** Turns each plane about, in place. */
export function reverse(memory: SoundMemory, signal: Signal, _op: ReverseOp): Signal {
  for (let plane = 0; plane < planesOf(signal); plane++) {
    memory.wasm.reverse!(planeAt(signal, plane), signal.frames);
  }
  return signal;
}
