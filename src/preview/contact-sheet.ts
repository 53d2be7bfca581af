import type { Pixels } from '../renderer.ts';
import { type Box, Canvas } from './canvas.ts';
import { fitTo, fittedSize, type Room } from './fit.ts';
import { drawPlacedText, measure, type PlacedText, placeText, wrap } from './label.ts';
import * as look from './look.ts';

/** One sample: its original, and what was made of it. */
export interface SheetRow {
  readonly name: string;
  /** Its class, or whatever else is known of it; stands quietly behind the name. */
  readonly label?: string | undefined;
  readonly original: Pixels;
  readonly variants: readonly Pixels[];
}

/** What a contact sheet shows. */
export interface Sheet {
  readonly title: string;
  /** Lines under the title; long ones are broken. */
  readonly notes: readonly string[];
  /** One for each column: the originals' first. */
  readonly headings: readonly string[];
  readonly rows: readonly SheetRow[];
}

/** Where everything on a sheet goes, in pixels of the sheet. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
  /** The line between headings and rows. */
  readonly rule: Box;
  /** Of each row: the original's place, then the variants'. */
  readonly cells: readonly (readonly Box[])[];
}

/** The room of an original and of a variant. */
export interface CellRooms {
  readonly original: Room;
  readonly variant: Room;
}

const gap = 8;
const originalGap = 28;
const rowGap = 28;
const nameSpace = 24;
const labelGap = 14;
const widest = 1440;
const narrowest = 640;
/** Originals as high as their variants keep that height up to this shape, the commonest of photographs. */
const originalAspect = 1.5;

/** The room of each picture on a sheet of so many columns, the originals' among them. */
export function cellRooms(columns: number): CellRooms {
  const variants = columns - 1;
  const free = widest - 2 * look.margin - originalGap - gap * (variants - 1);
  const side = Math.max(96, Math.min(224, Math.floor(free / (variants + originalAspect))));
  return {
    original: { width: Math.round(side * originalAspect), height: side },
    variant: { width: side, height: side },
  };
}

/** Places everything: nothing overlaps, whatever the pictures' sizes and the texts' lengths. */
export function layOut({ title, notes, headings, rows }: Sheet): Layout {
  const rooms = cellRooms(headings.length);
  const sizes = rows.map(({ original, variants }) => [
    fittedSize(original, rooms.original),
    ...variants.map((variant) => fittedSize(variant, rooms.variant)),
  ]);
  const columns = headings.map((text, column) => {
    const pictures = Math.max(...sizes.map((row) => row[column]?.width ?? 1));
    const room = column === 0 ? rooms.original : rooms.variant;
    return Math.max(pictures, Math.min(room.width, Math.ceil(measure(text, look.name))));
  });
  const lefts = columns.map((_, column) =>
    columns.slice(0, column).reduce((x, width, before) => x + width + (before === 0 ? originalGap : gap), look.margin),
  );
  const width = Math.max(narrowest, lefts.at(-1)! + columns.at(-1)! + look.margin);
  const inner = width - 2 * look.margin;

  const texts: PlacedText[] = [];
  const place = (...given: Parameters<typeof placeText>) => {
    const placed = placeText(...given);
    texts.push(placed);
    return placed;
  };
  let y = look.margin;
  place(title, look.margin, y, inner, look.title);
  y += look.titleHeight;
  for (const line of notes.flatMap((note) => wrap(note, inner, look.text, 3))) {
    place(line, look.margin, y, inner, look.text);
    y += look.lineHeight;
  }
  y += 22;
  for (const [column, text] of headings.entries()) place(text, lefts[column]!, y, columns[column]!, look.text);
  y += look.lineHeight;
  const rule = { x: look.margin, y, width: inner, height: 1 };
  y += 20;

  const cells = rows.map(({ name, label }, row) => {
    if (row > 0) y += rowGap;
    const about = label === undefined ? undefined : placeText(label, 0, y, inner / 2, look.text);
    const named = place(name, look.margin, y, inner - (about === undefined ? 0 : about.width + labelGap), look.name);
    if (about !== undefined) texts.push({ ...about, x: named.x + named.width + labelGap });
    y += nameSpace;
    const height = Math.max(...sizes[row]!.map((size) => size.height));
    const boxes = sizes[row]!.map((size, column) => {
      const spare = column === 0 ? 0 : columns[column]! - size.width;
      return { x: lefts[column]! + Math.floor(spare / 2), y: y + Math.floor((height - size.height) / 2), ...size };
    });
    y += height;
    return boxes;
  });
  return { width, height: y + look.margin, texts, rule, cells };
}

/** Draws a contact sheet: a title, a heading for each column, a row for each sample. Pure: the same sheet, the same bytes. */
export function drawContactSheet(sheet: Sheet): Pixels {
  const { width, height, texts, rule, cells } = layOut(sheet);
  const rooms = cellRooms(sheet.headings.length);
  const canvas = new Canvas(width, height, look.background);
  canvas.fill(rule, look.hairline);
  for (const placed of texts) drawPlacedText(canvas, placed);
  for (const [row, { original, variants }] of sheet.rows.entries()) {
    for (const [column, picture] of [original, ...variants].entries()) {
      const { x, y } = cells[row]![column]!;
      canvas.picture(fitTo(picture, column === 0 ? rooms.original : rooms.variant), x, y, look.frame);
    }
  }
  return canvas;
}
