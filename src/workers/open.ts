import { resolve } from 'node:path';
import type { Transform } from '../../transforms/index.ts';
import { openStore, type Store } from '../cache/index.ts';
import { cacheFingerprint } from '../reduction.ts';
import type { Source, SourceIndex } from '../sources/source.ts';
import { type DatasetSpec, withScale } from '../spec.ts';
import type { TargetsSpec } from '../targets/spec.ts';
import { WorkerCrew } from './crew.ts';
import { InlineCrew } from './inline.ts';
import { pictureRows, type RowForm, soundRows } from './row-form.ts';
import type { Crew } from './task.ts';

export interface OpenCrew {
  /** 0: this thread. */
  readonly workers: number;
  /** How many batches may be in work at once. */
  readonly slots: number;
  /** Poison memory that was given back. */
  readonly debug?: boolean;
  /** Samples that are known to kill workers, and by what. */
  readonly condemned?: ReadonlyMap<number, string>;
  readonly store?: Store | undefined;
}

/** How a dataset's last step lays a batch out; and what targets go with its pictures. */
export type Output =
  | {
      readonly modality: 'image';
      readonly layout: 'NHWC' | 'NCHW';
      readonly dtype: 'float32' | 'uint8' | 'uint16';
      readonly targets: TargetsSpec | undefined;
    }
  | { readonly modality: 'audio'; readonly layout: 'channelsFirst' | 'channelsLast' };

export function outputOf({ augment, modality, targets }: DatasetSpec): Output {
  return { modality, targets, ...(withScale(augment, modality).at(-1) as Transform).values } as unknown as Output;
}

function formOf(spec: DatasetSpec): RowForm {
  const output = outputOf(spec);
  return output.modality === 'image'
    ? pictureRows(output.dtype, spec.targets?.mask !== undefined)
    : soundRows(output.layout, spec.padFrames);
}

/** Who makes a dataset's batches. Throws AugmentError where other threads cannot know its transforms. */
export function openCrew(
  spec: DatasetSpec,
  index: SourceIndex,
  source: Source,
  { workers, slots, debug = false, condemned = new Map(), store }: OpenCrew,
): Crew {
  const options = { slots, debug, condemned, store, form: formOf(spec) };
  try {
    return workers === 0
      ? new InlineCrew(spec, source, options)
      : new WorkerCrew(spec, index, source, workers, options);
  } catch (cause) {
    store?.close();
    throw cause;
  }
}

/** The store of a dataset's cache, where it has one. Throws AugmentError for a folder that cannot be used. */
export function openCache(spec: DatasetSpec, source: Source): Store | undefined {
  const { cache, base } = spec;
  if (cache === undefined) return undefined;
  const { dir, maxBytes } = cache;
  const bound = maxBytes === undefined ? {} : { maxBytes };
  const where = dir === undefined ? ({ memory: true } as const) : { dir: resolve(base ?? process.cwd(), dir) };
  return openStore({ ...where, ...bound }, cacheFingerprint(spec, source), source.length);
}
