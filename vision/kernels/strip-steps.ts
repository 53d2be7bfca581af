import { Draws } from '../../transforms/draws.ts';
import { AugmentError } from '../../transforms/errors.ts';
import type { ClassDropOp, DropFill, EraseOp, FieldKey, GridDropOp, StripOp } from '../ops/index.ts';
import type { Canvas } from './canvas.ts';
import { fillOf } from './channels.ts';
import { writeGrain } from './grain.ts';
import type { KernelMemory } from './memory.ts';
import { writeLightCurves } from './photons.ts';

// The layouts of these records are the classes in assembly/: a field's key, what it is, the step behind it, then its own words.

/** The numbers by which assembly/epilogue.ts knows steps. */
const kinds: { readonly [K in StripOp['kind']]: number } = {
  drop: 0,
  gridDrop: 1,
  classDrop: 2,
  erase: 3,
  impulse: 4,
  noise: 5,
  multiplyNoise: 6,
  shotNoise: 7,
  isoNoise: 8,
  grain: 9,
};
const patterns = { squares: 0, lines: 1, checkerboard: 2 } as const;
const distributions = { normal: 0, uniform: 1, laplace: 2 } as const;
/** What gives each distribution a standard deviation of 1: u - 1/2, and -2 ln u either way. */
const deviations = { normal: 1, uniform: Math.sqrt(12), laplace: 1 / Math.sqrt(8) } as const;
const fillKinds = { random: 1, normal: 2 } as const;

/** Writes the records of steps, with all that they need, and returns the first one's place: 0 where there is nothing to do. */
export function writeSteps(memory: KernelMemory, canvas: Canvas, ops: readonly StripOp[]): number {
  let steps = 0;
  for (let i = ops.length - 1; i >= 0; i--) steps = writeStep(memory, canvas, ops[i]!, steps);
  return steps;
}

/** A record before `next`; `next` itself where there is nothing to do. */
function writeStep(memory: KernelMemory, canvas: Canvas, op: StripOp, next: number): number {
  const pointer = memory.allocate(128);
  const at = pointer >> 2;
  const { words, floats } = memory;
  writeKey(memory, pointer, op.key);
  words[at + 4] = kinds[op.kind];
  words[at + 5] = next;
  switch (op.kind) {
    case 'noise': {
      const distribution = op.distribution ?? 'normal';
      floats[at + 6] = op.sigma * deviations[distribution];
      floats[at + 7] = op.mean;
      words[at + 8] = Number(op.perChannel);
      words[at + 9] = distributions[distribution];
      return pointer;
    }
    case 'multiplyNoise':
      floats[at + 6] = op.factor[0];
      floats[at + 7] = op.factor[1] - op.factor[0];
      words[at + 8] = Number(op.perChannel);
      words[at + 9] = Number(op.isNormal ?? false);
      return pointer;
    case 'impulse':
      if (!(odds(op.pepperFraction + op.saltFraction) > 0)) return next;
      words.set(lowEnd(op.pepperFraction), at + 6);
      words.set(highEnd(op.saltFraction), at + 8);
      words[at + 10] = Number(op.perChannel);
      return pointer;
    case 'shotNoise':
      floats[at + 6] = 1 / op.photonFraction;
      writeLightCurves(memory, at + 7, op.isLinear ?? false);
      return pointer;
    case 'isoNoise': {
      const { planes } = canvas;
      const deviation = memory.wasm.lightnessDeviation!(planes.pointer, planes.width * planes.height, planes.channels);
      memory.floats[at + 6] = deviation! * op.intensity;
      memory.floats[at + 7] = op.hueSigmaDegrees / 60;
      return pointer;
    }
    case 'grain':
      writeGrain(memory, canvas.planes, op, at + 6);
      return pointer;
    case 'drop':
      if (!(odds(op.fraction) > 0)) return next;
      writeDrop(memory, canvas, at, lowEnd(op.fraction), op.perChannel, op.fill);
      return pointer;
    case 'gridDrop':
      return writeGrid(memory, canvas, at, op) ? pointer : next;
    case 'classDrop':
      return writeClasses(memory, canvas, at, op) ? pointer : next;
    case 'erase':
      return writeHoles(memory, canvas, at, op) ? pointer : next;
  }
}

