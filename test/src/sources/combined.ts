import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AugmentError, pictures, type SourceSpec } from '../../../src/index.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import type { Source, SourceRecord } from '../../../src/sources/source.ts';

/** A sample in short: what must come through every combination. */
export interface Sample {
  readonly name: string;
  readonly label: number;
}

/** Pictures of one pixel, whose bytes are of their own. */
export function dots(samples: readonly Sample[], classNames?: readonly string[]): SourceSpec {
  const records = samples.map(({ name, label }) => ({
    bytes: new TextEncoder().encode(`bytes of ${name}`),
    label,
    name,
  }));
  return pictures(records, classNames);
}

/** `count` samples `a0.png`, `a1.png`, ... of classes that follow each other. */
export function numbered(count: number, prefix = 'a', classes = 3): Sample[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}.png`, label: i % classes }));
}

/** The source as worker threads see it: sent as a structured clone. */
export async function open(spec: SourceSpec, base?: string): Promise<Source> {
  const index = await scanSource(spec, base);
  const [here, there] = [viewSource(index), viewSource(structuredClone(index))];
  assert.equal(there.length, here.length);
  assert.equal(there.identity, here.identity);
  assert.deepEqual(there.classNames, here.classNames);
  assert.ok(there.labels.values.buffer instanceof SharedArrayBuffer);
  assert.deepEqual(there.labels, here.labels);
  for (let id = 0; id < Math.min(here.length, 50); id++) assert.deepEqual(there.read(id), here.read(id));
  return there;
}

/** Name and class of every sample, read from its bytes. */
export function samplesOf(source: Source): (readonly [name: string, label: number | string])[] {
  return Array.from({ length: source.length }, (_, id) => {
    const { bytes, name } = source.read(id) as SourceRecord;
    assert.equal(Buffer.from(bytes).toString(), `bytes of ${name}`);
    assert.equal(source.nameOf(id), name);
    const label = source.labels.values[id]!;
    return [name, source.classNames[label] ?? label];
  });
}

export const namesOf = (source: Source) => samplesOf(source).map(([name]) => name);

/** Names that differ, with what names of files have in them. */
export const names = (size: { minLength: number; maxLength: number }) =>
  fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), size);

export async function refusal(spec: unknown): Promise<AugmentError> {
  const found = await scanSource(spec as SourceSpec).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(found instanceof AugmentError, String((found as Error | undefined)?.stack ?? 'no error'));
  return found;
}
