import type { DropOp, EpilogueOp, FieldKey, NoiseOp, Rgb, ScaleOp } from '../ops.ts';
import type { KernelMemory, Planes } from './memory.ts';

/**
 * Writes a picture to the batch at byte `outPointer`: clamp, noise, clamp, drop, clamp, dither, `multiply` and `add`, in the
 * layout and type of `op.scale`; exactly width * height * 3 values. Planes are left as they are. A fused op gives the same
 * bits as its parts one after the other. uint8 rounds halves to even, or with dither at random, and clamps to 0..255.
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
  return write(memory, op.key, { floats: [op.sigma, op.mean], integers: [op.perChannel ? 1 : 0] });
}

function writeDrop(memory: KernelMemory, op: DropOp): number {
  const random = op.fill === 'random';
  const fill: Rgb = op.fill === 'random' ? [0, 0, 0] : op.fill;
  return write(memory, op.key, { integers: [dropLimit(op), op.perChannel ? 1 : 0, random ? 1 : 0], after: fill });
}

function writeScale(memory: KernelMemory, op: ScaleOp): number {
  const flags = [op.dither === undefined ? 0 : 1, op.layout === 'NCHW' ? 1 : 0, op.dtype === 'uint8' ? 1 : 0];
  return write(memory, op.dither ?? [0, 0, 0, 0], { integers: flags, after: [...op.multiply, ...op.add] });
}

/** A word, taken as signed, drops its pixel if it is not above this: `fraction` of all words, all of them at 1. */
function dropLimit(op: DropOp): number {
  return Math.min(2 ** 32, Math.round(op.fraction * 2 ** 32)) - 2 ** 31 - 1;
}

function nothing(op: DropOp): boolean {
  return !(Math.round(op.fraction * 2 ** 32) > 0);
}

interface Words {
  readonly floats?: readonly number[];
  readonly integers: readonly number[];
  readonly after?: readonly number[];
}

function write(memory: KernelMemory, key: FieldKey, { floats = [], integers, after = [] }: Words): number {
  const pointer = memory.allocate(64);
  const view = new DataView(memory.bytes.buffer, pointer, 64);
  let at = 0;
  const next = () => {
    at += 4;
    return at - 4;
  };
  for (const word of key) view.setUint32(next(), word, true);
  for (const value of floats) view.setFloat32(next(), value, true);
  for (const value of integers) view.setInt32(next(), value, true);
  for (const value of after) view.setFloat32(next(), value, true);
  return pointer;
}
