import assert from 'node:assert/strict';
import { type Batch, dataset, type Source, type SourceRecord, type SourceSpec } from '../../../src/index.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import { resize, scale } from '../../../vision/index.ts';

/** A source as a worker sees it: of an index that was cloned. It must be the same as in the thread that scanned. */
export async function opened(spec: SourceSpec, base?: string): Promise<Source> {
  const index = await scanSource(spec, base);
  const here = viewSource(index);
  const there = viewSource(structuredClone(index));
  const summary = ({ length, classNames, labels, identity }: Source) => ({ length, classNames, labels, identity });
  assert.deepEqual(summary(there), summary(here));
  for (let id = 0; id < Math.min(here.length, 20); id++) {
    assert.equal(there.nameOf(id), here.nameOf(id));
    assert.deepEqual(await outcome(there, id), await outcome(here, id), here.nameOf(id));
  }
  return there;
}

async function outcome(source: Source, id: number): Promise<unknown> {
  try {
    return [await source.read(id), await source.readMask?.(id)];
  } catch (cause) {
    return (cause as Error).message;
  }
}

export async function read(source: Source, id: number): Promise<SourceRecord> {
  return await source.read(id);
}

/** The minibatches of one epoch, resized to [height, width] uint8. */
export async function batches(spec: SourceSpec, size: number, base?: string, height = 8, width = 8): Promise<Batch[]> {
  const found: Batch[] = [];
  const set = dataset(spec, base === undefined ? {} : { base })
    .augment(resize({ size: [height, width] }), scale({ dtype: 'uint8' }))
    .batch(size);
  for await (const batch of set) found.push(batch);
  return found;
}

/** The labels as plain rows. */
export function labelRows({ labels, length }: Source): readonly (number | readonly number[])[] {
  const { width, values } = labels;
  return Array.from({ length }, (_, id) =>
    width === 0 ? values[id]! : [...values.subarray(id * width, (id + 1) * width)],
  );
}
