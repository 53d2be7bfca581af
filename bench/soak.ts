// Whether memory stays flat: streams for some minutes, with a pause after each batch as a model would make, and prints the slope.
// usage: node dist/bench/soak.js FOLDER [MINUTES] [PAUSE_MS] [lease]
import { setTimeout as sleep } from 'node:timers/promises';
import { picturePlan as demonstrationPlan } from '../src/cli/demonstration.ts';
import { dataset, imageFolder } from '../src/index.ts';

const [folder = 'samples/pictures', minutes = '30', pause = '0', lease] = process.argv.slice(2);
const stream = dataset(imageFolder(folder), { seed: 1 })
  .shuffle()
  .augment(...demonstrationPlan)
  .batch(64)
  .repeat()
  .stream({ lease: lease === 'lease', onRepeat: 'allow' });
const began = performance.now();
const points: [minute: number, megabytes: number][] = [];

/** Megabytes a minute, by least squares. */
function slope(kept: readonly (readonly [number, number])[]): number {
  const mean = (i: 0 | 1) => kept.reduce((sum, point) => sum + point[i], 0) / kept.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = kept.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / kept.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

for await (const batch of stream) {
  batch.release();
  if (Number(pause) > 0) await sleep(Number(pause));
  const minute = (performance.now() - began) / 60_000;
  if (minute >= points.length / 6) {
    points.push([minute, process.memoryUsage().rss / 1e6]);
    if (points.length % 6 === 0) {
      const { step, samplesPerSecond, held, workers } = stream.report();
      process.stdout.write(
        `${minute.toFixed(1)} min: ${points.at(-1)![1].toFixed(0)} MB, ${step} batches, ${samplesPerSecond} samples/s, ${held} held, ${workers.active} workers awake\n`,
      );
    }
  }
  if (minute >= Number(minutes)) break;
}
const settled = points.filter(([minute]) => minute >= Math.min(3, Number(minutes) / 4));
process.stdout.write(`slope over ${settled.length} points: ${slope(settled).toFixed(3)} MB a minute\n`);
