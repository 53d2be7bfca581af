import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderOf, jpeg } from './pictures.ts';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

function augment(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

describe('augment digest', function () {
  this.timeout(120_000);
  let folder: ReturnType<typeof folderOf>;
  const at = (name: string) => join(folder.path, name);

  before(async () => {
    const files: Record<string, Uint8Array | string> = {
      'train.yaml':
        'seed: 3\nsource: { imageFolder: pictures }\norder: [shuffle]\naugment:\n  - resizedCrop: { size: [24, 32] }\n  - rotate: { angleDegrees: [-20, 20] }\nbatch: 2\n',
      'other.yaml':
        'seed: 3\nsource: { imageFolder: pictures }\norder: [shuffle]\naugment:\n  - resizedCrop: { size: [24, 32] }\n  - rotate: { angleDegrees: [-21, 20] }\nbatch: 2\n',
      'broken.yaml': 'source: { imageFolder: broken }\naugment:\n  - resize: { size: [8, 8] }\nbatch: 2\n',
    };
    for (let i = 0; i < 7; i++) files[`pictures/${i % 2 ? 'odd' : 'even'}/${i}.jpg`] = await jpeg(60 + i, 50, `${i}`);
    files['broken/1.jpg'] = await jpeg(40, 40);
    files['broken/2.jpg'] = 'no picture';
    folder = folderOf(files);
  });
  after(() => folder.remove());

  it('is the same for any number of workers, and another for another seed', () => {
    const first = augment('digest', at('train.yaml'), '--workers', '0', '--json').json();
    assert.match(first.ids, /^[0-9a-f]{32}$/);
    assert.equal(first.samples, 14);
    assert.equal(first.batches, 8);
    const second = augment('digest', at('train.yaml'), '--workers', '3', '--ahead', '5', '--json').json();
    assert.deepEqual([second.ids, second.bytes], [first.ids, first.bytes]);
    const other = augment('digest', at('train.yaml'), '--workers', '0', '--seed', '4', '--json').json();
    assert.notEqual(other.bytes, first.bytes);
    const text = augment('digest', at('train.yaml'), '--epochs', '1').stdout;
    assert.match(text, /^ids {4}[0-9a-f]{32}\nbytes {2}[0-9a-f]{32}\n7 samples in 4 batches/);
    assert.match(text, /epoch 0: 7 delivered \+ 0 quarantined \+ 0 dropped = 7 of 7/);
  });

  it('goes on from a state that it wrote, and refuses one of another plan by what differs', () => {
    const whole = augment('digest', at('train.yaml'), '--ids', '--json').json().list as string[];
    const state = at('state.json');
    const begun = augment('digest', at('train.yaml'), '--steps', '3', '--state', state, '--ids', '--json').json();
    assert.equal(begun.list.length, 6);
    assert.ok(existsSync(state) && readFileSync(state, 'utf8').length < 2000);
    const rest = augment('digest', at('train.yaml'), '--from', state, '--ids', '--json', '--workers', '1').json();
    assert.deepEqual([...begun.list, ...rest.list], whole);
    const refused = augment('digest', at('other.yaml'), '--from', state);
    assert.equal(refused.status, 1);
    assert.match(
      refused.stderr,
      /^augment: from: expected a state of this dataset.*augment\[1\] \(rotate\) has other parameters\n$/,
    );
    const nowhere = augment('digest', at('train.yaml'), '--state', at('no/where.json'));
    assert.match(nowhere.stderr, /no\/where\.json: expected a file that can be written, got ENOENT/);
    const missing = augment('digest', at('train.yaml'), '--from', at('gone.json'));
    assert.match(missing.stderr, /gone\.json: expected a state/);
  });

  it('shows how it runs with --watch, and what it did to bad samples', () => {
    const watched = augment('digest', at('train.yaml'), '--watch', '--workers', '1');
    assert.equal(watched.status, 0);
    assert.match(watched.stderr, /step 8 .*samples\/s.*queue .*workers 1 of 1/);
    const skipped = augment('digest', at('broken.yaml'), '--on-error', 'skip', '--epochs', '1', '--json').json();
    assert.equal(skipped.epochs[0].quarantined, 1);
    assert.match(skipped.quarantine[0].reason, /2\.jpg: expected a picture/);
    const thrown = augment('digest', at('broken.yaml'));
    assert.equal(thrown.status, 1);
    assert.match(thrown.stderr, /^augment: .*2\.jpg: expected a picture.*\n$/);
    assert.equal(augment('digest', at('broken.yaml'), '--on-error', 'ignore').status, 2);
    const rank = augment('digest', at('train.yaml'), '--rank', '2', '--world', '2');
    assert.match(rank.stderr, /stream\.rank: expected a rank below world 2, got 2/);
  });

  it('has a brother that measures workers, with the same keys as one thread', () => {
    const keys = (workers: string) =>
      Object.keys(augment('bench', at('train.yaml'), '--workers', workers, '--passes', '1', '--json').json());
    assert.deepEqual(keys('2'), keys('0'));
  });
});
