import type { FieldKey } from '../../../vision/ops/index.ts';

// The random fields in plain TypeScript: Philox4x32-7 word by word, and Box and Muller's normals in double precision.

export const purposes = { noise: 0, mask: 4, fill: 8, dither: 12 } as const;

function product(a: number, b: number): [high: number, low: number] {
  const whole = BigInt(a) * BigInt(b);
  return [Number(whole >> 32n), Number(whole & 0xffffffffn)];
}

export function philox7(counter: readonly number[], k0: number, k1: number): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter as [number, number, number, number];
  for (let round = 0; round < 7; round++) {
    const [high0, low0] = product(0xd2511f53, c0);
    const [high1, low1] = product(0xcd9e8d57, c2);
    const key0 = (k0 + Math.imul(round, 0x9e3779b9)) >>> 0;
    const key1 = (k1 + Math.imul(round, 0xbb67ae85)) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ key0) >>> 0, low1, (high0 ^ c3 ^ key1) >>> 0, low0];
  }
  return [c0, c1, c2, c3];
}

/** The word of one pixel: its block holds the pixels that are 4, 8 and 12 further on in the same sixteen. */
export function wordOf([k0, k1, k2, k3]: FieldKey, stream: number, pixel: number): number {
  return philox7([(pixel >>> 4) * 4 + (pixel & 3), stream, k2, k3], k0, k1)[(pixel >>> 2) & 3]!;
}

/** The standard normal of one pixel. Pixels in vectors of four: even ones have the cosine, odd ones the sine. */
export function normalOf(key: FieldKey, channel: number, pixel: number): number {
  const first = pixel & ~4;
  const u = Math.abs((wordOf(key, purposes.noise + channel, first) | 0) + 0.5) / 2 ** 31;
  const turn = wordOf(key, purposes.noise + channel, first | 4);
  const angle = ((turn << 1) / 2 ** 31) * (Math.PI / 2);
  const radius = Math.sqrt(-2 * Math.log(u));
  if (pixel & 4) return radius * Math.sin(angle);
  return radius * Math.cos(angle) * (turn >>> 31 ? -1 : 1);
}

/** Uniform in [0, 1) in steps of 2^-24, as the kernels have it. */
export function unitOf(key: FieldKey, stream: number, pixel: number): number {
  return (wordOf(key, stream, pixel) >>> 8) / 2 ** 24;
}
