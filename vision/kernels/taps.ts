import type { MotionOp } from '../ops/index.ts';

/** [dx, dy, weight]: what of the pixel that lies there goes into each pixel. */
export type Tap = readonly [dx: number, dy: number, weight: number];

/** Nine weights, row by row; those of 0 are left out. */
export function tapsOfSquare(weights: readonly number[]): Tap[] {
  return weights
    .map((weight, i): Tap => [(i % 3) - 1, Math.floor(i / 3) - 1, weight])
    .filter(([dx, dy, weight]) => weight !== 0 || (dx === 0 && dy === 0));
}

/**
 * A line of points one pixel or less apart, its middle in the pixel, each shared out among the four pixels around it. So it
 * is as long as it says for any angle, and does not move the picture, also where its length is even. Weights sum to 1.
 */
export function tapsOfLine({ x, y, lengthPixels, bias }: MotionOp): Tap[] {
  const points = Math.max(2, Math.ceil(lengthPixels));
  const half = (lengthPixels - 1) / 2;
  const shares = new Map<string, [number, number, number]>();
  for (let i = 0; i < points; i++) {
    const along = (2 * i) / (points - 1) - 1;
    const weight = 1 + bias * along;
    spread(shares, snapped(x * along * half), snapped(y * along * half), weight);
  }
  const found = [...shares.values()].filter(([, , weight]) => weight > 0);
  const whole = found.reduce((sum, [, , weight]) => sum + weight, 0);
  return found.map(([dx, dy, weight]): Tap => [dx, dy, weight / whole]);
}

function spread(shares: Map<string, [number, number, number]>, x: number, y: number, weight: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (const dy of [0, 1]) {
    for (const dx of [0, 1]) {
      const part = weight * (dx === 0 ? 1 - (x - left) : x - left) * (dy === 0 ? 1 - (y - top) : y - top);
      if (part === 0) continue;
      const name = `${left + dx} ${top + dy}`;
      const share = shares.get(name) ?? [left + dx, top + dy, 0];
      share[2] += part;
      shares.set(name, share);
    }
  }
}

/** The cosine of a right angle is not quite 0: without this a straight line would have taps of no weight beside it. */
function snapped(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-9 ? whole : value;
}
