import type { Definition, Json } from '../../../transforms/transform.ts';
import { chromaticAberration } from '../../../vision/kernels/aberration.ts';
import { clahe } from '../../../vision/kernels/clahe.ts';
import { runColors } from '../../../vision/kernels/colors.ts';
import { fuse } from '../../../vision/kernels/fusion.ts';
import { KernelMemory, type Planes } from '../../../vision/kernels/memory.ts';
import type { ImageOp } from '../../../vision/ops/index.ts';
import { planesOf, valuesOf } from './picture.ts';

/** Red, green and blue planes of rows of RGB. */
export function planar(rows: ArrayLike<number>): number[] {
  const size = rows.length / 3;
  return Array.from({ length: rows.length }, (_, i) => rows[(i % size) * 3 + Math.floor(i / size)]!);
}

/** Carries out ops of colour, fused, on planes. */
export function carryOut(memory: KernelMemory, planes: Planes, ops: readonly ImageOp[]): void {
  for (const op of fuse(ops)) {
    if (op.kind === 'colors') runColors(memory, planes, op);
    else if (op.kind === 'clahe') clahe(memory, { planes, mask: undefined }, op);
    else if (op.kind === 'chromaticAberration') chromaticAberration(memory, { planes, mask: undefined }, op);
    else throw new TypeError(`expected an op of colour, got ${op.kind}`);
  }
}

/** What ops of colour make of [3, height, width] values. */
export function colored(
  width: number,
  height: number,
  values: ArrayLike<number>,
  ops: readonly ImageOp[],
): Float32Array {
  const memory = new KernelMemory();
  const planes = planesOf(memory, width, height, values);
  const mark = memory.mark();
  carryOut(memory, planes, ops);
  if (memory.mark() !== mark) throw new Error('scratch memory was not given back');
  return valuesOf(memory, planes);
}

/** The ops of a transform, given what it would have drawn. */
export function lowered(
  { definition }: { readonly definition: unknown },
  drawn: Json,
  values: object = {},
  facts: object = { width: 8, height: 8 },
): readonly ImageOp[] {
  return (definition as Definition<never, object, ImageOp>).lower(drawn, values as never, facts);
}
