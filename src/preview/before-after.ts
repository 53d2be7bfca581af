import type { Pixels } from '../renderer.ts';
import { Canvas } from './canvas.ts';
import { fitTo, type Room } from './fit.ts';
import { drawPlacedText, measure, type PlacedText, placeText, wrap } from './label.ts';
import * as look from './look.ts';

const gap = 24;
const columnGap = 22;
const largest = 640;
const largestEnlarged = 512;
const widestText = 1000;

/**
 * Draws an original and what became of it side by side, and lines of text beneath: the first one is the title, the
 * others may have columns, which two or more spaces part; a word by itself is a transform that drew nothing. Pure: the same input, the same bytes.
 */
export function beforeAfter(original: Pixels, result: Pixels, lines: readonly string[]): Pixels {
  const [before, after] = fitBoth(original, result);
  const [title = '', ...rest] = lines;
  const rows = rest.map((line) => line.trimEnd().split(/ {2,}/));
  const firstColumn =
    Math.max(0, ...rows.filter((row) => row.length > 1).map((row) => Math.ceil(measure(row[0]!, look.name)))) +
    columnGap;
  const restOf = (row: readonly string[]) => row.slice(1).join('  ');
  const needed = Math.max(
    measure(title, look.title),
    ...rows.map((row) =>
      row.length > 1 ? firstColumn + measure(restOf(row), look.text) : measure(row[0]!, look.text),
    ),
  );
  const inner = Math.max(before.width + gap + after.width, Math.min(Math.ceil(needed), widestText));

  const texts: PlacedText[] = [];
  let y = look.margin;
  texts.push(placeText(title, look.margin, y, inner, look.title));
  y += look.titleHeight + 6;
  const right = look.margin + before.width + gap;
  texts.push(placeText('original', look.margin, y, before.width, look.text));
  texts.push(placeText('result', right, y, after.width, look.text));
  y += look.lineHeight;
  const top = y;
  y += Math.max(before.height, after.height) + gap;
  for (const row of rows) {
    const hasColumns = row.length > 1;
    const left = look.margin + (hasColumns ? firstColumn : 0);
    if (hasColumns) texts.push(placeText(row[0]!, look.margin, y, firstColumn - columnGap, look.name));
    const [about, style] = hasColumns
      ? [restOf(row), look.text]
      : [row[0]!, row[0]!.includes(' ') ? look.text : look.name];
    for (const line of wrap(about, look.margin + inner - left, style)) {
      texts.push(placeText(line, left, y, look.margin + inner - left, style));
      y += look.lineHeight;
    }
  }
  const canvas = new Canvas(inner + 2 * look.margin, y - (rows.length > 0 ? 12 : gap) + look.margin, look.background);
  canvas.picture(before, look.margin, top, look.frame);
  canvas.picture(after, right, top, look.frame);
  for (const placed of texts) drawPlacedText(canvas, placed);
  return canvas;
}

/** Both by the same whole factor where they are small, so that they stay comparable. */
function fitBoth(original: Pixels, result: Pixels): [Pixels, Pixels] {
  const longest = Math.max(original.width, original.height, result.width, result.height);
  const factor = Math.floor(largestEnlarged / longest);
  const room = ({ width, height }: Pixels): Room =>
    factor >= 1
      ? { width: width * factor, height: height * factor }
      : { width: Math.min(width, largest), height: Math.min(height, largest) };
  return [fitTo(original, room(original)), fitTo(result, room(result))];
}
