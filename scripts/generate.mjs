// Writes what follows from the declarations: schema.json, and docs/transforms. --check: fails where a committed file is stale.
// --pictures: draws all pictures anew, not only those that are missing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { configSchema } from '../dist/src/index.js';
import { drawPictures, leftovers, pageTexts } from './pages.mjs';

const check = process.argv.includes('--check');

function fail(message) {
  process.stderr.write(`${message}: run npm run generate\n`);
  process.exit(1);
}

function isStale(path, text) {
  try {
    return readFileSync(path, 'utf8') !== text;
  } catch {
    return true;
  }
}

if (!check) {
  mkdirSync('docs/transforms', { recursive: true });
  for (const name of leftovers()) rmSync(`docs/transforms/${name}`);
  await drawPictures(process.argv.includes('--pictures'));
}
const files = { 'schema.json': `${JSON.stringify(configSchema(), null, 2)}\n`, ...pageTexts() };
for (const [path, text] of Object.entries(files)) {
  if (!isStale(path, text)) continue;
  if (check) fail(`${path} is stale`);
  writeFileSync(path, text);
}
const [unknown] = leftovers();
if (check && unknown !== undefined) fail(`docs/transforms/${unknown} belongs to no transform`);
