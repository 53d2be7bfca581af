import type { Pixels } from '../renderer.ts';
import { Canvas } from './canvas.ts';
import { fitTo } from './fit.ts';
import * as look from './look.ts';

const gap = 10;

/** Pictures side by side, each fitted into a square of `side` pixels; the first one is set apart. Pure: the same input, the same bytes. */
export function strip(pictures: readonly Pixels[], side: number): Pixels {
  const cells = pictures.map((picture) => fitTo(picture, { width: side, height: side }));
  const width = cells.length * side + (cells.length + 2) * gap;
  const canvas = new Canvas(width, side + 2 * gap, look.background);
  for (const [i, cell] of cells.entries()) {
    const left = gap + i * (side + gap) + (i > 0 ? gap : 0);
    canvas.picture(cell, left + ((side - cell.width) >> 1), gap + ((side - cell.height) >> 1), look.frame);
  }
  return canvas;
}
