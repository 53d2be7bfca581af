import type { Box, Canvas, Color } from './canvas.ts';
import { type Strokes, strokes } from './font.ts';

/** How a text looks. */
export interface Style {
  /** Pixels to a unit of the font: at 1, capitals are 12 pixels high. */
  readonly size: number;
  /** Width of the strokes, in pixels. */
  readonly weight: number;
  readonly color: Color;
}

/** A text and its place: from its left edge and the top of its capitals to where it ends and its baseline. */
export interface PlacedText extends Box {
  readonly text: string;
  readonly style: Style;
}

/** Height of capitals, in units of the font. */
const capHeight = 12;

/** A glyph's extent and the white on both of its sides, in units of the font. */
interface Metrics {
  readonly left: number;
  readonly advance: number;
}

const metricsOf = new Map<string, Metrics>();
const spaceAdvance = 4.6;
const tabularWidth = 7;

function metrics(character: string): Metrics {
  let found = metricsOf.get(character);
  if (found === undefined) {
    found = measureGlyph(character);
    metricsOf.set(character, found);
  }
  return found;
}

function measureGlyph(character: string): Metrics {
  if (character === ' ') return { left: 0, advance: spaceAdvance };
  const pen = strokes(character);
  const width = Math.max(...pen.filter((_, i) => i % 2 === 0));
  if (/[0-9]/.test(character)) return { left: 1.8, advance: tabularWidth + 3.6 };
  if (!/[A-Za-z]/.test(character)) return { left: 2.1, advance: width + 4.2 };
  const left = bearing(pen, character, (x) => x);
  return { left, advance: left + width + bearing(pen, character, (x) => width - x) };
}

/** White beside a letter: less where its side is round, slanted or open, so that words look evenly spaced. */
function bearing(pen: Strokes, character: string, depth: (x: number) => number): number {
  const [open, straight, yielding, tightest] = [2.6, 2.2, 0.6, 1.35];
  const top = /[A-Z]/.test(character) ? 0 : 4;
  let [sum, rows] = [0, 0];
  for (let y = top + 0.25; y < 12; y += 0.5, rows++) {
    let nearest = open;
    for (let i = 0; i < pen.length; i += 4) {
      const [x0, y0, x1, y1] = [pen[i]!, pen[i + 1]!, pen[i + 2]!, pen[i + 3]!];
      if (Math.min(y0, y1) > y + 0.25 || Math.max(y0, y1) < y - 0.25) continue;
      const t = y0 === y1 ? 0 : Math.min(1, Math.max(0, (y - y0) / (y1 - y0)));
      nearest = Math.min(nearest, depth(x0 + (x1 - x0) * t), y0 === y1 ? depth(x1) : open);
    }
    sum += nearest;
  }
  return Math.max(tightest, straight - yielding * (sum / rows));
}

/** Accented letters fall back to their base where the font has no glyph: `é` is drawn as `e`. */
function characters(text: string): string[] {
  return [
    ...text
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .replace(/\s/g, ' '),
  ];
}

/** Letters stand on whole pixels, so that the last one may end up to half a pixel later than its advance says. */
const rounding = 1;

/** Width of a text, in pixels. */
export function measure(text: string, style: Style): number {
  return characters(text).reduce((sum, character) => sum + metrics(character).advance * style.size, rounding);
}

/** The text, or as much of its start as fits `width` pixels, with an ellipsis. */
export function truncate(text: string, width: number, style: Style): string {
  if (measure(text, style) <= width) return text;
  const kept = [...text];
  while (kept.length > 0 && measure(`${kept.join('').trimEnd()}…`, style) > width) kept.pop();
  return `${kept.join('').trimEnd()}…`;
}

/** The text in lines of at most `width` pixels, broken between words; the last of `lines` is cut short if need be. */
export function wrap(text: string, width: number, style: Style, lines = Number.POSITIVE_INFINITY): string[] {
  const broken: string[] = [];
  const words = text.split(' ');
  while (words.length > 0 && broken.length < lines) {
    let line = words.shift()!;
    const isLast = broken.length === lines - 1;
    while (words.length > 0 && (isLast || measure(`${line} ${words[0]}`, style) <= width)) line += ` ${words.shift()}`;
    broken.push(truncate(line, width, style));
  }
  return broken;
}

/** The text at (x, y), cut short where it is wider than `room` pixels. */
export function placeText(text: string, x: number, y: number, room: number, style: Style): PlacedText {
  const shown = truncate(text, room, style);
  return { text: shown, x, y, width: Math.ceil(measure(shown, style)), height: capHeight * style.size, style };
}

export function drawPlacedText(canvas: Canvas, { text, x, y, style }: PlacedText): void {
  drawText(canvas, text, x, y, style);
}

/** Draws a text from x on, the top of its capitals at y. */
export function drawText(canvas: Canvas, text: string, x: number, y: number, style: Style): void {
  let pen = x;
  for (const character of characters(text)) {
    const { left, advance } = metrics(character);
    drawStrokes(canvas, strokes(character), Math.round(pen + left * style.size), y, style);
    pen += advance * style.size;
  }
}

function drawStrokes(canvas: Canvas, pen: Strokes, x: number, y: number, { size, weight, color }: Style): void {
  if (pen.length === 0) return;
  const xs = pen.filter((_, i) => i % 2 === 0);
  const ys = pen.filter((_, i) => i % 2 === 1);
  const edge = Math.ceil(weight / 2) + 1;
  for (let j = Math.floor(Math.min(...ys) * size) - edge; j <= Math.max(...ys) * size + edge; j++) {
    for (let i = Math.floor(Math.min(...xs) * size) - edge; i <= Math.max(...xs) * size + edge; i++) {
      canvas.blend(x + i, y + j, color, Math.min(1, weight / 2 + 0.5 - distanceTo(pen, i / size, j / size) * size));
    }
  }
}

/** From a point to the nearest of the strokes, in units of the font. */
function distanceTo(pen: Strokes, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < pen.length; i += 4) {
    const [x0, y0] = [pen[i]!, pen[i + 1]!];
    const [dx, dy] = [pen[i + 2]! - x0, pen[i + 3]! - y0];
    const length = dx * dx + dy * dy;
    const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
    const [offX, offY] = [x - x0 - t * dx, y - y0 - t * dy];
    least = Math.min(least, offX * offX + offY * offY);
  }
  return Math.sqrt(least);
}
