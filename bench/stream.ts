// One thread over whole epochs: what handing over fresh batches costs, and whether memory stays flat.
// usage: node dist/bench/stream.js FOLDER [EPOCHS]
import { picturePlan as demonstrationPlan } from '../src/cli/demonstration.ts';
import { dataset, imageFolder } from '../src/index.ts';

const [folder = 'samples/pictures', epochs = '20'] = process.argv.slice(2);
const train = dataset(imageFolder(folder), { seed: 1 })
  .shuffle()
  .augment(...demonstrationPlan)
  .batch(32);

/** Megabytes a pass, by least squares over all but the first quarter. */
function slope(values: readonly number[]): number {
  const kept = values.slice(values.length >> 2);
  const middle = (kept.length - 1) / 2;
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const covariance = kept.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  return covariance / kept.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

for (const lease of [true, false]) {
  const resident: number[] = [];
  const cpu: number[] = [];
  let samples = 0;
  let last = process.cpuUsage();
  let epoch = -1;
  for await (const batch of train.stream({ epochs: Number(epochs), lease })) {
    if (batch.epoch !== epoch) {
      epoch = batch.epoch;
      resident.push(process.memoryUsage().rss / 1e6);
      const { user, system } = process.cpuUsage(last);
      if (samples > 0) cpu.push((user + system) / 1000 / samples);
      last = process.cpuUsage();
      samples = 0;
    }
    samples += batch.ids.length;
    batch.release();
  }
  const middle = cpu.sort((a, b) => a - b)[cpu.length >> 1]!;
  process.stdout.write(
    `${lease ? 'leased' : 'collected'} batches: ${middle.toFixed(3)} ms of CPU a sample; resident ${resident.map((mb) => mb.toFixed(0)).join(' ')} MB, slope ${slope(resident).toFixed(2)} MB an epoch\n`,
  );
}
