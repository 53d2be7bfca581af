// Where the geometry of one step takes a single place: what boxes and points move by.
import type { Matrix3, WarpStep } from '../ops/index.ts';
import { type BendField, fieldOf, tileEdges } from './field.ts';

/** Pixel centres: the middle of the first pixel is (0, 0). */
export type Place = readonly [x: number, y: number];

const nearEnough = 1e-3;

/** The displacement at a place, in pixels; beyond the picture that of its rim. */
export function displacementAt(field: BendField, x: number, y: number): Place {
  const { shape, columns, rows, nodes } = field;
  const inX = clamp(x, 0, field.width - 1);
  const inY = clamp(y, 0, field.height - 1);
  if (shape === 'tiles') {
    const tile = field.tileOfRow![Math.floor(inY + 0.5)]! * columns + field.tileOfColumn![Math.floor(inX + 0.5)]!;
    return [nodes[2 * tile]!, nodes[2 * tile + 1]!];
  }
  const u = (inX - field.left) / field.spacingX;
  const v = (inY - field.top) / field.spacingY;
  const margin = shape === 'cubic' ? 1 : 0;
  const i = clamp(Math.floor(u), margin, columns - 2 - margin);
  const j = clamp(Math.floor(v), margin, rows - 2 - margin);
  const at = (j - margin) * columns + i - margin;
  if (shape === 'cubic') return weighed(nodes, at, columns, cubicWeights(u - i), cubicWeights(v - j));
  const fx = u - i;
  const fy = v - j;
  if (shape === 'linear') return weighed(nodes, at, columns, [1 - fx, fx], [1 - fy, fy]);
  const turned = fx + fy > 1;
  const corner = turned ? at + columns + 1 : at;
  const [across, down] = turned ? [at + columns, at + 1] : [at + 1, at + columns];
  const [toX, toY] = turned ? [1 - fx, 1 - fy] : [fx, fy];
  const value = (k: number) => {
    const base = nodes[2 * corner + k]!;
    return base + toX * (nodes[2 * across + k]! - base) + toY * (nodes[2 * down + k]! - base);
  };
  return [value(0), value(1)];
}

function weighed(
  nodes: Float32Array,
  start: number,
  columns: number,
  across: readonly number[],
  down: readonly number[],
): Place {
  let dx = 0;
  let dy = 0;
  for (let j = 0; j < down.length; j++) {
    for (let i = 0; i < across.length; i++) {
      const weight = across[i]! * down[j]!;
      const at = 2 * (start + j * columns + i);
      dx += weight * nodes[at]!;
      dy += weight * nodes[at + 1]!;
    }
  }
  return [dx, dy];
}

function cubicWeights(t: number): readonly number[] {
  const s = 1 - t;
  return [(s * s * s) / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6, (t * t * t) / 6];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Where in its input a step finds the output's place (x, y); `undefined` on or behind the horizon. Borders do not come into it. */
export function sourceOf(step: WarpStep, x: number, y: number): Place | undefined {
  if (step.bend === undefined) return throughMatrix(step.inverse, x, y);
  const [dx, dy] = displacementAt(fieldOf(step.bend, step.width, step.height), x, y);
  return throughMatrix(step.inverse, x + dx, y + dy);
}

/**
 * Where in its output a step shows the input's place (u, v), to a thousandth of a pixel; beyond the output a bend goes on as
 * at its rim. `undefined` where it is shown nowhere: on or behind the horizon, or where a bend folds over it.
 */
export function targetOf(step: WarpStep, u: number, v: number): Place | undefined {
  const bent = throughMatrix(inverted(step.inverse), u, v);
  if (bent === undefined || step.bend === undefined) return bent;
  const field = fieldOf(step.bend, step.width, step.height);
  if (field.shape === 'tiles') return throughTiles(step, field, bent);
  return unbent(field, bent);
}

function throughMatrix(m: Matrix3, x: number, y: number): Place | undefined {
  const w = m[6] * x + m[7] * y + m[8];
  if (!(w > 1e-9)) return undefined;
  return [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w];
}

/** The inverse, its sign such that what lies before the horizon has w > 0: inverse(m) (x, y, 1) = (p, q, 1) / w. */
function inverted([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const k = 1 / (a * A + b * B + c * C);
  return [
    A * k,
    (c * h - b * i) * k,
    (b * f - c * e) * k,
    B * k,
    (a * i - c * g) * k,
    (c * d - a * f) * k,
    C * k,
    (b * g - a * h) * k,
    (a * e - b * d) * k,
  ];
}

/** Solves p + d(p) = q by p = q - d(p), and by Newton's method where that does not settle. */
function unbent(field: BendField, [u, v]: Place): Place | undefined {
  let x = u;
  let y = v;
  for (let i = 0; i < 30; i++) {
    const [dx, dy] = displacementAt(field, x, y);
    const [restX, restY] = [u - dx - x, v - dy - y];
    if (Math.abs(restX) + Math.abs(restY) < nearEnough / 8) return [x + restX, y + restY];
    x += restX;
    y += restY;
  }
  return byNewton(field, [u, v], [u, v]);
}

function byNewton(field: BendField, [u, v]: Place, start: Place): Place | undefined {
  const h = 1 / 16;
  let [x, y] = start;
  for (let i = 0; i < 60; i++) {
    const [dx, dy] = displacementAt(field, x, y);
    const restX = u - dx - x;
    const restY = v - dy - y;
    const rest = Math.abs(restX) + Math.abs(restY);
    if (rest < nearEnough / 8) return [x, y];
    const [rightX, rightY] = displacementAt(field, x + h, y);
    const [belowX, belowY] = displacementAt(field, x, y + h);
    const [a, b] = [1 + (rightX - dx) / h, (belowX - dx) / h];
    const [c, d] = [(rightY - dy) / h, 1 + (belowY - dy) / h];
    const determinant = a * d - b * c;
    if (!(Math.abs(determinant) > 1e-6)) return undefined;
    // Half the way while that is too far: a step of Newton's may leave the stretch that it is good for.
    let part = 1;
    const toX = (d * restX - b * restY) / determinant;
    const toY = (a * restY - c * restX) / determinant;
    for (; part > 1e-3; part /= 2) {
      const [tryX, tryY] = displacementAt(field, x + part * toX, y + part * toY);
      if (Math.abs(u - tryX - x - part * toX) + Math.abs(v - tryY - y - part * toY) < rest) break;
    }
    if (part <= 1e-3) return undefined;
    x += part * toX;
    y += part * toY;
  }
  return undefined;
}

/** A place goes where the tile goes that it lies in. */
function throughTiles(step: WarpStep, field: BendField, [u, v]: Place): Place {
  const { columns, rows, tileOfColumn, tileOfRow, nodes } = field;
  const inX = clamp(Math.floor(u + 0.5), 0, step.width - 1);
  const inY = clamp(Math.floor(v + 0.5), 0, step.height - 1);
  const across = tileEdges(step.width, columns);
  const down = tileEdges(step.height, rows);
  const [fromX, fromY] = [across[tileOfColumn![inX]!]!, down[tileOfRow![inY]!]!];
  for (let i = 0; i < columns * rows; i++) {
    const [dx, dy] = [nodes[2 * i]!, nodes[2 * i + 1]!];
    if (across[i % columns]! + dx === fromX && down[Math.floor(i / columns)]! + dy === fromY) return [u - dx, v - dy];
  }
  return [u, v];
}
