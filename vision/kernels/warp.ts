import { identity3, multiply3 } from '../image.ts';
import type { Matrix3, WarpStep } from '../ops.ts';
import type { Bytes8, KernelMemory, Planes } from './memory.ts';

const borders = ['constant', 'edge', 'reflect', 'wrap'];
const interpolations = ['nearest', 'bilinear', 'bicubic'];

/** Where a picture was cut out of, and how much smaller than, its full size. */
export interface Reduction {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** How many source pixels an output pixel spans, across and down. */
export function shrinkOf(steps: readonly WarpStep[]): { readonly x: number; readonly y: number } {
  const m = steps.reduce<Matrix3>((product, step) => multiply3(product, step.inverse), identity3);
  const last = steps.at(-1)!;
  const [cx, cy] = [(last.width - 1) / 2, (last.height - 1) / 2];
  const w = m[6] * cx + m[7] * cy + m[8];
  const u = (m[0] * cx + m[1] * cy + m[2]) / w;
  const v = (m[3] * cx + m[4] * cy + m[5]) / w;
  return {
    x: Math.hypot((m[0] - u * m[6]) / w, (m[1] - u * m[7]) / w),
    y: Math.hypot((m[3] - v * m[6]) / w, (m[4] - v * m[7]) / w),
  };
}

export function sourceBounds(steps: readonly WarpStep[]): readonly [number, number, number, number] {
  return steps[0]!.window;
}

/** The same steps for a source that was decoded smaller, or only in part. */
export function rebase(steps: readonly WarpStep[], { scale, left, top }: Reduction): readonly WarpStep[] {
  if (scale === 1 && left === 0 && top === 0) return steps;
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const shift = (0.5 - 0.5 * scale) / scale;
  const down: Matrix3 = [1 / scale, 0, shift - left / scale, 0, 1 / scale, shift - top / scale, 0, 0, 1];
  const [l, t, w, h] = first.window;
  const [l2, t2] = [Math.max(0, Math.floor((l - left) / scale)), Math.max(0, Math.floor((t - top) / scale))];
  const window = [l2, t2, Math.max(1, Math.ceil((l - left + w) / scale) - l2), Math.max(1, Math.ceil((t - top + h) / scale) - t2)] as const;
  return [{ ...first, inverse: multiply3(down, first.inverse), window }, ...rest];
}

/** Bilinear can be prefiltered with the kernel's four taps down to half the size; below, the source is halved first. */
const largestShrink = 2;

/**
 * Resamples a decoded picture once, through all steps: bilinear or bicubic with a prefilter as wide as each output
 * pixel is in the source (PIL's and torchvision's antialias where axes stay parallel), or nearest.
 * `target` has the size of the last step. Scratch memory is taken and given back.
 */
export function warp(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[], target: Planes): void {
  const mark = memory.mark();
  const name = steps.find((step) => step.interpolation !== 'any')?.interpolation ?? 'bilinear';
  const mode = interpolations.indexOf(name);
  const most = mode === 1 ? largestShrink : 1;
  let shrink = shrinkOf(steps);
  let from = source;
  while (mode !== 0 && (shrink.x > most || shrink.y > most)) {
    const [byX, byY] = [shrink.x > most && from.width > 1, shrink.y > most && from.height > 1];
    if (!byX && !byY) break;
    [from, steps] = halved(memory, from, steps, byX, byY);
    shrink = shrinkOf(steps);
  }
  const support = (s: number) => Math.min(2, mode === 2 ? 2 : Math.max(1, s));
  const [x, y] = [support(shrink.x), support(shrink.y)];
  const chain = writeSteps(memory, steps);
  const { pointer, count } = writeGuards(memory, steps, x, y);
  const projective = steps.some(({ inverse: m }) => m[6] !== 0 || m[7] !== 0 || m[8] !== 1);
  memory.wasm.warp!(
    from.pointer, from.strideBytes, chain, steps.length, pointer, count, projective ? 1 : 0,
    mode, x, y, target.pointer, target.width, target.height,
  );
  memory.release(mark);
}

function halved(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[], byX: boolean, byY: boolean): [Bytes8, readonly WarpStep[]] {
  const [first, ...rest] = steps as readonly [WarpStep, ...WarpStep[]];
  const [left, top, width, height] = first.window;
  const [outWidth, outHeight] = [byX ? (width + 1) >> 1 : width, byY ? (height + 1) >> 1 : height];
  const pointer = memory.allocate(outWidth * outHeight * 4);
  // An odd window's last column and row are averaged with themselves, so that nothing outside of it is seen.
  const start = source.pointer + top * source.strideBytes + left * 4;
  memory.wasm.halve!(start, source.strideBytes, byX ? 1 : 0, byY ? 1 : 0, pointer, outWidth, outHeight);
  if ((byX && width % 2 === 1) || (byY && height % 2 === 1)) {
    averageEdges(memory.bytes, start, source.strideBytes, width, height, byX, byY, pointer, outWidth, outHeight);
  }
  const [scaleX, scaleY] = [byX ? 2 : 1, byY ? 2 : 1];
  const down: Matrix3 = [1 / scaleX, 0, (0.5 - left) / scaleX - 0.5, 0, 1 / scaleY, (0.5 - top) / scaleY - 0.5, 0, 0, 1];
  const inverse = multiply3(down, first.inverse);
  return [
    { pointer, width: outWidth, height: outHeight, strideBytes: outWidth * 4 },
    [{ ...first, inverse, window: [0, 0, outWidth, outHeight] }, ...rest],
  ];
}

function averageEdges(
  bytes: Uint8Array, start: number, stride: number, width: number, height: number, byX: boolean, byY: boolean,
  pointer: number, outWidth: number, outHeight: number,
): void {
  const at = (x: number, y: number, c: number) => bytes[start + Math.min(y, height - 1) * stride + Math.min(x, width - 1) * 4 + c]!;
  const average = (x: number, y: number) => {
    const [x0, x1, y0, y1] = [byX ? 2 * x : x, byX ? 2 * x + 1 : x, byY ? 2 * y : y, byY ? 2 * y + 1 : y];
    for (let c = 0; c < 4; c++) {
      bytes[pointer + (y * outWidth + x) * 4 + c] = (at(x0, y0, c) + at(x1, y0, c) + at(x0, y1, c) + at(x1, y1, c) + 2) >> 2;
    }
  };
  for (let y = 0; y < outHeight; y++) average(outWidth - 1, y);
  for (let x = 0; x < outWidth; x++) average(x, outHeight - 1);
}

function writeSteps(memory: KernelMemory, steps: readonly WarpStep[]): number {
  const pointer = memory.allocate(steps.length * 144);
  const view = new Float64Array(memory.bytes.buffer, pointer, steps.length * 18);
  steps.forEach(({ inverse, window: [left, top, width, height], border, fill }, i) => {
    view.set([...inverse, left, top, left + width - 1, top + height - 1, borders.indexOf(border), ...fill, 0], i * 18);
  });
  return pointer;
}

/** Where four pixels may be taken at once: all taps inside the source's window, and no step's border in sight. */
function writeGuards(memory: KernelMemory, steps: readonly WarpStep[], supportX: number, supportY: number): { pointer: number; count: number } {
  const [left, top, width, height] = steps[0]!.window;
  const margin = 0.01;
  const guards: number[][] = [];
  let matrix = identity3;
  for (let k = steps.length - 1; k >= 0; k--) {
    const step = steps[k]!;
    matrix = multiply3(step.inverse, matrix);
    if (k === 0) {
      const right = left + width - 1;
      const bottom = top + height - 1;
      guards.unshift([...matrix, left + supportX - 1 + margin, top + supportY - 1 + margin, right - 3 + supportX - margin, bottom - 3 + supportY - margin, 0, 0, 0]);
    }
    const [l, t, w, h] = step.window;
    if (canLeave(step)) guards.push([...matrix, l, t, l + w - 1, t + h - 1, 0, 0, 0]);
  }
  const pointer = memory.allocate(guards.length * 64);
  new Float32Array(memory.bytes.buffer, pointer, guards.length * 16).set(guards.flat());
  return { pointer, count: guards.length };
}

/** Whether some pixel of the step's output looks outside of its window. */
function canLeave({ inverse: m, window: [left, top, width, height], width: outWidth, height: outHeight }: WarpStep): boolean {
  const [right, bottom] = [left + width - 1, top + height - 1];
  return [
    [0, 0],
    [outWidth - 1, 0],
    [0, outHeight - 1],
    [outWidth - 1, outHeight - 1],
  ].some(([x, y]) => {
    const w = m[6] * x! + m[7] * y! + m[8];
    const u = (m[0] * x! + m[1] * y! + m[2]) / w;
    const v = (m[3] * x! + m[4] * y! + m[5]) / w;
    return !(w > 0 && u >= left - 1e-9 && u <= right + 1e-9 && v >= top - 1e-9 && v <= bottom + 1e-9);
  });
}
