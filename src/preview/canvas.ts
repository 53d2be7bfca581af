import type { Pixels } from '../renderer.ts';

/** Red, green, blue from 0 to 255. */
export type Color = readonly [number, number, number];

/** A place on a canvas, in whole pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What surrounds a picture: without a line, a white one would dissolve into the page. */
export interface Frame {
  readonly outline: Color;
  readonly radius: number;
}

/** RGB pixels to draw on; what lies outside is cut off. */
export class Canvas implements Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;

  constructor(width: number, height: number, background: Color) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 3);
    for (let i = 0; i < this.data.length; i++) this.data[i] = background[i % 3]!;
  }

  /** Covers a pixel by `coverage` (0 to 1) of a colour. */
  blend(x: number, y: number, color: Color, coverage: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height || coverage <= 0) return;
    const at = (y * this.width + x) * 3;
    for (let c = 0; c < 3; c++) {
      const under = this.data[at + c]!;
      this.data[at + c] = Math.round(under + (color[c]! - under) * coverage);
    }
  }

  /** Fills a box with one colour, its corners rounded. */
  fill(box: Box, color: Color, radius = 0): void {
    this.#cover(box, radius, () => color);
  }

  /** Draws a picture pixel by pixel with its corner at (x, y), its corners rounded, and a line of one pixel around it. */
  picture({ width, height, data }: Pixels, x: number, y: number, { outline, radius }: Frame): void {
    this.fill({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 }, outline, radius + 1);
    this.#cover({ x, y, width, height }, radius, (i, j) => {
      const at = (j * width + i) * 3;
      return [data[at]!, data[at + 1]!, data[at + 2]!];
    });
  }

  /** Copies a picture, all of which lies on the canvas, with its corner at (x, y). */
  paste({ width, height, data }: Pixels, x: number, y: number): void {
    for (let row = 0; row < height; row++) {
      this.data.set(data.subarray(row * width * 3, (row + 1) * width * 3), ((y + row) * this.width + x) * 3);
    }
  }

  #cover({ x, y, width, height }: Box, radius: number, colorAt: (i: number, j: number) => Color): void {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        this.blend(x + i, y + j, colorAt(i, j), cornerCoverage(i, j, width, height, radius));
      }
    }
  }
}

/** How much of pixel (i, j) lies inside a box with rounded corners. */
function cornerCoverage(i: number, j: number, width: number, height: number, radius: number): number {
  const inX = Math.min(i, width - 1 - i) + 0.5;
  const inY = Math.min(j, height - 1 - j) + 0.5;
  if (inX >= radius || inY >= radius) return 1;
  const distance = Math.sqrt((radius - inX) ** 2 + (radius - inY) ** 2);
  return Math.min(1, Math.max(0, radius + 0.5 - distance));
}
