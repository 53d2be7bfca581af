import type { EpilogueOp, FieldKey, ScaleOp, StripOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import { channelValue } from './channels.ts';
import { coverCount, coverRow } from './covers.ts';
import type { KernelMemory } from './memory.ts';
import { writeKey, writeSteps } from './strip-steps.ts';

/**
 * Writes a picture to the batch at byte `outPointer`: clamp, the steps, each of which clamps what it takes in, clamp, dither,
 * `multiply` and `add`, in the layout and type of `op.scale`; exactly width * height * channels values. Planes are left as they are. A
 * fused op gives the same bits as its parts one after the other. uint8 and uint16 round halves to even, or with dither at random,
 * within their range.
 */
export function epilogue(memory: KernelMemory, canvas: Canvas, op: EpilogueOp, outPointer: number): void {
  const mark = memory.mark();
  const { pointer, width, height, channels } = canvas.planes;
  const inStrips = op.steps.length - coverCount(op.steps, op.scale, channels);
  const steps = writeSteps(memory, canvas, op.steps.slice(0, inStrips));
  const scale = writeScale(memory, op.scale, channels);
  memory.wasm.epilogue!(pointer, width * height, width, channels, steps, scale, outPointer);
  coverRow(memory, canvas, op.steps.slice(inStrips), scale, outPointer);
  memory.release(mark);
}

/**
 * Carries one step out in place. Noise leaves values within 0..255; what drops pixels leaves the others as they are, also outside.
 * What is random depends on the key, the channel and y * width + x alone.
 */
export function stepInPlace(memory: KernelMemory, canvas: Canvas, op: StripOp): void {
  const mark = memory.mark();
  const { pointer, width, height, channels } = canvas.planes;
  const step = writeSteps(memory, canvas, [op]);
  if (step !== 0) memory.wasm.stepInPlace!(pointer, width * height, width, channels, step);
  memory.release(mark);
}

/** A `scale` as the kernel reads it (`Scale` in assembly/epilogue.ts), in newly allocated memory. */
export function writeScale(memory: KernelMemory, op: ScaleOp, channels = 3): number {
  const pointer = memory.allocate(scaleBytes);
  writeKey(memory, pointer, op.dither ?? noKey);
  const at = pointer >> 2;
  memory.words[at + 4] = op.dither === undefined ? 0 : 1;
  memory.words[at + 5] = op.layout === 'NCHW' ? 1 : 0;
  memory.words[at + 6] = op.dtype === 'uint16' ? 2 : op.dtype === 'uint8' ? 1 : 0;
  for (let c = 0; c < channels; c++) {
    memory.floats[at + 8 + c] = channelValue(op.multiply, c, channels);
    memory.floats[at + 8 + most + c] = channelValue(op.add, c, channels);
  }
  return pointer;
}

/** Channels that a picture may have. */
const most = 16;
const scaleBytes = (8 + 2 * most) * 4;
const noKey: FieldKey = [0, 0, 0, 0];
