// A bend as numbers on a control grid, which the kernel and the mover of points read alike.
import type { AxesBend, Bend, TilesBend, TrianglesBend } from '../ops/index.ts';
import { elasticField } from './elastic.ts';
import { radialField } from './radial.ts';
import { splineField } from './spline.ts';

/** How displacements between the nodes are found: cubic is a B-spline, of which the nodes are the coefficients. */
export type BendShape = 'linear' | 'triangles' | 'cubic' | 'tiles';

/** Displacements over a picture of `width` x `height`. */
export interface BendField {
  readonly shape: BendShape;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** The place of the first node, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly spacingX: number;
  readonly spacingY: number;
  /** dx, dy of each node, row by row; of each tile. */
  readonly nodes: Float32Array;
  /** Tiles only: which tile column and row a pixel belongs to. */
  readonly tileOfColumn?: Int32Array;
  readonly tileOfRow?: Int32Array;
}

// A bend is frozen and expands to the same field always; a chain asks for it when it plans and when it draws.
const expanded = new WeakMap<Bend, BendField>();

/** The field of a bend over an output of `width` x `height` pixels. Pure: what was expanded before is only kept. */
export function fieldOf(bend: Bend, width: number, height: number): BendField {
  const known = expanded.get(bend);
  if (known !== undefined && known.width === width && known.height === height) return known;
  const field = expand(bend, width, height);
  limit(field.nodes);
  expanded.set(bend, field);
  return field;
}

// Further than any picture reaches, and few enough digits that sums of it stay finite.
const furthest = 1e8;

function limit(nodes: Float32Array): void {
  for (let i = 0; i < nodes.length; i++) {
    const value = nodes[i]!;
    if (!(Math.abs(value) <= furthest)) nodes[i] = value > 0 ? furthest : value < 0 ? -furthest : 0;
  }
}

function expand(bend: Bend, width: number, height: number): BendField {
  switch (bend.kind) {
    case 'elastic':
      return elasticField(bend, width, height);
    case 'radial':
      return radialField(bend, width, height);
    case 'spline':
      return splineField(bend, width, height);
    case 'axes':
      return axesField(bend, width, height);
    case 'triangles':
      return netField('triangles', bend, width, height);
    case 'tiles':
      return tilesField(bend, width, height);
  }
}

function netField(
  shape: BendShape,
  { columns, rows, points }: Omit<TrianglesBend, 'kind'>,
  width: number,
  height: number,
): BendField {
  const spacing = { spacingX: width / (columns - 1), spacingY: height / (rows - 1) };
  return { shape, width, height, columns, rows, left: -0.5, top: -0.5, ...spacing, nodes: Float32Array.from(points) };
}

function axesField({ x, y }: AxesBend, width: number, height: number): BendField {
  const points = y.flatMap((dy) => x.flatMap((dx) => [dx, dy]));
  return netField('linear', { columns: x.length, rows: y.length, points }, width, height);
}

/** Where each of `count` tiles along `size` pixels begins, and the end of the last. */
export function tileEdges(size: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, i) => Math.floor((i * size) / count));
}

function tilesField({ columns, rows, order }: TilesBend, width: number, height: number): BendField {
  const across = tileEdges(width, columns);
  const down = tileEdges(height, rows);
  const nodes = new Float32Array(columns * rows * 2);
  for (let i = 0; i < columns * rows; i++) {
    const from = order[i]!;
    nodes[2 * i] = across[from % columns]! - across[i % columns]!;
    nodes[2 * i + 1] = down[Math.floor(from / columns)]! - down[Math.floor(i / columns)]!;
  }
  const lists = { tileOfColumn: belonging(across, width), tileOfRow: belonging(down, height) };
  const place = { left: 0, top: 0, spacingX: 1, spacingY: 1 };
  return { shape: 'tiles', width, height, columns, rows, ...place, nodes, ...lists };
}

function belonging(edges: readonly number[], size: number): Int32Array {
  const tiles = new Int32Array(size);
  for (let i = 0; i + 1 < edges.length; i++) tiles.fill(i, edges[i]!, edges[i + 1]!);
  return tiles;
}
