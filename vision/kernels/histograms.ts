import type { AutoContrastOp, EqualizeOp } from '../ops/index.ts';
import type { Tables } from './color.ts';
import type { KernelMemory, Planes } from './memory.ts';

/** How often each of the 256 levels occurs. */
type Histogram = Int32Array;

const identity: readonly number[] = Object.freeze(Array.from({ length: 256 }, (_, level) => level));

/** The curve of each channel that equalises it. */
export function equalizingCurves(memory: KernelMemory, planes: Planes, mode: EqualizeOp['mode']): Tables {
  return eachChannel((c) => equalizing(histogramOf(memory, planes, c), mode));
}

/** The curve that equalises luma. */
export function equalizingLuma(memory: KernelMemory, planes: Planes, mode: EqualizeOp['mode']): readonly number[] {
  return equalizing(lumaHistogram(memory, planes), mode);
}

/** One channel's curve: what equalises it, or stretches it from black to white. */
export function channelCurve(
  memory: KernelMemory,
  planes: Planes,
  channel: number,
  op: EqualizeOp | AutoContrastOp,
): readonly number[] {
  const histogram = histogramOf(memory, planes, channel);
  return op.kind === 'equalize' ? equalizing(histogram, op.mode) : stretching(histogram, op.cutoffPercent);
}

/** One curve for all channels, of however many, that stretches the darkest value of all to black and the lightest to white. */
export function stretchingAll(memory: KernelMemory, planes: Planes, op: AutoContrastOp): readonly number[] {
  const all = new Int32Array(256);
  for (let c = 0; c < planes.channels; c++) {
    const own = histogramOf(memory, planes, c);
    for (let level = 0; level < 256; level++) all[level]! += own[level]!;
  }
  return stretching(all, op.cutoffPercent);
}

/** The curve of each channel that stretches it from black to white; one curve for all where luma decides. */
export function stretchingCurves(memory: KernelMemory, planes: Planes, op: AutoContrastOp): Tables {
  if (op.perChannel) return eachChannel((c) => stretching(histogramOf(memory, planes, c), op.cutoffPercent));
  const table = stretching(lumaHistogram(memory, planes), op.cutoffPercent);
  return [table, table, table];
}

function eachChannel(table: (c: number) => readonly number[]): Tables {
  return [table(0), table(1), table(2)];
}

function histogramOf(memory: KernelMemory, planes: Planes, channel: number): Histogram {
  const size = planes.width * planes.height;
  return counted(memory, (counts) => memory.wasm.planeHistogram!(planes.pointer + channel * size * 4, size, counts));
}

function lumaHistogram(memory: KernelMemory, planes: Planes): Histogram {
  const size = planes.width * planes.height;
  return counted(memory, (counts) => memory.wasm.lumaHistogram!(planes.pointer, size, counts));
}

function counted(memory: KernelMemory, count: (counts: number) => void): Histogram {
  const mark = memory.mark();
  const counts = memory.allocate(1024);
  count(counts);
  const histogram = new Int32Array(memory.bytes.slice(counts, counts + 1024).buffer);
  memory.release(mark);
  return histogram;
}

function equalizing(histogram: Histogram, mode: EqualizeOp['mode']): readonly number[] {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  return mode === 'pil' ? equalizingAsPillow(histogram, total) : equalizingAsOpenCV(histogram, total);
}

/** `ImageOps.equalize`: whole steps of the pixels that are darker; of fewer than 256 pixels (or one level) nothing. */
function equalizingAsPillow(histogram: Histogram, total: number): readonly number[] {
  const step = Math.floor((total - histogram.findLast((count) => count !== 0)!) / 255);
  if (step === 0) return identity;
  let darker = Math.floor(step / 2);
  return Array.from(histogram, (count) => {
    const level = Math.min(255, Math.floor(darker / step));
    darker += count;
    return level;
  });
}

/** `cv::equalizeHist`: the darkest level becomes black, all others go by the pixels that are no lighter; float32 as there. */
function equalizingAsOpenCV(histogram: Histogram, total: number): readonly number[] {
  const darkest = histogram.findIndex((count) => count !== 0);
  const rest = total - histogram[darkest]!;
  if (rest === 0) return identity;
  const scale = Math.fround(255 / Math.fround(rest));
  let reached = 0;
  return Array.from(histogram, (count, level) => {
    if (level <= darkest) return 0;
    reached += count;
    return Math.min(255, halfToEven(Math.fround(Math.fround(reached) * scale)));
  });
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** `ImageOps.autocontrast`, its truncation to whole levels included. */
function stretching(histogram: Histogram, cutoffPercent: AutoContrastOp['cutoffPercent']): readonly number[] {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const left = Int32Array.from(histogram);
  cutOff(left, Math.floor((total * cutoffPercent[0]) / 100), 0, 1);
  cutOff(left, Math.floor((total * cutoffPercent[1]) / 100), 255, -1);
  const low = left.findIndex((count) => count !== 0);
  const high = left.findLastIndex((count) => count !== 0);
  if (high <= low) return identity;
  const scale = 255 / (high - low);
  const offset = -low * scale;
  return identity.map((level) => Math.min(255, Math.max(0, Math.trunc(level * scale + offset))));
}

/** Takes `count` values away, from one end on. */
function cutOff(histogram: Histogram, count: number, from: number, by: 1 | -1): void {
  let cut = count;
  for (let level = from; cut > 0 && level >= 0 && level < 256; level += by) {
    const taken = Math.min(cut, histogram[level]!);
    histogram[level]! -= taken;
    cut -= taken;
  }
}
