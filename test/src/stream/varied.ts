import type { Batch, Dataset, StreamOptions } from '../../../src/index.ts';
import { dataset, digest } from '../../../src/index.ts';
import {
  colorJitter,
  gaussianNoise,
  horizontalFlip,
  pixelDropout,
  resizedCrop,
  rotate,
} from '../../../vision/index.ts';
import { scenes } from '../pictures.ts';

/** A chain with something of everything. */
export const varied = [
  resizedCrop({ size: [12, 14] }),
  horizontalFlip({ p: 0.5 }),
  rotate({ angleDegrees: [-30, 30] }),
  colorJitter(),
  gaussianNoise(),
  pixelDropout(),
];

export function train(count: number, batch: number, seed = 1): Dataset {
  return dataset(scenes(count), { seed })
    .shuffle()
    .augment(...varied)
    .batch(batch);
}

export async function digestOf(set: Dataset, options: StreamOptions): Promise<string> {
  const { ids, bytes } = await digest(set.stream(options));
  return `${ids} ${bytes}`;
}

export async function collect(iterable: AsyncIterable<Batch>): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of iterable) batches.push(batch);
  return batches;
}
