import type { Box, Canvas, Color } from './canvas.ts';
import { envelope } from './envelope.ts';
import type { PanelLook } from './panel-look.ts';
import type { Clip } from './sound-clips.ts';

/** How far beyond full scale a waveform is shown. */
export const headroom = 1.12;
/** With fewer frames to a column their loudness says nothing that the line does not. */
const fewestForRms = 4;

/** Draws channels [first, end) over each other: peaks, the loudness within them, zero, full scale, and what was clipped. */
export function drawWaveform(
  canvas: Canvas,
  clip: Clip,
  channels: readonly [number, number],
  box: Box,
  framesPerColumn: number,
  look: PanelLook,
  unit: number,
): void {
  canvas.fill(box, look.ground);
  const half = box.height / 2;
  const middle = box.y + half;
  const yOf = (value: number) => middle - (Math.min(headroom, Math.max(-headroom, value)) / headroom) * half;
  for (const scale of [-1, 1]) {
    const y = Math.round(yOf(scale) - unit / 2);
    for (let x = 0; x < box.width; x += 6 * unit) {
      canvas.fill({ x: box.x + x, y, width: Math.min(3 * unit, box.width - x), height: unit }, look.zero);
    }
  }
  canvas.fill({ x: box.x, y: Math.round(middle - unit / 2), width: box.width, height: unit }, look.zero);
  const { low, high, rms, clipped } = envelope(clip, channels, box.width, framesPerColumn);
  for (let column = 0; column < box.width; column++) {
    const x = box.x + column;
    const isMarked = clipped[column] === 1;
    if (isMarked) {
      strip(canvas, x, box.y, box.y + box.height, look.warning, 0.16);
      for (const y of [box.y, box.y + box.height - 3 * unit]) strip(canvas, x, y, y + 3 * unit, look.warning);
    }
    const [top, bottom] = thickened(yOf(high[column]!), yOf(low[column]!), unit);
    strip(canvas, x, top, bottom, isMarked ? look.warning : look.peak);
    if (framesPerColumn < fewestForRms) continue;
    const loudness = rms[column]!;
    strip(canvas, x, Math.max(top, yOf(loudness)), Math.min(bottom, yOf(-loudness)), look.rms);
  }
}

/** Nothing thinner than a line. */
function thickened(top: number, bottom: number, thickness: number): [number, number] {
  const spare = Math.max(0, thickness - (bottom - top)) / 2;
  return [top - spare, bottom + spare];
}

/** One column of pixels from `top` to `bottom`, the pixels at its ends by what it covers of them. */
function strip(canvas: Canvas, x: number, top: number, bottom: number, color: Color, strength = 1): void {
  for (let y = Math.floor(top); y < bottom; y++) {
    canvas.blend(x, y, color, strength * (Math.min(y + 1, bottom) - Math.max(y, top)));
  }
}
