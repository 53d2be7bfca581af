import { columnTicks, pitchTicks, timeTicks } from './axis.ts';
import { type Box, Canvas } from './canvas.ts';
import { drawFeatures, drawMels } from './heat-picture.ts';
import { drawText, measure, placeText } from './label.ts';
import type { MelPicture } from './mel-picture.ts';
import { axisLabels, binTicks, laneTicks, letterHeight, tickLength, timeAxis } from './panel-axes.ts';
import { type PanelLook, smallText } from './panel-look.ts';
import { columnsOf, lanesOf, type RowScale, type ScaledRow, spansOf } from './row-scale.ts';
import { clipsOf, isFeatures, type ShownClip, type SoundRow } from './sound-clips.ts';
import { drawWaveform } from './waveform.ts';

/** Where the parts of a panel lie, in pixels from its corner. */
export interface PanelLayout {
  readonly width: number;
  readonly height: number;
  /** One for each channel, or one for all of them; none of features. */
  readonly lanes: readonly Box[];
  /** A spectrogram, or features. */
  readonly picture: Box;
  /** The rows of segments; its height is 0 without any. */
  readonly spans: Box;
  /** The top of the letters beneath the time axis. */
  readonly axisY: number;
}

/** Left of a plot, for its labels. */
export const gutter = 34;
const laneHeights = [0, 72, 46, 36, 32];
const laneGap = 3;
const partGap = 6;
const spanHeight = 18;
const pictureHeight = 120;
const axisHeight = 20;
const tickSpace = 62;

/** The place of everything in the panel of one clip, `plotWidth` pixels of it for the time; `unit` enlarges the rest. */
export function panelLayout(clip: ShownClip, scale: RowScale, plotWidth: number, unit = 1): PanelLayout {
  const left = gutter * unit;
  const box = (y: number, height: number): Box => ({ x: left, y: y * unit, width: plotWidth, height: height * unit });
  const lanesHeight = heightOf(scale.lanes);
  const spansHeight = scale.spanLanes * spanHeight + (scale.spanLanes > 0 ? partGap : 0);
  const top = lanesHeight === 0 ? 0 : lanesHeight + partGap;
  const bottom = top + spansHeight + pictureHeight;
  const isImage = isFeatures(clip);
  const lanes = isImage ? 0 : lanesOf(clip.channels);
  const each = Math.floor((lanesHeight - laneGap * (lanes - 1)) / Math.max(1, lanes));
  return {
    width: left + plotWidth,
    height: (bottom + tickLength + axisHeight) * unit,
    lanes: Array.from({ length: lanes }, (_, lane) => box(lane * (each + laneGap), each)),
    spans: box(isImage ? bottom - spansHeight + partGap : top, scale.spanLanes * spanHeight),
    picture: isImage ? box(0, bottom - spansHeight) : box(top + spansHeight, pictureHeight),
    axisY: (bottom + tickLength + 4) * unit,
  };
}

function heightOf(lanes: number): number {
  return lanes === 0 ? 0 : lanes * laneHeights[lanes]! + laneGap * (lanes - 1);
}

/** The panels of a row's clips, each as a picture of its own; `scaled` has a column for each `unit` pixels of the plot. */
export function drawPanels(row: SoundRow, scaled: ScaledRow, plotWidth: number, look: PanelLook, unit = 1): Canvas[] {
  return clipsOf(row).map((clip, i) => {
    const layout = panelLayout(clip, scaled.scale, plotWidth, unit);
    const canvas = new Canvas(layout.width, layout.height, look.page);
    drawPanel(canvas, clip, scaled.pictures[i], scaled.scale, layout, look, unit);
    return canvas;
  });
}

function drawPanel(
  canvas: Canvas,
  clip: ShownClip,
  mel: MelPicture | undefined,
  scale: RowScale,
  layout: PanelLayout,
  look: PanelLook,
  unit: number,
): void {
  const { picture, lanes } = layout;
  for (const box of [...lanes, picture]) frame(canvas, box, look, unit);
  if (isFeatures(clip)) {
    const width =
      clip.hopSeconds === undefined ? picture.width : widthOf(clip.columns * clip.hopSeconds, scale, picture);
    drawFeatures(canvas, clip, { ...picture, width }, look);
    axisLabels(canvas, binTicks(clip.bins), picture, look, unit);
  } else {
    const width = widthOf(clip.frames / clip.sampleRate, scale, picture);
    for (const [lane, box] of lanes.entries()) {
      const channels = clip.channels === lanes.length ? ([lane, lane + 1] as const) : ([0, clip.channels] as const);
      const framesPerColumn = (scale.seconds * clip.sampleRate) / box.width;
      drawWaveform(canvas, clip, channels, { ...box, width }, framesPerColumn, look, unit);
      axisLabels(canvas, laneTicks(lane, lanes.length, box, unit), box, look, unit);
    }
    drawMels(canvas, mel!, { ...picture, width }, scale.topDb, look, unit);
    axisLabels(canvas, pitchTicks(scale.highHz, (14 * unit) / picture.height), picture, look, unit);
    if (clip.frames === 0) centred(canvas, 'no frames', picture, look, unit);
  }
  drawSpans(canvas, clip, scale, layout.spans, look, unit);
  const most = Math.floor(picture.width / (tickSpace * unit));
  const isTimeless = isFeatures(clip) && clip.hopSeconds === undefined;
  const ticks = isTimeless ? columnTicks(clip.columns, most) : timeTicks(scale.seconds, most);
  timeAxis(canvas, ticks, picture, layout.axisY, look, unit);
}

function widthOf(seconds: number, scale: RowScale, { width }: Box): number {
  return Math.min(width, columnsOf(seconds, scale.seconds / width));
}

function frame(canvas: Canvas, { x, y, width, height }: Box, look: PanelLook, unit: number): void {
  canvas.fill({ x: x - unit, y: y - unit, width: width + 2 * unit, height: height + 2 * unit }, look.line, 2 * unit);
  canvas.fill({ x, y, width, height }, look.nothing);
}

function drawSpans(
  canvas: Canvas,
  { segments = [] }: ShownClip,
  scale: RowScale,
  box: Box,
  look: PanelLook,
  unit: number,
): void {
  const style = smallText(look.spanText, unit);
  const high = (spanHeight - 2) * unit;
  const xOf = (seconds: number) => box.x + Math.round(Math.min(1, Math.max(0, seconds / scale.seconds)) * box.width);
  for (const { startSeconds, endSeconds, label, lane } of spansOf(segments).spans) {
    const [left, right] = [xOf(startSeconds), xOf(endSeconds)];
    const [width, y] = [Math.max(unit, right - left), box.y + lane * spanHeight * unit];
    canvas.fill({ x: left, y, width, height: high }, look.span);
    canvas.fill({ x: left, y, width: unit, height: high }, look.spanEdge);
    const room = width - 6 * unit;
    const placed = room < 8 * unit ? undefined : placeText(label, 0, y, room, style);
    if (placed === undefined || placed.text === '…' || placed.width > room) continue;
    const top = y + Math.round((high - letterHeight * unit) / 2);
    drawText(canvas, placed.text, left + Math.round((width - placed.width) / 2) + unit, top, style);
  }
}

function centred(canvas: Canvas, text: string, box: Box, look: PanelLook, unit: number): void {
  const style = smallText(look.text, unit);
  const x = box.x + Math.round((box.width - measure(text, style)) / 2);
  drawText(canvas, text, x, box.y + Math.round((box.height - letterHeight * unit) / 2), style);
}
