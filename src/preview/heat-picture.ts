import type { Box, Canvas } from './canvas.ts';
import { heat } from './heat.ts';
import { type MelPicture, mels } from './mel-picture.ts';
import type { PanelLook } from './panel-look.ts';
import type { FeatureClip } from './sound-clips.ts';

/** From the brightest colour of a spectrogram to the darkest. */
export const rangeDb = 80;

/** Draws a spectrogram, `topDb` in the brightest colour: a column to `unit` pixels, smooth from mel to mel. */
export function drawMels(
  canvas: Canvas,
  { levels, columns }: MelPicture,
  box: Box,
  topDb: number,
  look: PanelLook,
  unit: number,
): void {
  if (columns === 0) return;
  const height = box.height;
  for (let y = 0; y < height; y++) {
    const mel = Math.min(mels - 1, Math.max(0, ((height - y - 0.5) / height) * mels - 0.5));
    const [below, share] = [Math.floor(mel), mel - Math.floor(mel)];
    const above = Math.min(mels - 1, below + 1);
    for (let x = 0; x < box.width; x++) {
      const column = Math.min(columns - 1, Math.floor(x / unit));
      const [a, b] = [levels[below * columns + column]!, levels[above * columns + column]!];
      const level = Number.isNaN(b) ? a : a + (b - a) * share;
      const color = Number.isNaN(level) ? look.nothing : heat(1 + (level - topDb) / rangeDb);
      canvas.blend(box.x + x, box.y + y, color, 1);
    }
  }
}

/** Draws values from -1 to 1 as an image, the lowest bin at the bottom: means where it shrinks, blocks where it grows. */
export function drawFeatures(canvas: Canvas, { planes, bins, columns }: FeatureClip, box: Box, look: PanelLook): void {
  if (columns === 0) return;
  for (let y = 0; y < box.height; y++) {
    const [firstBin, endBin] = cells(box.height - 1 - y, box.height, bins);
    for (let x = 0; x < box.width; x++) {
      const [first, end] = cells(x, box.width, columns);
      let [sum, count] = [0, 0];
      for (let bin = firstBin; bin < endBin; bin++) {
        for (let column = first; column < end; column++) {
          const value = planes[bin * columns + column]!;
          if (value - value !== 0) continue;
          sum += value;
          count++;
        }
      }
      canvas.blend(box.x + x, box.y + y, count === 0 ? look.warning : heat((sum / count + 1) / 2), 1);
    }
  }
}

/** The cells that pixel `at` of `pixels` shows: [first, end), one at least. */
function cells(at: number, pixels: number, count: number): [number, number] {
  const first = Math.floor((at * count) / pixels);
  return [first, Math.max(first + 1, Math.floor(((at + 1) * count) / pixels))];
}
