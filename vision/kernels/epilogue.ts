import type { DropOp, EpilogueOp, FieldKey, NoiseOp, Rgb, ScaleOp } from '../ops/index.ts';
import type { KernelMemory, Planes } from './memory.ts';

/**
 * Writes a picture to the batch at byte `outPointer`: clamp, noise, clamp, drop, clamp, dither, `multiply` and `add`, in the
 * layout and type of `op.scale`; exactly width * height * 3 values. Planes are left as they are. A fused op gives the same
 * bits as its parts one after the other. uint8 and uint16 round halves to even, or with dither at random, within their range.
 */
export function epilogue(memory: KernelMemory, planes: Planes, op: EpilogueOp, outPointer: number): void {
  const mark = memory.mark();
  const noise = op.noise === undefined ? 0 : writeNoise(memory, op.noise);
  const drop = op.drop === undefined || nothing(op.drop) ? 0 : writeDrop(memory, op.drop);
  const scale = writeScale(memory, op.scale);
  memory.wasm.epilogue!(planes.pointer, planes.width * planes.height, noise, drop, scale, outPointer);
  memory.release(mark);
}

/**
 * Adds noise in place: x becomes clamp(clamp(x) + sigma * n + mean), within 0..255. n is a standard normal of its own for
 * each value, or for each pixel; it depends on the key, the channel and y * width + x alone.
 */
export function noiseInPlace(memory: KernelMemory, planes: Planes, op: NoiseOp): void {
  const mark = memory.mark();
  memory.wasm.noiseInPlace!(planes.pointer, planes.width * planes.height, writeNoise(memory, op));
  memory.release(mark);
}

/** Drops pixels, or values, in place; the others stay as they are, also outside of 0..255. */
export function dropInPlace(memory: KernelMemory, planes: Planes, op: DropOp): void {
  if (nothing(op)) return;
  const mark = memory.mark();
  memory.wasm.dropInPlace!(planes.pointer, planes.width * planes.height, writeDrop(memory, op));
  memory.release(mark);
}

// The layouts of these records are the classes in assembly/epilogue.ts: a field's key, then words of 32 bits.

function writeNoise(memory: KernelMemory, op: NoiseOp): number {
  const pointer = writeKey(memory, op.key);
  const at = pointer >> 2;
  memory.floats[at + 4] = op.sigma;
  memory.floats[at + 5] = op.mean;
  memory.words[at + 6] = op.perChannel ? 1 : 0;
  return pointer;
}

function writeDrop(memory: KernelMemory, op: DropOp): number {
  const pointer = writeKey(memory, op.key);
  const at = pointer >> 2;
  memory.words[at + 4] = dropLimit(op);
  memory.words[at + 5] = op.perChannel ? 1 : 0;
  memory.words[at + 6] = op.fill === 'random' ? 1 : 0;
  writeRgb(memory, at + 7, op.fill === 'random' ? black : op.fill);
  return pointer;
}

/** A `scale` as the kernel reads it, in newly allocated memory. */
export function writeScale(memory: KernelMemory, op: ScaleOp): number {
  const pointer = writeKey(memory, op.dither ?? noKey);
  const at = pointer >> 2;
  memory.words[at + 4] = op.dither === undefined ? 0 : 1;
  memory.words[at + 5] = op.layout === 'NCHW' ? 1 : 0;
  memory.words[at + 6] = op.dtype === 'uint16' ? 2 : op.dtype === 'uint8' ? 1 : 0;
  writeRgb(memory, at + 7, op.multiply);
  writeRgb(memory, at + 10, op.add);
  return pointer;
}

const black: Rgb = [0, 0, 0];
const noKey: FieldKey = [0, 0, 0, 0];

/** Begins a record. */
function writeKey(memory: KernelMemory, key: FieldKey): number {
  const pointer = memory.allocate(64);
  const at = pointer >> 2;
  for (let i = 0; i < 4; i++) memory.words[at + i] = key[i]!;
  return pointer;
}

function writeRgb(memory: KernelMemory, at: number, values: Rgb): void {
  for (let c = 0; c < 3; c++) memory.floats[at + c] = values[c]!;
}

/** A word, taken as signed, drops its pixel if it is not above this: `fraction` of all words, all of them at 1. */
function dropLimit(op: DropOp): number {
  return Math.min(2 ** 32, Math.round(op.fraction * 2 ** 32)) - 2 ** 31 - 1;
}

function nothing(op: DropOp): boolean {
  return !(Math.round(op.fraction * 2 ** 32) > 0);
}
