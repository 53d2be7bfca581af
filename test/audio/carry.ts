// Carries single ops out, and asks programs that do the same.
import { spawnSync } from 'node:child_process';
import { execute, type WorkingOp } from '../../audio/kernels/execute.ts';
import { type Signal, SoundMemory } from '../../audio/kernels/memory.ts';
import { noSounds } from './play.ts';

const memory = new SoundMemory();

/** Lends a sound in kernel memory, with what is no number behind its last frame. */
export function withSignal<T>(
  planes: readonly ArrayLike<number>[],
  sampleRate: number,
  use: (memory: SoundMemory, signal: Signal) => T,
): T {
  const mark = memory.mark();
  try {
    const frames = planes[0]!.length;
    const signal = memory.allocateSignal({ channels: planes.length, frames, sampleRate, bins: 0 });
    const first = signal.pointer >> 2;
    memory.floats.fill(Number.NaN, first, first + planes.length * signal.stride);
    for (const [i, plane] of planes.entries()) memory.plane(signal, i).set(plane);
    return use(memory, signal);
  } finally {
    memory.release(mark);
  }
}

/** What ops make of a sound. */
export function carry(
  ops: readonly WorkingOp[],
  planes: readonly ArrayLike<number>[],
  sampleRate = 16_000,
): Float32Array[] {
  return withSignal(planes, sampleRate, (memory, signal) => {
    const made = execute(memory, signal, ops, noSounds);
    return planes.map((_, i) => memory.plane(made, i).slice());
  });
}

/** Skips the test, with a word, where a program is not installed. */
export function needs(test: Mocha.Context, program: string, version = '--version'): void {
  if (spawnSync(program, [version]).status === 0) return;
  console.log(`      (${program} is not installed: skipped)`);
  test.skip();
}

/** What a program makes of interleaved float32 values on its standard input. */
export function filterBy(program: string, args: readonly string[], values: Float32Array): Float32Array {
  const input = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const { status, stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
}

/** The largest difference of two lists, from frame `from` on. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>, from = 0): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = from; i < a.length; i++) {
    const apart = Math.abs(a[i]! - b[i]!);
    if (!(apart <= most)) most = apart;
  }
  return most;
}
