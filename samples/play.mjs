// Makes the sample sounds: `npm run samples`, or `node samples/play.mjs bell hello` for some of them.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rates, record } from './tone/record.mjs';
import { wav } from './tone/wav.mjs';

const home = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
for (const [path, rate] of Object.entries(rates)) {
  if (wanted.length > 0 && !wanted.some((name) => path.includes(name))) continue;
  const channels = await record(path);
  const bytes = wav(channels, rate);
  await mkdir(dirname(`${home}/${path}`), { recursive: true });
  await writeFile(`${home}/${path}`, bytes);
  const form = `${(channels[0].length / rate).toFixed(2)} s  ${rate} Hz  ${channels.length === 1 ? 'mono' : 'stereo'}`;
  console.log(`${path}  ${form}  ${(bytes.length / 1024).toFixed(0)} KB`);
}
