import type { DownscaleOp, ZoomOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/** To fewer pixels and back. Nearest takes the pixel that OpenCV takes; bilinear mixes two a side, however much smaller it gets. */
export function downscale(memory: KernelMemory, { planes }: Canvas, op: DownscaleOp): void {
  const { width, height, channels, pointer } = planes;
  const mark = memory.mark();
  const small = memory.allocate(op.width * op.height * 4);
  const mixed = memory.allocate((Math.max(width, op.width) + 4) * 4);
  const downColumns = writePlaces(memory, width, op.width, op.down);
  const downRows = writePlaces(memory, height, op.height, op.down);
  const upColumns = writePlaces(memory, op.width, width, op.up);
  const upRows = writePlaces(memory, op.height, height, op.up);
  const { stretchPlane } = memory.wasm;
  for (let c = 0; c < channels; c++) {
    const plane = pointer + c * width * height * 4;
    stretchPlane!(plane, width, small, op.width, op.height, downColumns, downRows, mixed, 0);
    stretchPlane!(small, op.width, plane, width, height, upColumns, upRows, mixed, 0);
  }
  memory.release(mark);
}

/** The mean of the picture at ever larger scales around its middle: what a lens makes that zooms while it is open. */
export function zoom(memory: KernelMemory, { planes }: Canvas, op: ZoomOp): void {
  const { width, height, channels, pointer } = planes;
  const factors = zoomFactors(op);
  if (factors.length === 0) return;
  const mark = memory.mark();
  const sum = memory.allocate(width * height * 4);
  const mixed = memory.allocate((width + 4) * 4);
  const layers = factors.map((factor) => ({
    columns: writeEnlarged(memory, width, factor),
    rows: writeEnlarged(memory, height, factor),
  }));
  for (let c = 0; c < channels; c++) {
    const plane = pointer + c * width * height * 4;
    memory.bytes.copyWithin(sum, plane, plane + width * height * 4);
    for (const { columns, rows } of layers)
      memory.wasm.stretchPlane!(plane, width, sum, width, height, columns, rows, mixed, 1);
    memory.wasm.shareOut!(sum, width * height, 1 / (factors.length + 1), plane);
  }
  memory.release(mark);
}

/** All but 1 itself. */
function zoomFactors({ factor, stepFraction }: ZoomOp): number[] {
  // What is left of a step by rounding does not make one more or less.
  const steps = Math.floor((factor - 1) / stepFraction + 1e-9);
  return Array.from({ length: steps }, (_, i) => 1 + (i + 1) * stepFraction);
}

/** Tables are written as they are made: a list of lists for each scale would cost more than the pixels of a small picture. */
function writeEnlarged(memory: KernelMemory, size: number, factor: number): number {
  const middle = (size - 1) / 2;
  return write(memory, size, (i) => middle + (i - middle) / factor, size);
}

function writePlaces(memory: KernelMemory, from: number, to: number, how: 'nearest' | 'bilinear'): number {
  return how === 'bilinear'
    ? write(memory, to, (i) => ((i + 0.5) * from) / to - 0.5, from)
    : write(memory, to, (i) => Math.floor((i * from) / to), from);
}

/** Of each pixel of the target's axis: the two of the source's that its place lies between, and the share of the second. */
function write(memory: KernelMemory, count: number, place: (i: number) => number, size: number): number {
  const pointer = memory.allocate(count * 12);
  const { words, floats } = memory;
  for (let i = 0, at = pointer >> 2; i < count; i++, at += 3) {
    const clamped = Math.max(0, Math.min(size - 1, place(i)));
    const first = Math.floor(clamped);
    words[at] = first;
    words[at + 1] = Math.min(size - 1, first + 1);
    floats[at + 2] = clamped - first;
  }
  return pointer;
}
