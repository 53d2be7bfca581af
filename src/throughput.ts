import { rootKey } from '../transforms/index.ts';
import type { Batch, SoundBatch } from './batch.ts';
import type { Dataset } from './dataset.ts';
import { type Floor, openFloor } from './floor.ts';
import { idsOf, sourceOrder } from './order/order.ts';
import { scanSource, viewSource } from './sources/kinds.ts';
import { openCache, openCrew } from './workers/open.ts';
import type { Crew, Row } from './workers/task.ts';

export interface ThroughputOptions {
  /** How many samples a pass has (all, at most 1000). */
  readonly samples?: number;
  /** Passes that count, after one to warm up (5). */
  readonly passes?: number;
  /** Worker threads; 0, the default, measures this one. */
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What so many threads do. Milliseconds of CPU (user and system, all threads) for each sample; the median pass. */
export interface Throughput {
  readonly workers: number;
  readonly samples: number;
  readonly passes: number;
  readonly samplesPerSecond: number;
  readonly cpuMsPerSample: number;
  /** Milliseconds of each stage, by each thread's clock, in the median pass. */
  readonly split: { readonly readMs: number; readonly decodeMs: number; readonly augmentMs: number };
  /**
   * What the same files cost in the same passes and nothing is done to them: pictures the bare libjpeg-turbo decode (null
   * where there is no JPEG among them), sounds the reading and decoding.
   */
  readonly floorCpuMsPerSample: number | null;
  readonly ratioToFloor: number | null;
}

/** Batches in work at once. */
const inWork = 3;

/** Measures the dataset's samples, from the file to the batch's row, against what the bare files cost. */
export async function throughput<B extends Batch | SoundBatch>(
  dataset: Dataset<B>,
  options: ThroughputOptions = {},
): Promise<Throughput> {
  const { passes = 5, workers = 0, onProgress } = options;
  const { spec } = dataset;
  const index = await scanSource(spec.source, spec.base);
  const source = viewSource(index);
  const store = openCache(spec, source);
  const crew = openCrew(spec, index, source, { workers, slots: inWork, store });
  try {
    const ids = idsOf(sourceOrder(source, spec.order, rootKey(spec.seed), 0), options.samples ?? 1000);
    const floorOf: Floor | undefined = await openFloor(spec, source, ids);
    const results: { cpu: number; wall: number; split: Throughput['split']; floor: number | null }[] = [];
    for (let pass = 0; pass <= passes; pass++) {
      const floor = floorOf === undefined ? null : (await cpuMs(floorOf.measure)) / floorOf.samples;
      const before = crew.work();
      const [cpu, wall] = await measured(() => makeAll(crew, ids, pass, spec.batch));
      const after = crew.work();
      const each = (ms: number) => ms / ids.length;
      const split = {
        readMs: each(after.readMs - before.readMs),
        decodeMs: each(after.decodeMs - before.decodeMs),
        augmentMs: each(after.augmentMs - before.augmentMs),
      };
      if (pass > 0) results.push({ cpu: each(cpu), wall: each(wall), split, floor });
      onProgress?.(pass, passes);
    }
    const middle = results.sort((a, b) => a.cpu - b.cpu)[results.length >> 1]!;
    const floors = results.flatMap(({ floor }) => (floor === null ? [] : [floor])).sort((a, b) => a - b);
    const floor = floors[floors.length >> 1] ?? null;
    return {
      samples: ids.length,
      passes,
      workers,
      samplesPerSecond: round(1000 / middle.wall, 1),
      cpuMsPerSample: round(middle.cpu, 3),
      split: {
        readMs: round(middle.split.readMs, 3),
        decodeMs: round(middle.split.decodeMs, 3),
        augmentMs: round(middle.split.augmentMs, 3),
      },
      floorCpuMsPerSample: floor === null ? null : round(floor, 3),
      ratioToFloor: floor === null || floorOf?.samples !== ids.length ? null : round(middle.cpu / floor, 3),
    };
  } finally {
    await crew.close(new Error('measured'));
    store?.close();
  }
}

/** Makes one pass as a stream does whose batches are given back: some in work, each in memory that was used before. */
async function makeAll(crew: Crew, ids: readonly number[], epoch: number, rows: number): Promise<void> {
  const making: Promise<void>[] = [];
  for (let start = 0; start < ids.length; start += rows) {
    const batch = ids.slice(start, start + rows).map((id): Row => ({ id, epoch, repeat: 0 }));
    making.push(makeOne(crew, batch));
    if (making.length === inWork) await making.shift();
  }
  await Promise.all(making);
}

async function makeOne(crew: Crew, batch: readonly Row[]): Promise<void> {
  const { slab, failures } = await crew.make(batch);
  crew.slabs.putBack(slab);
  for (const error of failures.values()) throw error;
}

async function measured(run: () => Promise<void>): Promise<readonly [cpu: number, wall: number]> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, performance.now() - start];
}

async function cpuMs(run: () => Promise<void>): Promise<number> {
  const [cpu] = await measured(run);
  return cpu;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
