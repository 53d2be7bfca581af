import type { ChromaticAberrationOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/** Resamples the first and the third channel along radii; a picture with fewer channels has no colours to part. */
export function chromaticAberration(memory: KernelMemory, { planes }: Canvas, op: ChromaticAberrationOp): void {
  if (planes.channels < 3) return;
  const { width, height } = planes;
  const bytes = width * height * 4;
  const mark = memory.mark();
  const copy = memory.allocate(bytes);
  for (const [channel, [k1, k2]] of [
    [0, op.red],
    [2, op.blue],
  ] as const) {
    if (k1 === 0 && k2 === 0) continue;
    const plane = planes.pointer + channel * bytes;
    memory.bytes.copyWithin(copy, plane, plane + bytes);
    memory.wasm.radialPlane!(copy, plane, width, height, k1, k2, 1 / Math.max(width, height) ** 2);
  }
  memory.release(mark);
}
