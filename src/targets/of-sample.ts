import { AugmentError } from '../../transforms/index.ts';
import type { ImageFacts } from '../../vision/image.ts';
import type { Header } from '../../vision/io/engine.ts';
import { decodeMask } from '../../vision/io/mask.ts';
import type { Source, SourceRecord } from '../sources/source.ts';
import { targetsFor } from './gather.ts';
import type { TargetsSpec } from './spec.ts';

/** The class numbers of a sample's mask, [height, width]. Throws (or rejects with) AugmentError where it has none. */
export function readMask(
  source: Source,
  id: number,
  header: Header,
  signal: AbortSignal | undefined,
): Uint8Array | Promise<Uint8Array> {
  const classes = findMask(source, id, header, signal);
  return classes instanceof Promise ? classes.then(needed) : needed(classes);
}

/** The same; undefined where it has none. */
export function findMask(
  source: Source,
  id: number,
  { width, height }: Header,
  signal: AbortSignal | undefined,
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  const record = source.readMask?.(id, signal);
  const decode = (known: SourceRecord | undefined) => known && decodeMask(known, width, height);
  return record instanceof Promise ? record.then(decode) : decode(record);
}

function needed(classes: Uint8Array | undefined): Uint8Array {
  if (classes !== undefined) return classes;
  throw new AugmentError(
    'no-mask',
    'expected a mask for each sample (targets.mask), got none; add it, filter such samples out, or leave mask out',
  );
}

/** What transforms may know of a picture; and what the source knows, where the dataset asks for it. */
export function factsOf(
  source: Source,
  spec: TargetsSpec | undefined,
  id: number,
  header: Header,
  channels: number,
): ImageFacts {
  const { width, height } = header;
  // Most pictures are RGB, and their facts are made for every sample.
  const size = channels === 3 ? { width, height } : { width, height, channels };
  if (spec === undefined) return size;
  const mask = spec.mask === undefined ? {} : { hasMask: true };
  if (spec.boxes === undefined && spec.keypoints === undefined) return { ...size, ...mask };
  const targets = targetsFor(source.readTargets!(id), spec, source.classNames, width, height);
  return { ...size, ...mask, targets };
}
