import type { UnsharpOp } from '../ops/index.ts';
import { gaussianBlur } from './blur.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/** Sharpens in place where it finds more than noise: what differs from a blurred copy by more than the threshold. */
export function unsharp(memory: KernelMemory, { planes }: Canvas, op: UnsharpOp): void {
  const { width, height, channels } = planes;
  const size = width * height;
  const mark = memory.mark();
  const blurred = memory.allocatePlanes(width, height, 1);
  const mask = memory.allocatePlanes(width, height, 1);
  for (let c = 0; c < channels; c++) {
    const plane = planes.pointer + c * size * 4;
    memory.bytes.copyWithin(blurred.pointer, plane, plane + size * 4);
    gaussianBlur(memory, blurred, op.sigmaPixels);
    memory.wasm.differs!(plane, blurred.pointer, size, op.threshold, mask.pointer);
    gaussianBlur(memory, mask, op.sigmaPixels);
    memory.wasm.liftFrom!(plane, blurred.pointer, mask.pointer, size, op.amount);
  }
  memory.release(mark);
}
