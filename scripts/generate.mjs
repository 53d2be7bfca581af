// Writes what follows from the declarations: schema.json. With --check, fails where the committed file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { configSchema } from '../dist/src/index.js';

const files = { 'schema.json': `${JSON.stringify(configSchema(), null, 2)}\n` };
const check = process.argv.includes('--check');
for (const [path, text] of Object.entries(files)) {
  if (!check) {
    writeFileSync(path, text);
  } else {
    let committed;
    try {
      committed = readFileSync(path, 'utf8');
    } catch {}
    if (committed !== text) {
      process.stderr.write(`${path} is stale: run npm run generate\n`);
      process.exit(1);
    }
  }
}
