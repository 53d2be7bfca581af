import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AugmentError } from '../../../transforms/index.ts';
import type { Batch, SoundBatch } from '../../batch.ts';
import type { Dataset } from '../../dataset.ts';
import { scanSource, viewSource } from '../../sources/kinds.ts';
import { pixelsVersion } from '../../stream/state.ts';
import { arraysOf } from '../arrays.ts';
import { rowOf } from '../npy.ts';
import { samplesOf } from '../sample-files.ts';
import {
  type ExportedPart,
  type Format,
  type Manifest,
  manifestName,
  manifestVersion,
  readManifest,
  unwritable,
  writeManifest,
} from './manifest.ts';
import { openPart, type PartWriter, type Row } from './write-part.ts';

export interface ExportOptions {
  readonly out: string;
  readonly format: Format;
  readonly epochs: number;
  /** Which of `of` equal shards to write, from 0. */
  readonly shard?: number;
  readonly of?: number;
  /** Samples of a file (1000). */
  readonly perFile?: number;
  /** Pictures as PNG; of no meaning for npy. */
  readonly isPng?: boolean;
  readonly workers?: number;
  readonly onError?: 'throw' | 'skip';
  readonly onPart?: (parts: number, samples: number) => void;
}

export interface Exported {
  readonly manifest: Manifest;
  /** Samples written now; 0 where all had been there. */
  readonly written: number;
}

/**
 * Writes augmented epochs to a folder. Run again it goes on where it was, however it ended, and the files are the same to the byte; a shard
 * that is complete is left alone. Throws AugmentError for a folder that holds another export, and what the stream throws.
 */
export async function exportDataset<B extends Batch | SoundBatch>(
  dataset: Dataset<B>,
  options: ExportOptions,
): Promise<Exported> {
  const { out, format, epochs, shard = 0, of = 1, perFile = 1000, isPng = false, onError = 'throw' } = options;
  const source = viewSource(await scanSource(dataset.spec.source, dataset.spec.base));
  const { classNames, length, identity } = source;
  const { batch: _batch, lastBatch: _last, ...config } = dataset.toJSON();
  const text = JSON.stringify([pixelsVersion, config, identity, length, format, of, perFile, isPng, onError, epochs]);
  const plan = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const common = {
    version: manifestVersion,
    format,
    plan,
    shard: [shard, of],
    epochs,
    samples: length,
    classNames,
  } as const;

  makeFolder(out);
  const found = readManifest(join(out, manifestName(shard, of)));
  assertSame(found, plan, out);
  const parts =
    found?.parts.filter((part) => part.files.every(({ name, bytes }) => hasBytes(join(out, name), bytes))) ?? [];
  if (found !== undefined && found.state === undefined && parts.length === found.parts.length)
    return { manifest: found, written: 0 };
  // What was lost after it was written is made anew, from the start: states lead forwards only.
  const isWhole = found !== undefined && parts.length === found.parts.length;
  const kept: ExportedPart[] = isWhole ? [...parts] : [];
  // One sample a minibatch: sizes may differ, and a shard is every of-th sample.
  const stream = dataset.batch(1, { last: 'pad' }).stream({
    epochs,
    rank: shard,
    world: of,
    onError,
    onRepeat: 'allow',
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(isWhole && found.state !== undefined ? { from: found.state } : {}),
  });
  let writer: PartWriter | undefined;
  let ids: number[] = [];
  let epoch = 0;
  let written = 0;
  const close = async () => {
    if (writer === undefined) return;
    kept.push({ epoch, ids, files: await writer.close() });
    writer = undefined;
    ids = [];
  };
  const note = (state: Pick<Manifest, 'state'>) => {
    writeManifest(out, { ...common, parts: kept, quarantine: stream.report().quarantine, ...state });
    options.onPart?.(
      kept.length,
      kept.reduce((sum, part) => sum + part.ids.length, 0),
    );
  };
  try {
    // Behind the last sample that is in a file.
    let behind = stream.state();
    for await (const batch of stream) {
      if (batch.valid === 0) continue;
      if (ids.length === perFile || (ids.length > 0 && batch.epoch !== epoch)) {
        await close();
        note({ state: behind });
      }
      epoch = batch.epoch;
      writer ??= openPart(
        out,
        format,
        partName(epoch, shard, kept.filter((part) => part.epoch === epoch).length),
        classNames,
      );
      const [sample] = await samplesOf(batch, {
        isPng,
        keyOf: ({ ids: [id] }) => `${digits(epoch, 4)}-${digits(id!, 8)}`,
      });
      await writer.add(sample!, rowsOf(batch));
      ids.push(sample!.id);
      written++;
      behind = stream.state();
    }
    await close();
    note({});
  } catch (error) {
    await writer?.discard();
    throw error;
  } finally {
    await stream.return();
  }
  return { manifest: readManifest(join(out, manifestName(shard, of)))!, written };
}

const digits = (value: number, count: number) => String(value).padStart(count, '0');

function partName(epoch: number, shard: number, index: number): string {
  return `epoch-${digits(epoch, 4)}-${digits(shard, 5)}-${digits(index, 5)}`;
}

function rowsOf(batch: Batch | SoundBatch): Row {
  return new Map(arraysOf(batch).map(({ name, data, shape }) => [name, rowOf({ data, shape } as never, 0)]));
}

function hasBytes(path: string, bytes: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    throw unwritable(out, cause);
  }
}

function assertSame(found: Manifest | undefined, plan: string, out: string): void {
  if (found === undefined || found.plan === plan) return;
  throw new AugmentError(
    'other-plan',
    `${out}: expected an empty folder, or the same export that is to go on, got one of another config, seed, format or number of epochs; take another folder`,
    { file: out },
  );
}
