// Two workers against one, what the main thread does meanwhile, what the cache saves, and small pictures: ratios within one run.
// usage: node dist/bench/workers.js FOLDER [EPOCHS]
import { readFileSync } from 'node:fs';
import { picturePlan as demonstrationPlan } from '../src/cli/demonstration.ts';
import { type Dataset, dataset, imageFolder, pictures, type StreamOptions, throughput } from '../src/index.ts';
import {
  colorJitter,
  gaussianNoise,
  horizontalFlip,
  pixelDropout,
  resizedCrop,
  rotate,
  scale,
} from '../vision/index.ts';

const [folder = 'samples/pictures', epochs = '36'] = process.argv.slice(2);

/** Milliseconds that the main thread was on a processor; NaN where the system does not tell. */
function mainThreadMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

interface Speed {
  readonly perSecond: number;
  readonly cpuMs: number;
  /** Of one core's time, per delivered batch. */
  readonly mainShare: number;
}

/** Streams, and measures all but the first third, in which each thread still compiles its code. */
async function speed(set: Dataset, options: StreamOptions, passes = Number(epochs)): Promise<Speed> {
  const stream = set.stream({ ...options, epochs: passes });
  let samples = 0;
  let began: { wall: number; main: number; cpu: NodeJS.CpuUsage } | undefined;
  for await (const batch of stream) {
    if (began !== undefined) samples += batch.ids.length;
    else if (batch.epoch >= passes / 3)
      began = { wall: performance.now(), main: mainThreadMs(), cpu: process.cpuUsage() };
    batch.release();
  }
  const wall = performance.now() - began!.wall;
  const { user, system } = process.cpuUsage(began!.cpu);
  return {
    perSecond: (1000 * samples) / wall,
    cpuMs: (user + system) / 1000 / samples,
    mainShare: (mainThreadMs() - began!.main) / wall,
  };
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const text = ({ perSecond, cpuMs, mainShare }: Speed) =>
  `${perSecond.toFixed(0)} samples/s, ${cpuMs.toFixed(3)} ms of CPU a sample, main thread ${(100 * mainShare).toFixed(1)} % of a core`;

const photos = dataset(imageFolder(folder), { seed: 1 }).shuffle();
const full = photos.augment(...demonstrationPlan).batch(64);
const bytes8 = photos.augment(...demonstrationPlan, scale({ dtype: 'uint8' })).batch(64);

say(`${folder}, the chain of docs/performance.md, batches of 64, ${epochs} epochs`);
const one = await speed(full, { workers: 1 });
const two = await speed(full, { workers: 2 });
say(`  1 worker, float32            ${text(one)}`);
say(`  2 workers, float32           ${text(two)}: ${(two.perSecond / one.perSecond).toFixed(2)} times`);
say(`  2 workers, float32, leased   ${text(await speed(full, { workers: 2, lease: true }))}`);
say(`  2 workers, uint8             ${text(await speed(bytes8, { workers: 2 }))}`);
const cached = await speed(full.cache({ memory: true, maxSide: 256 }), { workers: 2 });
say(`  2 workers, cache of 256      ${text(cached)}: ${(cached.perSecond / two.perSecond).toFixed(2)} times uncached`);
const whole = await speed(full.cache({ memory: true }), { workers: 2 });
say(`  2 workers, cache as is       ${text(whole)}: ${(whole.perSecond / two.perSecond).toFixed(2)} times uncached`);

const light = photos
  .augment(resizedCrop({ size: [224, 224], areaFraction: [0.25, 1] }), horizontalFlip({ p: 0.5 }))
  .batch(64);
const floor = await throughput(light, { passes: 9 });
say(
  `crop, flip, [-1, 1] alone: one thread ${floor.cpuMsPerSample} ms, ${floor.ratioToFloor} times the bare decode; 2 workers ${text(await speed(light, { workers: 2 }))}`,
);

const side = 32;
const raw = { width: side, height: side, channels: 3 } as const;
const small = dataset(
  pictures(
    Array.from({ length: 20_000 }, (_, id) => ({
      bytes: Uint8Array.from({ length: side * side * 3 }, (_, i) => (Math.imul(i + id, 0x9e3779b1) >>> 16) & 255),
      raw,
    })),
  ),
)
  .shuffle()
  .augment(
    resizedCrop({ size: [side, side] }),
    horizontalFlip({ p: 0.5 }),
    rotate({ angleDegrees: [-15, 15] }),
    colorJitter({ brightness: [0.8, 1.2], contrast: [0.8, 1.2], saturation: [0.8, 1.2], hueDegrees: [-18, 18] }),
    gaussianNoise({ sigma: [0.05, 0.05] }),
    pixelDropout({ dropFraction: [0.01, 0.01] }),
  )
  .batch(256);
say(`20,000 pictures of 32 x 32, batches of 256: 2 workers ${text(await speed(small, { workers: 2 }, 6))}`);
