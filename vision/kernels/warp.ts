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

export function warp(memory: KernelMemory, source: Bytes8, steps: readonly WarpStep[], target: Planes): void {
  const mark = memory.mark();
  const name = steps.find((step) => step.interpolation !== 'any')?.interpolation ?? 'bilinear';
  const mode = interpolations.indexOf(name);
  const shrink = shrinkOf(steps);
  const base = mode === 2 ? 2 : 1;
  const pointer = memory.allocate(steps.length * 144);
  const view = new Float64Array(memory.bytes.buffer, pointer, steps.length * 18);
  steps.forEach((step, i) => view.set([...step.inverse, ...step.window, borders.indexOf(step.border), ...step.fill, 0], i * 18));
  const support = (s: number) => Math.min(30, base * Math.max(1, s));
  memory.wasm.warp!(source.pointer, source.strideBytes, pointer, steps.length, mode, support(shrink.x), support(shrink.y), target.pointer, target.width, target.height);
  memory.release(mark);
}
