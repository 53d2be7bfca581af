import type { Materials } from '../../../vision/kernels/canvas.ts';
import { execute } from '../../../vision/kernels/execute.ts';
import { KernelMemory } from '../../../vision/kernels/memory.ts';
import type { ImageOp, ScaleOp } from '../../../vision/ops/index.ts';

const memory = new KernelMemory();

const asFloats: ScaleOp = { kind: 'scale', multiply: [1, 1, 1], add: [0, 0, 0], layout: 'NHWC', dtype: 'float32' };

/** What ops make of 8-bit pixels [height, width, 3], as floats in grey levels. */
export async function carry(
  pixels: ArrayLike<number>,
  width: number,
  height: number,
  ops: readonly ImageOp[],
  more: Partial<Materials> = {},
): Promise<Float32Array> {
  const materials: Materials = { whitenings: new Map(), ...more };
  const mark = memory.mark();
  const size = width * height;
  const bytes = memory.allocate(size * 4);
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 3; c++) memory.bytes[bytes + i * 4 + c] = pixels[i * 3 + c]!;
    memory.bytes[bytes + i * 4 + 3] = 255;
  }
  const source = { pointer: bytes, width, height, strideBytes: width * 4 };
  const out = memory.allocate(size * 12);
  const held = memory.mark();
  const whole = { window: [0, 0, width, height], width, height, border: 'edge', fill: [0, 0, 0] } as const;
  const first = { ...whole, inverse: [1, 0, 0, 0, 1, 0, 0, 0, 1], interpolation: 'any' } as const;
  await execute(memory, source, [first], [...ops, asFloats], materials, out);
  const made = memory.floats.slice(out >> 2, (out >> 2) + size * 3);
  memory.release(held);
  memory.release(mark);
  return made;
}

/** Pixels without a pattern that a filter would not see. */
export function noisy(size: number, seed: number): number[] {
  return Array.from({ length: size }, (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 13) % 256);
}
