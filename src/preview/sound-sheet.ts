import { AugmentError } from '../../transforms/index.ts';
import { type Box, Canvas } from './canvas.ts';
import { heat } from './heat.ts';
import { rangeDb } from './heat-picture.ts';
import { drawPlacedText, type PlacedText, placeText, type Style, wrap } from './label.ts';
import * as look from './look.ts';
import { light } from './panel-look.ts';
import { type ScaledRow, scaleRow } from './row-scale.ts';
import { clipsOf, factsOf, type ShownClip, type SoundRow } from './sound-clips.ts';
import { drawPanels, gutter, panelLayout } from './sound-panel.ts';

export interface SoundSheetOptions {
  readonly title: string;
  /** Lines under the title; long ones are broken. */
  readonly notes?: readonly string[];
}

/** A row of the sheet: its scale, the columns of its panels, and where each of them goes. */
export interface PlacedRow extends ScaledRow {
  readonly row: SoundRow;
  readonly plotWidth: number;
  /** The original's, then the variants'. */
  readonly panels: readonly Box[];
}

/** Where everything on a sheet of sounds goes, in pixels of the sheet. */
export interface SoundLayout {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
  readonly rules: readonly Box[];
  readonly swatches: readonly { readonly box: Box; readonly kind: keyof typeof swatchWidths }[];
  readonly rows: readonly PlacedRow[];
}

const width = 1440;
const gap = 26;
const mostAcross = 3;
const rowGap = 34;
const captionHeight = 20;
const mostCaptionLines = 8;
const mostPixels = 1e8;
/** No panel with its heading is lower; a hopeless sheet is refused before its sounds are looked at. */
const lowestPanel = 168;
const swatchWidths = { peak: 16, rms: 16, warning: 16, heat: 120, nothing: 16 };

const quiet: Style = { ...look.text, size: 0.85, weight: 1.35 };
const heading: Style = { ...look.name, size: 0.92, weight: 1.7 };

/** Places everything: nothing overlaps, whatever the clips' lengths and the texts'. */
export function layOutSounds(rows: readonly SoundRow[], { title, notes = [] }: SoundSheetOptions): SoundLayout {
  const inner = width - 2 * look.margin;
  const texts: PlacedText[] = [];
  const rules: Box[] = [];
  let y = look.margin;
  texts.push(placeText(title, look.margin, y, inner, look.title));
  y += look.titleHeight;
  for (const line of notes.flatMap((note) => wrap(note, inner, look.text, 3))) {
    texts.push(placeText(line, look.margin, y, inner, look.text));
    y += look.lineHeight;
  }
  y += 8;
  const swatches = legend(y, texts);
  y += look.lineHeight + 4;
  rules.push({ x: look.margin, y, width: inner, height: 1 });
  y += 22;
  const placed = rows.map((row, i) => {
    if (i > 0) y += rowGap;
    texts.push(placeText(row.title, look.margin, y, inner, look.name));
    y += 30;
    const { across, cellWidth } = columnsFor(row.variants.length, inner);
    refuseTall(y + Math.ceil(row.variants.length / (across - 1)) * lowestPanel);
    const plotWidth = cellWidth - gutter;
    const scaled = scaleRow(row, plotWidth);
    const clips = clipsOf(row);
    const panels: Box[] = [];
    for (const line of linesOf(clips.length, across)) {
      let below = 0;
      for (const [column, clip] of line.map((index) => clips[index]!).entries()) {
        const isOriginal = line[0] === 0 && column === 0;
        const cell = isOriginal ? 0 : line[0] === 0 ? column : column + 1;
        const x = look.margin + cell * (cellWidth + gap);
        head(clip, x, y, cellWidth, texts);
        const size = panelLayout(clip, scaled.scale, plotWidth);
        panels.push({ x, y: y + 24, width: size.width, height: size.height });
        below = Math.max(below, 24 + size.height + caption(clip, x, y + 24 + size.height, cellWidth, texts));
      }
      y += below + 14;
    }
    y -= 14;
    refuseTall(y);
    return { ...scaled, row, plotWidth, panels };
  });
  return { width, height: y + look.margin, texts, rules, swatches, rows: placed };
}

