import type { SplineBend } from '../ops/index.ts';
import type { BendField } from './field.ts';
import { smoothField } from './smooth.ts';

/**
 * The thin plate spline: of all surfaces through the control points' displacements the one that bends least. Places
 * count in widths and heights of the picture, so that its shape does not hang on the size.
 */
export function splineField({ columns, rows, points }: SplineBend, width: number, height: number): BendField {
  const count = columns * rows;
  const at = Array.from({ length: count }, (_, i) => [
    (i % columns) / (columns - 1),
    Math.floor(i / columns) / (rows - 1),
  ]) as readonly (readonly [number, number])[];
  const system = at.map(([x, y]) => [...at.map(([u, v]) => bump(x - u, y - v)), 1, x, y]);
  system.push([...at.map(() => 1), 0, 0, 0], [...at.map(([x]) => x), 0, 0, 0], [...at.map(([, y]) => y), 0, 0, 0]);
  const known = (k: 0 | 1) => [...at.map((_, i) => points[2 * i + k]!), 0, 0, 0];
  const [across, down] = solve(system, [known(0), known(1)]) as [number[], number[]];
  return smoothField(width, height, (x, y) => {
    const u = (x + 0.5) / width;
    const v = (y + 0.5) / height;
    let dx = across[count]! + across[count + 1]! * u + across[count + 2]! * v;
    let dy = down[count]! + down[count + 1]! * u + down[count + 2]! * v;
    for (let i = 0; i < count; i++) {
      const value = bump(u - at[i]![0], v - at[i]![1]);
      dx += across[i]! * value;
      dy += down[i]! * value;
    }
    return [dx, dy];
  });
}

/** r^2 log r^2. */
function bump(x: number, y: number): number {
  const square = x * x + y * y;
  return square < 1e-18 ? 0 : square * Math.log(square);
}

/** Gauss's elimination with the largest pivot of each column; the matrix is regular for points that lie in no line. */
function solve(matrix: readonly (readonly number[])[], sides: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const all = matrix.map((row, i) => [...row, ...sides.map((side) => side[i]!)]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(all[i]![k]!) > Math.abs(all[best]![k]!)) best = i;
    const pivot = all[best]!;
    all[best] = all[k]!;
    all[k] = pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const row = all[i]!;
      const factor = row[k]! / pivot[k]!;
      if (factor !== 0) for (let j = k; j < row.length; j++) row[j] = row[j]! - factor * pivot[j]!;
    }
  }
  return sides.map((_, s) => all.map((row, i) => row[n + s]! / row[i]!));
}
