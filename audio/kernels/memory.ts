import { readFileSync } from 'node:fs';
import { WasmMemory } from '../../transforms/kernels/memory.ts';

/**
 * A working sound in kernel memory: `channels` planes of float32 (`channels * bins` once it is features), `stride` floats apart,
 * a multiple of 16. The floats between `frames` and `stride` are scratch: kernels may write there, and must not count them in.
 */
export interface Signal {
  readonly pointer: number;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRate: number;
  /** 0 for a waveform. */
  readonly bins: number;
  readonly stride: number;
}

let compiled: WebAssembly.Module | undefined;

/** The kernels of sound and their memory. */
export class SoundMemory extends WasmMemory {
  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./audio.wasm', import.meta.url)));
    super(compiled, 'make the clips shorter, or lower decode.maxFrames to refuse such files by their header');
  }

  /** A sound of these facts whose values are not set. */
  allocateSignal(shape: Omit<Signal, 'pointer' | 'stride'>): Signal {
    const { channels, frames, sampleRate, bins } = shape;
    const stride = (frames + 15) & ~15;
    const pointer = this.allocate(channels * Math.max(1, bins) * stride * 4);
    return { pointer, channels, frames, sampleRate, bins, stride };
  }

  /** A view of one plane's frames; valid until the next `allocate`. */
  plane(signal: Signal, index: number): Float32Array {
    const first = (signal.pointer >> 2) + index * signal.stride;
    return this.floats.subarray(first, first + signal.frames);
  }
}

/** How many planes a sound has. */
export function planesOf({ channels, bins }: Pick<Signal, 'channels' | 'bins'>): number {
  return channels * Math.max(1, bins);
}

/** The byte offset of a plane. */
export function planeAt(signal: Signal, index: number): number {
  return signal.pointer + index * signal.stride * 4;
}
