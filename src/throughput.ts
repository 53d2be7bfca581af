import { rootKey } from '../transforms/index.ts';
import { isJpeg, measureBareDecode } from '../vision/io/floor.ts';
import { collate } from './collate.ts';
import type { Dataset } from './dataset.ts';
import type { BatchRoom } from './memory.ts';
import { epochOrder } from './order.ts';
import { Renderer, type Timings } from './renderer.ts';

export interface ThroughputOptions {
  /** How many samples a pass has (all, at most 1000). */
  readonly samples?: number;
  /** Passes that count, after one to warm up (5). */
  readonly passes?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What one thread does. Milliseconds of CPU (user and system) for each sample; the median pass. */
export interface Throughput {
  readonly samples: number;
  readonly passes: number;
  readonly samplesPerSecond: number;
  readonly cpuMsPerSample: number;
  /** Wall-clock milliseconds of each stage in the median pass. */
  readonly split: { readonly readMs: number; readonly decodeMs: number; readonly augmentMs: number };
  /** Bare libjpeg-turbo decode of the same files, in the same passes; null where there is no JPEG among them. */
  readonly floorCpuMsPerSample: number | null;
  readonly ratioToFloor: number | null;
}

/** Measures the dataset's samples, from the file to the batch's row, against the bare decode of the same files. */
export async function throughput(dataset: Dataset, options: ThroughputOptions = {}): Promise<Throughput> {
  const { passes = 5, onProgress } = options;
  const timings: Timings = { read: 0, decode: 0, augment: 0 };
  const renderer = await Renderer.open(dataset.spec, { timings });
  try {
    const ids = epochOrder(renderer.source.length, dataset.spec.order, rootKey(dataset.spec.seed), 0).slice(
      0,
      options.samples ?? 1000,
    );
    const records = [];
    for (const id of ids) records.push(await renderer.source.read(id));
    const files = records.filter((record) => record.raw === undefined && isJpeg(record.bytes));
    const rows = dataset.spec.batch;
    const room: BatchRoom = {};
    const results: { cpu: number; wall: number; split: Timings; floor: number | null }[] = [];
    for (let pass = 0; pass <= passes; pass++) {
      const floor =
        files.length === 0 ? null : cpuMs(() => measureBareDecode(files.map((file) => file.bytes))) / files.length;
      Object.assign(timings, { read: 0, decode: 0, augment: 0 });
      const [cpu, wall] = await measured(() => renderAll(renderer, ids, pass, rows, room));
      const each = (ms: number) => ms / ids.length;
      const split = { read: each(timings.read), decode: each(timings.decode), augment: each(timings.augment) };
      if (pass > 0) results.push({ cpu: each(cpu), wall: each(wall), split, floor });
      onProgress?.(pass, passes);
    }
    const middle = results.sort((a, b) => a.cpu - b.cpu)[results.length >> 1]!;
    const floors = results.flatMap(({ floor }) => (floor === null ? [] : [floor])).sort((a, b) => a - b);
    const floor = floors[floors.length >> 1] ?? null;
    return {
      samples: ids.length,
      passes,
      samplesPerSecond: round(1000 / middle.wall, 1),
      cpuMsPerSample: round(middle.cpu, 3),
      split: {
        readMs: round(middle.split.read, 3),
        decodeMs: round(middle.split.decode, 3),
        augmentMs: round(middle.split.augment, 3),
      },
      floorCpuMsPerSample: floor === null ? null : round(floor, 3),
      ratioToFloor: floor === null || files.length !== ids.length ? null : round(middle.cpu / floor, 3),
    };
  } finally {
    renderer.close();
  }
}

/** As a stream with `reuse` does it: batch after batch, into the same memory. */
async function renderAll(
  renderer: Renderer,
  ids: Uint32Array,
  epoch: number,
  rows: number,
  room: BatchRoom,
): Promise<void> {
  for (let start = 0; start < ids.length; start += rows) {
    await collate(renderer, ids.subarray(start, start + rows), epoch, start / rows, room);
  }
}

async function measured(run: () => Promise<void>): Promise<readonly [cpu: number, wall: number]> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, performance.now() - start];
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));
