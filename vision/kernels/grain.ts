import type { GrainOp } from '../ops/index.ts';
import type { KernelMemory, Planes } from './memory.ts';

/** Writes the rest of a `Grain` (assembly/grain.ts) at word `at`, with its tables and scratch. */
export function writeGrain(memory: KernelMemory, { width, height, channels }: Planes, op: GrainOp, at: number): void {
  const nodes = Math.ceil((Math.floor(width / op.sizePixels) + 4) / 16) * 16;
  const fields = op.perChannel ? channels : 1;
  const line = (width + 4) * 4;
  const offsets = memory.allocate(width * 4);
  const weights = memory.allocate(width * 16);
  const rows = memory.allocate(height * 4);
  const rowWeights = memory.allocate(height * 16);
  writeSpline(memory, width, op.sizePixels, offsets, weights, 4);
  writeSpline(memory, height, op.sizePixels, rows, rowWeights, 1);
  memory.floats[at] = op.sigma;
  memory.words[at + 1] = Number(op.perChannel);
  memory.words[at + 2] = nodes;
  const places = [
    offsets,
    weights,
    rows,
    rowWeights,
    memory.allocate(nodes * 4),
    memory.allocate(4 * fields * line),
    line,
  ];
  memory.words.set(places, at + 3);
  memory.words[at + 10] = 0;
}

/**
 * Of each pixel along a side: its first node, `unit` apart, and the weights of that and the three behind it: cubic B-splines,
 * brought to a sum of squares of 1, so that independent normals make a normal of variance 1 everywhere.
 */
function writeSpline(
  memory: KernelMemory,
  side: number,
  sizePixels: number,
  first: number,
  weights: number,
  unit: number,
): void {
  for (let i = 0; i < side; i++) {
    const place = (i + 0.5) / sizePixels;
    const node = Math.floor(place);
    const t = place - node;
    const s = 1 - t;
    const four = [s * s * s, 4 - 6 * t * t + 3 * t * t * t, 4 - 6 * s * s + 3 * s * s * s, t * t * t];
    const length = Math.sqrt(four.reduce((sum, weight) => sum + weight * weight, 0));
    memory.words[(first >> 2) + i] = node * unit;
    for (let k = 0; k < 4; k++) memory.floats[(weights >> 2) + 4 * i + k] = four[k]! / length;
  }
}
