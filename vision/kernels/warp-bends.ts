// Lays out bends, and the steps about them, as the kernel reads them: see assembly/warp-bend.ts and warp-bent.ts.
import { type BendField, type BendShape, fieldOf } from '../bends/field.ts';
import type { Matrix3, WarpStep } from '../ops/index.ts';
import type { KernelMemory } from './memory.ts';
import { footprint, type Span } from './warp-geometry.ts';
import { firstCentre, lastCentre, modes, type Sampling, tapsWithin } from './warp-job.ts';

const shapes: Readonly<Record<BendShape, number>> = { linear: 0, triangles: 1, cubic: 2, tiles: 3 };
const recordDoubles = 12;
const stageBytes = 64;

/** Writes the fields of all bends into newly allocated memory: for each step where its is, 0 for none. */
export function writeBends(memory: KernelMemory, steps: readonly WarpStep[]): readonly number[] {
  return steps.map(({ bend, width, height }) =>
    bend === undefined ? 0 : writeBend(memory, fieldOf(bend, width, height)),
  );
}

function writeBend(memory: KernelMemory, field: BendField): number {
  const { columns, rows, width, height, nodes, tileOfColumn, tileOfRow } = field;
  // The last pair of nodes is read together with what follows it.
  const nodesAt = memory.allocate(nodes.byteLength + 16);
  memory.floats.set(nodes, nodesAt >> 2);
  const [across, down] = [writeWords(memory, tileOfColumn), writeWords(memory, tileOfRow)];
  const pointer = memory.allocate(recordDoubles * 8);
  memory.doubles.set(
    [
      shapes[field.shape],
      columns,
      rows,
      field.left,
      field.top,
      1 / field.spacingX,
      1 / field.spacingY,
      width - 1,
      height - 1,
      nodesAt,
      across,
      down,
    ],
    pointer >> 3,
  );
  return pointer;
}

function writeWords(memory: KernelMemory, words: Int32Array | undefined): number {
  if (words === undefined) return 0;
  const pointer = memory.allocate(words.byteLength);
  memory.words.set(words, pointer >> 2);
  return pointer;
}

/** Writes what the fast path needs of each step: see `Stage` there. `maps`: from the output to the input of each. */
export function writeStages(
  memory: KernelMemory,
  steps: readonly WarpStep[],
  maps: readonly Matrix3[],
  sampling: Sampling,
  bends: readonly number[],
): number {
  const { width, height } = steps[steps.length - 1]!;
  const pointer = memory.allocate(steps.length * stageBytes);
  const { floats, doubles } = memory;
  for (let k = 0; k < steps.length; k++) {
    const step = steps[k]!;
    const at = pointer / 4 + (k * stageBytes) / 4;
    floats.set(step.inverse, at);
    const { x: rampX, y: rampY } = footprint(maps[k]!, width, height);
    const ramped = step.border === 'constant' && sampling.mode !== modes.nearest;
    const { window } = step;
    const across = inner(window[0], window[2], ramped ? rampX : 1, k === 0 ? tapsWithin(sampling, 'x') : everywhere);
    const down = inner(window[1], window[3], ramped ? rampY : 1, k === 0 ? tapsWithin(sampling, 'y') : everywhere);
    floats.set([across[0], down[0], across[1], down[1]], at + 9);
    const projective = step.inverse[6] !== 0 || step.inverse[7] !== 0 || step.inverse[8] !== 1;
    floats[at + 13] = projective ? 1 : 0;
    doubles[(at + 14) >> 1] = bends[k]!;
  }
  return pointer;
}

const everywhere: Span = [-Infinity, Infinity];

/** Rounded inwards, so that no float32 lies inside that float64 would have outside. */
function inner(start: number, size: number, ramp: number, readable: Span): Span {
  const inset = (Math.max(1, ramp) - 1) / 2;
  const low = Math.max(firstCentre(start, size) + inset, readable[0]);
  const high = Math.min(lastCentre(start, size) - inset, readable[1]);
  const [lowest, highest] = [Math.fround(low), Math.fround(high)];
  const slack = 2 ** -10;
  return [lowest < low ? lowest + slack : lowest, highest > high ? highest - slack : highest];
}

/** Room for a row on its way through the steps: see `warpBent`. */
export function rowRoom(memory: KernelMemory, { bend, width, height }: WarpStep): number {
  const nodes = bend === undefined ? 0 : fieldOf(bend, width, height).columns;
  return memory.allocate(width * 72 + nodes * 8 + 256);
}