/** Cells across, the original's among them: as few lines as there must be, of much the same length. */
function columnsFor(variants: number, inner: number): { across: number; cellWidth: number } {
  const lines = Math.max(1, Math.ceil(variants / mostAcross));
  const across = Math.max(2, 1 + Math.ceil(variants / lines));
  return { across, cellWidth: Math.floor((inner - gap * (across - 1)) / across) };
}

/** The clips of each line: under the original stays free, so that it is seen which one it is. */
function linesOf(clips: number, across: number): number[][] {
  const lines = [Array.from({ length: Math.min(clips, across) }, (_, i) => i)];
  for (let next = across; next < clips; next += across - 1) {
    lines.push(Array.from({ length: Math.min(clips - next, across - 1) }, (_, i) => next + i));
  }
  return lines;
}

function head(clip: ShownClip, x: number, y: number, room: number, texts: PlacedText[]): void {
  const facts = placeText(factsOf(clip), 0, y + 1, room * 0.7, quiet);
  const name = placeText(clip.name, x + gutter, y, room - gutter - facts.width - 12, heading);
  texts.push(name, { ...facts, x: x + room - facts.width });
}

/** Adds a clip's caption; how high it is. */
function caption({ caption: lines }: ShownClip, x: number, y: number, room: number, texts: PlacedText[]): number {
  const left = x + gutter;
  const broken = lines.flatMap((line) => wrap(line, room - gutter, quiet, 3));
  const shown =
    broken.length <= mostCaptionLines
      ? broken
      : [...broken.slice(0, mostCaptionLines - 1), `and ${broken.length - mostCaptionLines + 1} lines more`];
  for (const [i, line] of shown.entries()) {
    texts.push(placeText(line, left, y + 6 + i * captionHeight, room - gutter, quiet));
  }
  return shown.length === 0 ? 0 : 6 + shown.length * captionHeight;
}

/** What the colours mean, in one line. */
function legend(y: number, texts: PlacedText[]): SoundLayout['swatches'] {
  const swatches: { box: Box; kind: keyof typeof swatchWidths }[] = [];
  let x = look.margin;
  const text = (words: string) => {
    const placed = placeText(words, x, y, width, quiet);
    texts.push(placed);
    x += placed.width;
  };
  const swatch = (kind: keyof typeof swatchWidths) => {
    swatches.push({ box: { x, y: y - 1, width: swatchWidths[kind], height: 12 }, kind });
    x += swatchWidths[kind] + 8;
  };
  for (const [kind, words] of [
    ['peak', 'peaks'],
    ['rms', 'rms'],
    ['warning', 'at or beyond full scale'],
    ['nothing', 'no sound'],
  ] as const) {
    swatch(kind);
    text(words);
    x += 26;
  }
  text(`log-mel spectrogram in Hz:  -${rangeDb} dB`);
  x += 8;
  swatch('heat');
  text("the row's loudest");
  return swatches;
}

function refuseTall(height: number): void {
  if (height * width <= mostPixels) return;
  throw new AugmentError(
    'bad-parameter',
    `preview: expected a sheet of at most ${mostPixels / 1e6} million pixels, got more; ask for fewer examples or variants`,
    { parameter: 'examples' },
  );
}

/**
 * Draws a sheet of sounds: for each row the original and its variants, a waveform above a log-mel spectrogram, all of a
 * row on one scale of time, pitch and loudness. Pure: the same rows, the same bytes. Throws AugmentError where a clip's sizes
 * do not fit its values, or the sheet would be too large.
 */
export function soundSheet(rows: readonly SoundRow[], options: SoundSheetOptions): Canvas {
  const layout = layOutSounds(rows, options);
  const canvas = new Canvas(layout.width, layout.height, look.background);
  for (const rule of layout.rules) canvas.fill(rule, look.hairline);
  for (const { box, kind } of layout.swatches) {
    if (kind !== 'heat') canvas.fill(box, light[kind], 2);
    else {
      for (let i = 0; i < box.width; i++) canvas.fill({ ...box, x: box.x + i, width: 1 }, heat(i / (box.width - 1)));
    }
  }
  for (const { row, plotWidth, panels, ...scaled } of layout.rows) {
    for (const [i, panel] of drawPanels(row, scaled, plotWidth, light).entries()) {
      canvas.paste(panel, panels[i]!.x, panels[i]!.y);
    }
  }
  for (const placed of layout.texts) drawPlacedText(canvas, placed);
  return canvas;
}
