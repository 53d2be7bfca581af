import { Draws } from '../../transforms/draws.ts';
import type { BlendMask } from '../ops/index.ts';
import type { KernelMemory } from './memory.ts';

/** The mask as one float from 0 to 1 a pixel, in newly allocated memory. */
export function blendMask(memory: KernelMemory, mask: BlendMask, width: number, height: number): number {
  const pointer = memory.allocate(width * height * 4);
  if (mask.kind === 'noise') {
    const mark = memory.mark();
    noise(memory, mask, width, height, pointer);
    memory.release(mark);
    return pointer;
  }
  const floats = memory.floats.subarray(pointer >> 2, (pointer >> 2) + width * height);
  if (mask.kind === 'uniform') floats.fill(mask.weight);
  else if (mask.kind === 'gradient') gradient(floats, mask, width, height);
  else cells(floats, mask, width, height);
  return pointer;
}

function gradient(
  floats: Float32Array,
  mask: Extract<BlendMask, { kind: 'gradient' }>,
  width: number,
  height: number,
): void {
  const { axis, from, to, start, end } = mask;
  const at = (i: number, side: number) => {
    const place = (i + 0.5) / side;
    const part = end > start ? Math.min(1, Math.max(0, (place - start) / (end - start))) : place < start ? 0 : 1;
    return from + (to - from) * part;
  };
  if (axis === 'horizontal') {
    for (let x = 0; x < width; x++) floats[x] = at(x, width);
    for (let y = 1; y < height; y++) floats.copyWithin(y * width, 0, width);
  } else {
    for (let y = 0; y < height; y++) floats.fill(at(y, height), y * width, (y + 1) * width);
  }
}

/** Each cell has one weight: in turn 1 and 0, or one of its own. */
function cells(
  floats: Float32Array,
  mask: Extract<BlendMask, { kind: 'checkerboard' | 'grid' }>,
  width: number,
  height: number,
): void {
  const { rows, columns } = mask;
  const draws = mask.kind === 'grid' ? new Draws({ words: mask.key }) : undefined;
  const weights = Array.from({ length: rows * columns }, (_, i) => {
    if (mask.kind === 'grid') return draws!.uniform(mask.weight);
    return (Math.floor(i / columns) + (i % columns) + Number(mask.isFlipped)) % 2 === 0 ? 1 : 0;
  });
  let above = -1;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height);
    if (row === above) {
      floats.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    above = row;
    for (let x = 0; x < width; x++) floats[y * width + x] = weights[row * columns + Math.floor((x * columns) / width)]!;
  }
}

/** Octaves of smoothed values of a lattice, each twice as fine and half as strong as the one before. */
function noise(
  memory: KernelMemory,
  { key, cells: count, octaves, sharpness }: Extract<BlendMask, { kind: 'noise' }>,
  width: number,
  height: number,
  pointer: number,
): void {
  const field = memory.allocate(16);
  for (let i = 0; i < 4; i++) memory.words[(field >> 2) + i] = key[i]!;
  memory.floats.fill(0, pointer >> 2, (pointer >> 2) + width * height);
  const cell = Math.max(width, height) / count;
  const whole = 2 - 2 ** (1 - octaves);
  const mark = memory.mark();
  for (let octave = 0; octave < octaves; octave++) {
    const fineness = 2 ** octave / cell;
    const columns = Math.floor(width * fineness) + 3;
    const rows = Math.floor(height * fineness) + 3;
    const lattice = memory.allocate((columns * rows + 16) * 4);
    const line = memory.allocate((columns + 4) * 4);
    const fades = memory.allocate((width + 4) * 4);
    const ends = memory.allocate((columns + 4) * 4);
    const strength = 1 / (2 ** octave * whole);
    memory.wasm.addValueNoise!(
      ...[pointer, width, height, field, octave, fineness, columns, rows, lattice, line, fades, ends, strength],
    );
    memory.release(mark);
  }
  memory.wasm.sharpenMask!(pointer, width * height, sharpness);
}
