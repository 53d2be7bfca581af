import type { BendField } from './field.ts';

// Nodes along the longer side: what a lens or a thin plate does between two of them is a cubic to a hundredth of a pixel.
const cells = 48;

/**
 * The field of a smooth displacement, given as a function of the place: coefficients of the cubic B-spline that follows
 * it to the fourth order (a quasi-interpolant: no system to solve, and none of a node's error goes far).
 */
export function smoothField(
  width: number,
  height: number,
  displacement: (x: number, y: number) => readonly [dx: number, dy: number],
): BendField {
  const spacing = Math.max(1, Math.max(width, height) / cells);
  const columns = Math.ceil((width - 1) / spacing) + 4;
  const rows = Math.ceil((height - 1) / spacing) + 4;
  const wide = columns + 2;
  const values = new Float64Array(wide * (rows + 2) * 2);
  for (let j = 0, at = 0; j < rows + 2; j++) {
    for (let i = 0; i < wide; i++, at += 2) {
      const [dx, dy] = displacement((i - 2) * spacing, (j - 2) * spacing);
      values[at] = dx;
      values[at + 1] = dy;
    }
  }
  const across = sharpened(values, 2);
  const down = sharpened(across, wide * 2);
  const nodes = new Float32Array(columns * rows * 2);
  for (let j = 0; j < rows; j++) {
    const start = ((j + 1) * wide + 1) * 2;
    nodes.set(down.subarray(start, start + columns * 2), j * columns * 2);
  }
  const place = { left: -spacing, top: -spacing, spacingX: spacing, spacingY: spacing };
  return { shape: 'cubic', width, height, columns, rows, ...place, nodes };
}

/** (8 f - f before - f after) / 6; the outermost are left as they are. */
function sharpened(values: Float64Array, apart: number): Float64Array {
  const out = values.slice();
  for (let i = apart; i + apart < values.length; i++)
    out[i] = (8 * values[i]! - values[i - apart]! - values[i + apart]!) / 6;
  return out;
}
