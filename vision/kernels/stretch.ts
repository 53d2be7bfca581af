import type { DownscaleOp, ZoomOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import type { KernelMemory } from './memory.ts';

/** Of one pixel of the target's axis: the two pixels that it lies between, and the share of the second. */
type Place = readonly [first: number, second: number, share: number];

/** To fewer pixels and back. Nearest takes the pixel that OpenCV takes; bilinear mixes two a side, however much smaller it gets. */
export function downscale(memory: KernelMemory, { planes }: Canvas, op: DownscaleOp): void {
  const { width, height, channels, pointer } = planes;
  const mark = memory.mark();
  const small = memory.allocate(op.width * op.height * 4);
  const mixed = memory.allocate((Math.max(width, op.width) + 4) * 4);
  const downColumns = write(memory, places(width, op.width, op.down));
  const downRows = write(memory, places(height, op.height, op.down));
  const upColumns = write(memory, places(op.width, width, op.up));
  const upRows = write(memory, places(op.height, height, op.up));
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
    columns: write(memory, enlarged(width, factor)),
    rows: write(memory, enlarged(height, factor)),
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

function enlarged(size: number, factor: number): Place[] {
  const middle = (size - 1) / 2;
  return Array.from({ length: size }, (_, i) => between(middle + (i - middle) / factor, size));
}

function places(from: number, to: number, how: 'nearest' | 'bilinear'): Place[] {
  return Array.from({ length: to }, (_, i) => {
    if (how === 'bilinear') return between(((i + 0.5) * from) / to - 0.5, from);
    const nearest = Math.min(from - 1, Math.floor((i * from) / to));
    return [nearest, nearest, 0];
  });
}

function between(at: number, size: number): Place {
  const clamped = Math.max(0, Math.min(size - 1, at));
  const first = Math.floor(clamped);
  return [first, Math.min(size - 1, first + 1), clamped - first];
}

function write(memory: KernelMemory, all: readonly Place[]): number {
  const pointer = memory.allocate(all.length * 12);
  const { words, floats } = memory;
  all.forEach((place, i) => {
    const at = (pointer >> 2) + i * 3;
    words[at] = place[0];
    words[at + 1] = place[1];
    floats[at + 2] = place[2];
  });
  return pointer;
}
