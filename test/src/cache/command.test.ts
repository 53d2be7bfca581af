import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../../src/cache/index.ts';
import { entryOf } from './crowd.ts';

const main = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));
const augment = (...words: string[]) => spawnSync(process.execPath, [main, 'cache', ...words], { encoding: 'utf8' });

describe('augment cache', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'augment-command-'));
    for (const [fingerprint, length] of [
      ['one', 3],
      ['two', 5],
    ] as const) {
      const store = openStore({ dir }, fingerprint, length);
      for (let id = 0; id < length; id++) store.put(id, entryOf(id, 2048));
      store.close();
    }
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('tells what a folder holds', () => {
    const { stdout, status } = augment(dir);
    assert.equal(status, 0);
    const [head, one, two] = stdout.split('\n').map((line) => line.split(/ {2,}/));
    assert.deepEqual(head, ['fingerprint', 'entries', 'pictures', 'files', 'segments']);
    assert.deepEqual([one!.slice(0, 3), one![4]], [['one', '3', '6.0 KiB'], '1']);
    assert.deepEqual(two!.slice(0, 3), ['two', '5', '10.0 KiB']);
    const json = JSON.parse(augment(dir, '--json', '--fingerprint', 'two').stdout);
    assert.deepEqual(json.length, 1);
    assert.deepEqual([json[0].fingerprint, json[0].entries, json[0].bytes], ['two', 5, 10240]);
  });

  it('clears one fingerprint, then all, and says so', () => {
    assert.match(augment(dir, '--clear', '--fingerprint', 'one').stdout, /^removed .* KiB of 1 fingerprint\n$/);
    assert.deepEqual(readdirSync(dir), ['two.cache']);
    assert.match(augment(dir, '--clear').stdout, /of 1 fingerprint\n$/);
    assert.equal(augment(dir).stdout, 'nothing cached\n');
  });

  it('refuses a folder that is none in one line', () => {
    const { stderr, status } = augment(join(dir, 'none'));
    assert.equal(status, 1);
    assert.match(stderr, /^augment: .*none": expected the folder of a cache, got nothing of that name \(ENOENT\)\n$/);
    assert.equal(augment().status, 2);
  });
});
