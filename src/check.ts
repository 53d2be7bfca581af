import { createHash } from 'node:crypto';
import { rootKey } from '../transforms/index.ts';
import { resize } from '../vision/index.ts';
import type { Dataset } from './dataset.ts';
import { idsOf, sourceOrder } from './order/order.ts';
import { type Pixels, Renderer } from './renderer.ts';

export interface CheckOptions {
  /** How many samples, from the start of the first epoch's order (64). */
  readonly samples?: number;
  /** How many epochs of each (8). */
  readonly epochs?: number;
  /** Called as samples are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One rendered sample. */
export interface Rendering {
  readonly epoch: number;
  readonly sampleId: number;
  readonly name: string;
}

export interface CheckReport {
  readonly samples: number;
  readonly epochs: number;
  readonly rendered: number;
  /** Renderings whose bytes no other rendering has. */
  readonly distinct: number;
  readonly repeats: number;
  readonly firstRepeat?: readonly [Rendering, Rendering];
  /** How many looks the epochs of one sample show: renderings that differ by more than two grey levels (rms). */
  readonly looksPerSample: { readonly min: number; readonly median: number };
  /** Root mean square difference in grey levels, median over samples. */
  readonly difference: { readonly fromOriginal: number; readonly betweenEpochs: number };
  readonly warnings: readonly string[];
}

/** Two pictures that differ by less (rms, grey levels) look the same. */
const sameLook = 2;
/** Below this difference from the original, training is mostly on the same data. */
const weakDifference = 6;

/** Renders samples over several epochs and tells whether any two are equal, and how different they are. */
export async function check(dataset: Dataset, options: CheckOptions = {}): Promise<CheckReport> {
  const { samples: wanted = 64, epochs = 8, onProgress } = options;
  const renderer = await Renderer.open(dataset.spec);
  try {
    const order = sourceOrder(renderer.source, dataset.spec.order, rootKey(dataset.spec.seed), 0);
    const ids = idsOf(order, wanted);
    const seen = new Map<string, Rendering>();
    const looks: number[] = [];
    const fromOriginal: number[] = [];
    const betweenEpochs: number[] = [];
    let firstRepeat: readonly [Rendering, Rendering] | undefined;
    let repeats = 0;
    for (const [done, id] of ids.entries()) {
      const variants: Pixels[] = [];
      for (let epoch = 0; epoch < epochs; epoch++) {
        const here: Rendering = { epoch, sampleId: id, name: renderer.source.nameOf(id) };
        const hash = await hashOf(renderer, epoch, id);
        const before = seen.get(hash);
        if (before !== undefined) {
          repeats++;
          firstRepeat ??= [before, here];
        } else {
          seen.set(hash, here);
        }
        variants.push(await renderer.pixels(epoch, id));
      }
      looks.push(countLooks(variants));
      for (const variant of variants) {
        const original = await renderer.pixels(0, id, [resize({ size: [variant.height, variant.width] })]);
        fromOriginal.push(rms(original, variant));
      }
      for (let i = 1; i < variants.length; i++) betweenEpochs.push(rms(variants[i - 1]!, variants[i]!));
      onProgress?.(done + 1, ids.length);
    }
    const report = {
      samples: ids.length,
      epochs,
      rendered: ids.length * epochs,
      distinct: seen.size,
      repeats,
      ...(firstRepeat === undefined ? {} : { firstRepeat }),
      looksPerSample: { min: Math.min(...looks), median: median(looks) },
      difference: { fromOriginal: rounded(median(fromOriginal)), betweenEpochs: rounded(median(betweenEpochs)) },
    };
    return { ...report, warnings: warningsOf(report) };
  } finally {
    renderer.close();
  }
}

/** 128 bits of the sample as the network gets it. */
async function hashOf(renderer: Renderer, epoch: number, id: number): Promise<string> {
  let [pointer, bytes] = [0, 0];
  await renderer.render(epoch, id, ({ planes, length, valueBytes }) => {
    bytes = planes * length * valueBytes;
    pointer = renderer.reserveRow(bytes);
    return pointer;
  });
  return createHash('sha256').update(renderer.copyOut(pointer, bytes)).digest('hex').slice(0, 32);
}

function rms(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) return 255;
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i]! - b.data[i]!) ** 2;
  return Math.sqrt(sum / a.data.length);
}

function countLooks(variants: readonly Pixels[]): number {
  const kept: Pixels[] = [];
  for (const variant of variants) if (kept.every((other) => rms(other, variant) > sameLook)) kept.push(variant);
  return kept.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function warningsOf(report: Omit<CheckReport, 'warnings'>): string[] {
  const { epochs, repeats, rendered, looksPerSample, difference } = report;
  const warnings: string[] = [];
  if (repeats > 0) {
    warnings.push(
      `${repeats} of ${rendered} samples repeat another one exactly; add a transform with a continuous parameter (rotate, colorJitter, gaussianNoise), or scale with dither`,
    );
  }
  if (epochs > 2 && looksPerSample.median <= epochs / 2) {
    warnings.push(
      `few variants: in ${epochs} epochs a sample shows only ${looksPerSample.median} different looks (median; at least ${sameLook} grey levels apart); a flip alone makes 2`,
    );
  }
  if (difference.fromOriginal < weakDifference) {
    warnings.push(
      `weak expansion: samples stay within ${difference.fromOriginal} grey levels (rms, median) of the original; training is mostly on the same data; widen the intervals`,
    );
  }
  return warnings;
}