export function writeKey(memory: KernelMemory, pointer: number, key: FieldKey): void {
  for (let i = 0; i < 4; i++) memory.words[(pointer >> 2) + i] = key[i]!;
}

function writeDrop(
  memory: KernelMemory,
  { planes }: Canvas,
  at: number,
  end: readonly [low: number, tie: number],
  perChannel: boolean,
  fill: DropFill,
): void {
  memory.words.set(end, at + 6);
  memory.words[at + 8] = Number(perChannel);
  memory.words[at + 9] = fill === 'random' ? 1 : 0;
  const fills = memory.allocate(planes.channels * 4);
  memory.words[at + 10] = fills;
  if (fill !== 'random') writeFill(memory, fills >> 2, planes.channels, fill);
}

function writeFill(memory: KernelMemory, at: number, channels: number, fill: readonly number[]): void {
  for (let c = 0; c < channels; c++) memory.floats[at + c] = fillOf(fill, c, channels);
}

function writeGrid(memory: KernelMemory, canvas: Canvas, at: number, op: GridDropOp): boolean {
  if (!(op.ratio > 0)) return false;
  writeDrop(memory, canvas, at, [0, 0], false, op.fill);
  const row = memory.allocate(canvas.planes.width + 16);
  memory.doubles.set(op.units, (at + 12) >> 1);
  memory.floats[at + 24] = op.ratio;
  memory.words.set([patterns[op.pattern], row, 0], at + 25);
  return true;
}

function writeClasses(memory: KernelMemory, canvas: Canvas, at: number, op: ClassDropOp): boolean {
  const { mask } = canvas;
  if (mask === undefined) throw noMask();
  const isThere = new Uint8Array(256);
  for (const place of memory.bytes.subarray(mask.pointer, mask.pointer + mask.width * mask.height)) isThere[place] = 1;
  const present = new Draws({ words: op.key })
    .permutation(255)
    .map((place) => place + 1)
    .filter((number) => isThere[number] === 1);
  if (present.length === 0) return false;
  writeDrop(memory, canvas, at, [0, 0], false, op.fill);
  const goes = memory.allocate(256);
  memory.bytes.fill(0, goes, goes + 256);
  for (const number of present.slice(0, op.count)) memory.bytes[goes + number] = 255;
  memory.words.set([mask.pointer, goes], at + 11);
  return true;
}

function noMask(): AugmentError {
  return new AugmentError(
    'no-targets',
    'maskDropout: expected a source with masks, which the dataset asks for (targets({ mask: true })), got a picture without one',
    { transform: 'maskDropout' },
  );
}

/** Five words of a hole, and the levels of sixteen channels. */
const holeWords = 21;

function writeHoles(memory: KernelMemory, { planes }: Canvas, at: number, { holes }: EraseOp): boolean {
  if (holes.length === 0) return false;
  const pointer = memory.allocate(holes.length * holeWords * 4);
  memory.words[at + 6] = holes.length;
  memory.words[at + 7] = pointer;
  holes.forEach(({ box: [left, top, width, height], fill }, i) => {
    const hole = (pointer >> 2) + i * holeWords;
    memory.words.set([left, top, left + width, top + height], hole);
    memory.words[hole + 4] = typeof fill === 'string' ? fillKinds[fill] : 0;
    if (typeof fill !== 'string') writeFill(memory, hole + 5, planes.channels, fill);
  });
  return true;
}

/** Out of all bytes with a word behind each. */
const all = 2 ** 40;

/** `fraction` of them, to the nearest. */
function odds(fraction: number): number {
  return Math.min(all, Math.round(fraction * all));
}

/**
 * The byte that odds end in, counted from 0, and the word, taken as signed, up to which they go there (see assembly/chance.ts);
 * -1 where there are none.
 */
function lowEnd(fraction: number): readonly [low: number, tie: number] {
  const low = Math.ceil(odds(fraction) / 2 ** 32) - 1;
  return low < 0 ? [-1, 0] : [low, odds(fraction) - low * 2 ** 32 - 2 ** 31 - 1];
}

/** The same, counted down from 255: words above it are among them; -1 where all are. */
function highEnd(fraction: number): readonly [high: number, tie: number] {
  const high = Math.floor(odds(fraction) / 2 ** 32);
  return high > 255 ? [-1, 0] : [255 - high, 2 ** 31 - 1 - (odds(fraction) - high * 2 ** 32)];
}
