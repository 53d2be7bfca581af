import type { KernelMemory } from './memory.ts';

/** Entries of the curve from the root of light back to levels, less one. */
const cells = 1024;

/** Where levels are light already. */
const straight = {
  light: Float32Array.from({ length: 258 }, (_, i) => Math.min(i, 255) / 255),
  // By the root of light.
  level: Float32Array.from({ length: cells + 2 }, (_, i) => 255 * (Math.min(i, cells) / cells) ** 2),
};

let curves: { readonly light: Float32Array; readonly level: Float32Array } | undefined;

/** Writes two curves, and their places at word `at`: levels to light (level ** 2.2), and the root of light to levels. */
export function writeLightCurves(memory: KernelMemory, at: number, isLinear = false): void {
  curves ??= made();
  const { light, level } = isLinear ? straight : curves;
  for (const [i, curve] of [light, level].entries()) {
    const pointer = memory.allocate(curve.length * 4);
    memory.floats.set(curve, pointer >> 2);
    memory.words[at + i] = pointer;
  }
}

/** Only sums and products, so that they are the same on every machine: 2.2 is 11 / 5. */
function made(): { light: Float32Array; level: Float32Array } {
  const light = Float32Array.from({ length: 258 }, (_, i) => power(rootOf(Math.min(i, 255) / 255, 5), 11));
  const level = Float32Array.from(
    { length: cells + 2 },
    (_, i) => 255 * power(rootOf(Math.min(i, cells) / cells, 11), 10),
  );
  return { light, level };
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}

/** The root of a number from 0 to 1, by Newton from above. */
function rootOf(value: number, degree: number): number {
  if (value === 0) return 0;
  let root = 1;
  for (let i = 0; i < 200; i++) {
    const next = ((degree - 1) * root + value / power(root, degree - 1)) / degree;
    if (!(next < root)) break;
    root = next;
  }
  return root;
}
