import type { DropOp, EpilogueOp, FieldKey, NoiseOp } from '../../../vision/ops/index.ts';
import { normalOf, purposes, unitOf, wordOf } from './noise-oracle.ts';

const clamp = (x: number) => Math.min(255, Math.max(0, x));

/** Three planes in plain TypeScript, double precision save where the kernel's rounding decides. */
export type Levels = readonly (readonly number[])[];

export function noiseOracle(planes: Levels, op: NoiseOp): number[][] {
  return planes.map((plane, c) =>
    plane.map((x, i) => clamp(clamp(x) + op.mean + op.sigma * normalOf(op.key, op.perChannel ? c : 0, i))),
  );
}

export function dropOracle(planes: Levels, op: DropOp): number[][] {
  return planes.map((plane, c) =>
    plane.map((x, i) => {
      if (chanceOf(op.key, op.perChannel ? c : 0, i) >= Math.round(op.fraction * 2 ** 40)) return x;
      return op.fill === 'random' ? Math.fround(unitOf(op.key, purposes.fill + c, i) * 255) : op.fill[c]!;
    }),
  );
}

/** The number below 2^40 that decides over a pixel: a byte, and a word behind it, which the kernel orders as signed. */
export function chanceOf(key: FieldKey, channel: number, pixel: number): number {
  const stream = purposes.mask + channel;
  const byte = (wordOf(key, stream, pixel >> 2) >>> (8 * (pixel & 3))) & 255;
  return byte * 2 ** 32 + ((wordOf(key, stream ^ 65536, pixel) + 2 ** 31) % 2 ** 32);
}

function halfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** The batch's values in their layout. */
export function epilogueOracle(planes: Levels, op: EpilogueOp): number[] {
  const levels = op.steps.reduce<Levels>(
    (levels, step) => (step.kind === 'noise' ? noiseOracle(levels, step) : dropOracle(levels, step as DropOp)),
    planes,
  );
  const { multiply, add, dither, layout, dtype } = op.scale;
  const scaled = levels.map((plane, c) =>
    plane.map((value, i) => {
      const x = clamp(value);
      if (dtype === 'float32') {
        const y = dither === undefined ? x : ((x + unitOf(dither, purposes.dither + c, i)) * 255) / 256;
        return y * multiply[c]! + add[c]!;
      }
      const y = Math.fround(Math.fround(Math.fround(x) * Math.fround(multiply[c]!)) + Math.fround(add[c]!));
      const within = (value: number) => Math.min(dtype === 'uint8' ? 255 : 65535, Math.max(0, value));
      if (dither === undefined) return within(halfToEven(y));
      const u = (wordOf(dither, purposes.dither + c, i) >>> 16) / 65536;
      return within(Math.floor(Math.fround(y + u)));
    }),
  );
  if (layout === 'NCHW') return scaled.flat();
  return scaled[0]!.flatMap((_, i) => scaled.map((plane) => plane[i]!));
}
