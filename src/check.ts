import { rootKey } from '../transforms/index.ts';
import type { Batch, SoundBatch } from './batch.ts';
import type { Dataset } from './dataset.ts';
import { withDurations } from './durations.ts';
import { type Look, type Looks, openLooks } from './looks.ts';
import { idsOf, sourceOrder } from './order/order.ts';

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
  /** How many looks the epochs of one sample show: renderings that differ by more than two grey levels, or half a decibel (rms). */
  readonly looksPerSample: { readonly min: number; readonly median: number };
  /** What differences are told in: grey levels of pixels, or decibels of the log-mel spectrogram. */
  readonly unit: 'grey levels' | 'dB';
  /** Root mean square difference, median over samples. */
  readonly difference: { readonly fromOriginal: number; readonly betweenEpochs: number };
  readonly warnings: readonly string[];
}

/** Renders samples over several epochs and tells whether any two are equal, and how different they are. */
export async function check<B extends Batch | SoundBatch>(
  dataset: Dataset<B>,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const { samples: wanted = 64, epochs = 8, onProgress } = options;
  const looks = await openLooks(dataset.spec);
  try {
    const source = await withDurations(dataset.spec, looks.source);
    const ids = idsOf(sourceOrder(source, dataset.spec.order, rootKey(dataset.spec.seed), 0), wanted);
    const seen = new Map<string, Rendering>();
    const counts: number[] = [];
    const fromOriginal: number[] = [];
    const betweenEpochs: number[] = [];
    let firstRepeat: readonly [Rendering, Rendering] | undefined;
    let repeats = 0;
    for (const [done, id] of ids.entries()) {
      const variants: Look[] = [];
      for (let epoch = 0; epoch < epochs; epoch++) {
        const here: Rendering = { epoch, sampleId: id, name: source.nameOf(id) };
        const hash = await looks.hashOf(epoch, id);
        const before = seen.get(hash);
        if (before !== undefined) {
          repeats++;
          firstRepeat ??= [before, here];
        } else {
          seen.set(hash, here);
        }
        const { look, original } = await looks.lookOf(epoch, id);
        fromOriginal.push(looks.distance(original, look));
        variants.push(look);
      }
      counts.push(countLooks(variants, looks));
      for (let i = 1; i < variants.length; i++) betweenEpochs.push(looks.distance(variants[i - 1]!, variants[i]!));
      onProgress?.(done + 1, ids.length);
    }
    const report = {
      samples: ids.length,
      epochs,
      rendered: ids.length * epochs,
      distinct: seen.size,
      repeats,
      ...(firstRepeat === undefined ? {} : { firstRepeat }),
      looksPerSample: { min: Math.min(...counts), median: median(counts) },
      unit: looks.unit,
      difference: { fromOriginal: rounded(median(fromOriginal)), betweenEpochs: rounded(median(betweenEpochs)) },
    };
    return { ...report, warnings: warningsOf(report, looks) };
  } finally {
    looks.close();
  }
}

function countLooks(variants: readonly Look[], { distance, same }: Looks): number {
  const kept: Look[] = [];
  for (const variant of variants) if (kept.every((other) => distance(other, variant) > same)) kept.push(variant);
  return kept.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function warningsOf(report: Omit<CheckReport, 'warnings'>, { same, weak, unit, advice }: Looks): string[] {
  const { epochs, repeats, rendered, looksPerSample, difference } = report;
  const warnings: string[] = [];
  if (repeats > 0) {
    warnings.push(
      `${repeats} of ${rendered} samples repeat another one exactly; add a transform with a continuous parameter (${advice})`,
    );
  }
  if (epochs > 2 && looksPerSample.median <= epochs / 2) {
    warnings.push(
      `few variants: in ${epochs} epochs a sample shows only ${looksPerSample.median} different looks (median; at least ${same} ${unit} apart); a flip alone makes 2`,
    );
  }
  if (difference.fromOriginal < weak) {
    warnings.push(
      `weak expansion: samples stay within ${difference.fromOriginal} ${unit} (rms, median) of the original; training is mostly on the same data; widen the intervals`,
    );
  }
  return warnings;
}
