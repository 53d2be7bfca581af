import type { Pixels } from '../renderer.ts';
import { edgesOf } from '../targets/formats.ts';
import type { BoxTarget } from '../targets/gather.ts';
import type { TargetsSpec } from '../targets/spec.ts';
import { Canvas, type Color } from './canvas.ts';
import { fitTo, type Room } from './fit.ts';

/** Apart from each other for most eyes, on bright and on dark pictures; a class takes the one that its number falls on. */
const colors: readonly Color[] = [
  [230, 57, 70],
  [42, 157, 244],
  [255, 190, 11],
  [58, 190, 102],
  [174, 92, 230],
  [255, 127, 39],
  [0, 201, 200],
  [255, 105, 180],
];
const colorOf = (label: number) => colors[label % colors.length]!;
const tint = 0.45;
const dotRadius = 2.5;

/** A picture at the size at which it is shown, with its mask as a tint, its boxes as lines and its keypoints as dots. */
export function fitWithTargets(picture: Pixels, room: Room, spec: TargetsSpec | undefined): Pixels {
  const fitted = fitTo(picture, room);
  if (spec === undefined) return fitted;
  const canvas = new Canvas(fitted.width, fitted.height, [0, 0, 0]);
  canvas.paste(fitted, 0, 0);
  if (picture.mask !== undefined) tintByMask(canvas, picture.mask, picture);
  const scale = [canvas.width / picture.width, canvas.height / picture.height] as const;
  for (const box of picture.boxes ?? []) {
    const outline = outlineOf(box, spec, picture);
    const corners = outline.map((value, i) => value * scale[i % 2]!);
    for (let i = 0; i < corners.length; i += 2) {
      const j = (i + 2) % corners.length;
      drawLine(canvas, corners[i]!, corners[i + 1]!, corners[j]!, corners[j + 1]!, colorOf(box.label));
    }
  }
  for (const { x, y, label } of picture.keypoints ?? []) {
    drawDot(canvas, (x + 0.5) * scale[0], (y + 0.5) * scale[1], colorOf(label));
  }
  return canvas;
}

/** Class 0 is what is left over, as a rule: it stays as it is. */
function tintByMask(canvas: Canvas, mask: Uint8Array, { width, height }: Room): void {
  for (let y = 0; y < canvas.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / canvas.height) * width;
    for (let x = 0; x < canvas.width; x++) {
      const label = mask[row + Math.floor(((x + 0.5) * width) / canvas.width)]!;
      if (label > 0) canvas.blend(x, y, colorOf(label), tint);
    }
  }
}

/** In pixels of the picture. */
function outlineOf({ box, polygon }: BoxTarget, { boxes }: TargetsSpec, { width, height }: Room): readonly number[] {
  const { format } = boxes!;
  const isFraction = format === 'yolo' || format === 'albumentations';
  if (polygon !== undefined)
    return isFraction ? polygon.map((value, i) => value * (i % 2 === 0 ? width : height)) : polygon;
  const [left, top, right, bottom] = edgesOf(box, format, width, height);
  return [left, top, right, top, right, bottom, left, bottom];
}

/** A line of about a pixel and a half; edges of the picture are drawn on its last pixels. */
function drawLine(canvas: Canvas, ax: number, ay: number, bx: number, by: number, color: Color): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay))));
  const flat = Math.abs(bx - ax) >= Math.abs(by - ay);
  for (let i = 0; i <= steps; i++) {
    const x = Math.min(Math.max(ax + ((bx - ax) * i) / steps - 0.5, 0), canvas.width - 1);
    const y = Math.min(Math.max(ay + ((by - ay) * i) / steps - 0.5, 0), canvas.height - 1);
    const [along, across] = flat ? [Math.round(x), y] : [Math.round(y), x];
    for (let at = Math.floor(across - 1); at <= Math.ceil(across + 1); at++) {
      const coverage = Math.min(1, Math.max(0, 1.25 - Math.abs(at - across)));
      canvas.blend(flat ? along : at, flat ? at : along, color, coverage);
    }
  }
}

function drawDot(canvas: Canvas, x: number, y: number, color: Color): void {
  const reach = Math.ceil(dotRadius + 1);
  for (let j = -reach; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++) {
      const [px, py] = [Math.floor(x) + i, Math.floor(y) + j];
      const distance = Math.sqrt((px + 0.5 - x) ** 2 + (py + 0.5 - y) ** 2);
      canvas.blend(px, py, [255, 255, 255], Math.min(1, Math.max(0, dotRadius + 1 - distance)));
      canvas.blend(px, py, color, Math.min(1, Math.max(0, dotRadius - distance)));
    }
  }
}
