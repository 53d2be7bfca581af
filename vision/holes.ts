import type { Draws } from '../transforms/draws.ts';
import { choice, color } from '../transforms/parameters.ts';
import type { ImageFacts } from './image.ts';
import type { DropFill, FieldKey, GridDropOp, Hole, Rgb } from './ops/index.ts';
import type { Box } from './targets.ts';

/** Left, top, width and height, in whole pixels. */
export type Rectangle = readonly [left: number, top: number, width: number, height: number];
/** Where holes may lie. */
export type Constraint = 'anywhere' | 'insideBoxes' | 'outsideBoxes';

export const constrain = choice({
  options: ['anywhere', 'insideBoxes', 'outsideBoxes'],
  default: 'anywhere',
  help:
    'insideBoxes: each lies in a box chosen at random, whose sides its size is a share of; without boxes nothing is dropped. ' +
    'outsideBoxes: none touches a box; where there is no room it is left out; without boxes it is as anywhere. ' +
    'A turned box counts as the upright rectangle around it.',
});

export const fill = color({ default: [0, 0, 0], help: 'The colour that takes their place.' });

/** How often a place away from all boxes is looked for. */
const attempts = 50;

/** The size of a hole in a room of so many pixels, and where it goes; undefined where it does not fit. */
export type SizeOf = (width: number, height: number) => readonly [width: number, height: number] | undefined;

/** One hole within the picture, as its constraint wants it; undefined where there is none. */
export function placed(draws: Draws, facts: ImageFacts, where: Constraint, sizeOf: SizeOf): Rectangle | undefined {
  const boxes = facts.targets?.boxes ?? [];
  if (where === 'insideBoxes') {
    const rooms = boxes.map((box) => around(box, facts)).filter(([, , width, height]) => width > 0 && height > 0);
    if (rooms.length === 0) return undefined;
    return within(draws, draws.choice(rooms), sizeOf);
  }
  const taken = where === 'outsideBoxes' ? boxes.map((box) => around(box, facts)) : [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const hole = within(draws, [0, 0, facts.width, facts.height], sizeOf);
    if (hole === undefined) return undefined;
    if (!taken.some((box) => overlap(hole, box))) return hole;
  }
  return undefined;
}

function within(draws: Draws, [left, top, width, height]: Rectangle, sizeOf: SizeOf): Rectangle | undefined {
  const size = sizeOf(width, height);
  if (size === undefined) return undefined;
  const [w, h] = [Math.min(width, size[0]), Math.min(height, size[1])];
  return [draws.integer([left, left + width - w]), draws.integer([top, top + height - h]), w, h];
}

/** The whole pixels that a box touches. */
export function around({ outline }: Box, { width, height }: ImageFacts): Rectangle {
  const xs = outline.filter((_, i) => i % 2 === 0);
  const ys = outline.filter((_, i) => i % 2 === 1);
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const right = Math.min(width, Math.ceil(Math.max(...xs)));
  const bottom = Math.min(height, Math.ceil(Math.max(...ys)));
  return [left, top, right - left, bottom - top];
}

export function overlap(a: Rectangle, b: Rectangle): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}

/** Whole pixels of a share of a side, one at least. */
export const pixelsOf = (fraction: number, side: number) => Math.min(side, Math.max(1, Math.round(fraction * side)));

/** The op of rectangles, all with one fill or each with its own. */
export function erased(key: readonly number[], holes: readonly Hole[]) {
  return holes.length === 0 ? [] : [{ kind: 'erase' as const, key: key as unknown as FieldKey, holes }];
}

/** The op of a grid. */
export function gridDropped(
  key: readonly number[],
  units: GridDropOp['units'],
  ratio: number,
  pattern: GridDropOp['pattern'],
  fill: DropFill,
): readonly GridDropOp[] {
  return ratio === 0 ? [] : [{ kind: 'gridDrop', key: key as unknown as FieldKey, units, ratio, pattern, fill }];
}

/** A colour of three random levels. */
export const randomColor = (draws: Draws): Rgb => [
  draws.uniform([0, 255]),
  draws.uniform([0, 255]),
  draws.uniform([0, 255]),
];
