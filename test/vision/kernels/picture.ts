import assert from 'node:assert/strict';
import type { KernelMemory, Planes } from '../../../vision/kernels/memory.ts';

const guard = 12345;

/** Planes that hold `values` ([3, height, width]), with a guard right behind the last one. */
export function planesOf(memory: KernelMemory, width: number, height: number, values: ArrayLike<number>): Planes {
  const planes = memory.allocatePlanes(width, height);
  memory.floats.set(values, planes.pointer >> 2);
  memory.floats[(planes.pointer >> 2) + 3 * width * height] = guard;
  return planes;
}

/** A copy of planes' values; throws if something was written behind them. */
export function valuesOf(memory: KernelMemory, { pointer, width, height }: Planes): Float32Array {
  const end = (pointer >> 2) + 3 * width * height;
  if (memory.floats[end] !== guard) throw new Error('the kernel wrote behind the planes');
  return memory.floats.slice(pointer >> 2, end);
}

/** Two lists of numbers agree within `tolerance`. */
export function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    if (!(error <= tolerance)) assert.fail(`value ${i}: ${actual[i]} is not ${expected[i]} within ${tolerance}`);
  }
}
