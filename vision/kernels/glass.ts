import type { GlassOp } from '../ops/index.ts';
import { gaussianBlur } from './blur.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/** Frosted glass: a blur, pixels that change places with their neighbours, and the blur again. */
export function glass(memory: KernelMemory, { planes }: Canvas, op: GlassOp): void {
  const { pointer, width, height, channels } = planes;
  const { sigmaPixels, reachPixels, passes } = op;
  if (sigmaPixels > 0) gaussianBlur(memory, planes, sigmaPixels);
  const mark = memory.mark();
  const key = memory.allocate(16);
  memory.words.set(op.key, key >> 2);
  for (let pass = 0; pass < passes; pass++)
    memory.wasm.swapPass!(pointer, channels, width, height, reachPixels, key, pass);
  memory.release(mark);
  if (sigmaPixels > 0) gaussianBlur(memory, planes, sigmaPixels);
}
