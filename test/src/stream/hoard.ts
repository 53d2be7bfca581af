// Run as a process of its own with little memory: one picture makes its worker run out of it.
import { dataset, pictures } from '../../../src/index.ts';
import { scene } from '../pictures.ts';
import { hoardAt } from './failing.ts';
import { varied } from './varied.ts';

const records = [20, 21, 22, 23].map((width) => ({
  bytes: scene(width, 20, `${width}`),
  raw: { width, height: 20, channels: 3 as const },
}));
const stream = dataset(pictures(records))
  .augment(hoardAt({ width: 22 }), ...varied)
  .batch(2)
  .stream({ workers: 1, onError: 'skip' });
let samples = 0;
for await (const batch of stream) samples += batch.ids.length;
const [bad] = stream.report().quarantine;
process.stdout.write(`${bad?.code} ${samples} ${bad?.reason}\n`);
