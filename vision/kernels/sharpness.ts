import type { SharpnessOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/**
 * Sharpens or smooths in place, as PIL does but for its last rounding: whole levels in, its results rounded down are PIL's.
 * Results lie within 0..255; the outermost pixels, and pictures less than three pixels wide or high, stay as they are.
 */
export function sharpness(memory: KernelMemory, { planes }: Canvas, { factor }: SharpnessOp): void {
  const { width, height, channels } = planes;
  if (width < 3 || height < 3) return;
  const mark = memory.mark();
  const rows = memory.allocate(3 * (width + 16) * 4);
  for (let c = 0; c < channels; c++) {
    memory.wasm.sharpnessPlane!(planes.pointer + c * width * height * 4, width, height, factor, rows);
  }
  memory.release(mark);
}
