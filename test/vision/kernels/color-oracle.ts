import type { ColorMatrix, ColorPassOp } from '../../../vision/ops/index.ts';

// Colour in plain TypeScript and double precision, hue by way of HSV as torchvision writes it.

type Color = readonly [number, number, number];

function times(m: ColorMatrix | undefined, [r, g, b]: Color): Color {
  if (m === undefined) return [r, g, b];
  const row = (i: number) => m[i]! * r + m[i + 1]! * g + m[i + 2]! * b + m[i + 3]!;
  return [row(0), row(4), row(8)];
}

/** (hue in turns, chroma, value); chroma stands for saturation times value, which is what stays. */
function hueTurned([r, g, b]: Color, turns: number): Color {
  const value = Math.max(r, g, b);
  const chroma = value - Math.min(r, g, b);
  if (chroma === 0) return [r, g, b];
  const sixths = value === r ? (g - b) / chroma : value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  const h = (((sixths / 6 + turns) % 1) + 1) % 1;
  const sector = Math.floor(h * 6);
  const f = h * 6 - sector;
  const [p, q, t] = [value - chroma, value - chroma * f, value - chroma * (1 - f)];
  const turned: readonly Color[] = [
    [value, t, p],
    [q, value, p],
    [p, value, t],
    [p, q, value],
    [t, p, value],
    [value, p, q],
  ];
  return turned[sector % 6]!;
}

function curved(table: readonly number[], x: number): number {
  const level = Math.min(255, Math.max(0, x));
  const i = Math.min(254, Math.floor(level));
  return table[i]! + (table[i + 1]! - table[i]!) * (level - i);
}

export function colorOracle(color: Color, op: Omit<ColorPassOp, 'kind'>): Color {
  let out = times(op.pre, color);
  if (op.hueTurns !== undefined) out = hueTurned(out, op.hueTurns);
  const { tables } = op;
  if (tables !== undefined) out = [curved(tables[0], out[0]), curved(tables[1], out[1]), curved(tables[2], out[2])];
  out = times(op.post, out);
  const clamp = (x: number) => (op.clamp ? Math.min(255, Math.max(0, x)) : x);
  return [clamp(out[0]), clamp(out[1]), clamp(out[2])];
}
