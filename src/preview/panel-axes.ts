import type { Tick } from './axis.ts';
import type { Box, Canvas } from './canvas.ts';
import { drawText, measure, type PlacedText, placeText } from './label.ts';
import { type PanelLook, smallText } from './panel-look.ts';
import { headroom } from './waveform.ts';

export const tickLength = 4;
/** Of the capitals of small text. */
export const letterHeight = 9;

/** The first and the last bin of features. */
export function binTicks(bins: number): Tick[] {
  return [
    { at: 0, text: '0' },
    { at: 1, text: `${bins}` },
  ];
}

/** Full scale and zero of a single waveform; of several, which one it is. */
export function laneTicks(lane: number, lanes: number, { height }: Box, unit: number): Tick[] {
  if (lanes > 1) return [{ at: 0.5, text: lanes === 2 ? ['L', 'R'][lane]! : `ch ${lane + 1}` }];
  if (height < 48 * unit) return [{ at: 0.5, text: '0' }];
  return [-1, 0, 1].map((value) => ({ at: 0.5 + value / 2 / headroom, text: `${value}` }));
}

/** Texts left of a box, each at its height, none beyond the box's edges. */
export function axisLabels(canvas: Canvas, ticks: readonly Tick[], box: Box, look: PanelLook, unit: number): void {
  const style = smallText(look.text, unit);
  const letters = letterHeight * unit;
  for (const { at, text } of ticks) {
    const middle = box.y + box.height * (1 - at);
    const top = Math.min(box.y + box.height - letters, Math.max(box.y, Math.round(middle - letters / 2)));
    const right = box.x - 7 * unit;
    drawText(canvas, text, Math.round(right - measure(text, style)), top, style);
    const line = Math.min(box.y + box.height - unit, Math.max(box.y, Math.round(middle - unit / 2)));
    canvas.fill({ x: box.x - 4 * unit, y: line, width: 3 * unit, height: unit }, look.zero);
  }
}

/** Marks and their texts beneath a box. From the end on: the last one has the unit, one that it would touch is left out. */
export function timeAxis(
  canvas: Canvas,
  ticks: readonly Tick[],
  box: Box,
  y: number,
  look: PanelLook,
  unit: number,
): void {
  for (const { at } of ticks) {
    const x = box.x + Math.min(box.width - unit, Math.round(at * box.width));
    canvas.fill({ x, y: box.y + box.height + unit, width: unit, height: tickLength * unit }, look.zero);
  }
  for (const placed of placeTicks(ticks, box, y, unit, look)) drawText(canvas, placed.text, placed.x, y, placed.style);
}

/** Where the texts of a time axis stand. */
function placeTicks(ticks: readonly Tick[], { x, width }: Box, y: number, unit: number, look: PanelLook): PlacedText[] {
  const style = smallText(look.text, unit);
  let free = Number.POSITIVE_INFINITY;
  const placed: PlacedText[] = [];
  for (const { at, text } of ticks.toReversed()) {
    const wide = Math.ceil(measure(text, style));
    const left = Math.round(Math.min(x + width - wide, Math.max(x, x + at * width - wide / 2)));
    if (left + wide > free) continue;
    placed.unshift(placeText(text, left, y, wide, style));
    free = left - 8 * unit;
  }
  return placed;
}
