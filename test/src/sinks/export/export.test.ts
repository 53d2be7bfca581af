import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AugmentError, dataset, webDataset } from '../../../../src/index.ts';
import { type ExportOptions, exportDataset } from '../../../../src/sinks/export/export.ts';
import { verifyExport } from '../../../../src/sinks/export/verify.ts';
import { horizontalFlip, rotate, scale } from '../../../../vision/index.ts';
import { folderOf, jpeg, scenes } from '../../pictures.ts';
import { main } from '../reading.ts';

const set = (seed = 5) =>
  dataset(scenes(11), { seed })
    .shuffle()
    .augment(rotate(), horizontalFlip(), scale({ dtype: 'uint8' }));

const options = (out: string, more: Partial<ExportOptions> = {}): ExportOptions => ({
  out,
  format: 'webdataset',
  epochs: 2,
  perFile: 4,
  workers: 0,
  ...more,
});

/** Every file's hash, by name. */
function hashes(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

async function within(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = folderOf({});
  try {
    await test(folder.path);
  } finally {
    folder.remove();
  }
}

describe('export', function () {
  this.timeout(60_000);

  for (const format of ['webdataset', 'npy', 'folder'] as const) {
    it(`as ${format}: every sample of every epoch once, the same bytes whoever makes them`, () =>
      within(async (folder) => {
        await exportDataset(set(), options(join(folder, 'a'), { format }));
        const { epochs, faults } = await verifyExport(join(folder, 'a'));
        assert.deepEqual(faults, []);
        assert.deepEqual(
          epochs,
          [0, 1].map((epoch) => ({ epoch, samples: 11, exported: 11, quarantined: 0 })),
        );
        await exportDataset(set(), options(join(folder, 'b'), { format, workers: 2 }));
        assert.deepEqual(hashes(join(folder, 'b')), hashes(join(folder, 'a')));
        const again = await exportDataset(set(), options(join(folder, 'a'), { format }));
        assert.equal(again.written, 0);
      }));
  }

  it('in shards: together every sample once, whichever is missing is told', () =>
    within(async (folder) => {
      for (const shard of [2, 0]) await exportDataset(set(), options(folder, { shard, of: 3 }));
      const partly = await verifyExport(folder);
      assert.match(partly.faults.join('\n'), /expected 3 shards, got none of number 1/);
      assert.match(partly.faults.join('\n'), /epoch 1: expected 11 samples, got \d+ less/);
      await exportDataset(set(), options(folder, { shard: 1, of: 3 }));
      assert.deepEqual((await verifyExport(folder)).faults, []);
    }));

  it('goes on where it was, after whatever end, to the same bytes', () =>
    within(async (folder) => {
      await exportDataset(set(), options(join(folder, 'whole')));
      for (const parts of [1, 3]) {
        const out = join(folder, `cut ${parts}`);
        const stop = new Error('stopped');
        const onPart = (done: number) => {
          if (done === parts) throw stop;
        };
        await assert.rejects(exportDataset(set(), options(out, { onPart })), stop);
        assert.match((await verifyExport(out)).faults.join('\n'), /it is to go on|to be complete/);
        assert.deepEqual(
          readdirSync(out).filter((name) => name.endsWith('.tmp')),
          [],
        );
        const { written } = await exportDataset(set(), options(out));
        assert.equal(written, 22 - 4 * parts + (parts === 3 ? 1 : 0));
        assert.deepEqual(hashes(out), hashes(join(folder, 'whole')));
      }
    }));

  it('makes anew what was lost, and tells what was changed', () =>
    within(async (folder) => {
      await exportDataset(set(), options(folder));
      const before = hashes(folder);
      const [first, second] = Object.keys(before).filter((name) => name.endsWith('.tar')) as [string, string];
      rmSync(join(folder, first));
      const bytes = readFileSync(join(folder, second));
      bytes[700] = bytes[700]! ^ 1;
      writeFileSync(join(folder, second), bytes);
      const { faults } = await verifyExport(folder);
      assert.equal(faults.length, 2);
      assert.match(faults[0]!, /got no such file/);
      assert.match(faults[1]!, /expected the bytes that were written, got others/);
      await exportDataset(set(), options(folder));
      assert.deepEqual(hashes(folder), before);
    }));

  it('refuses the folder of another export', () =>
    within(async (folder) => {
      await exportDataset(set(), options(folder));
      for (const [other, more] of [
        [set(6), {}],
        [set(), { epochs: 3 }],
        [set(), { format: 'npy' as const }],
      ] as const) {
        await assert.rejects(exportDataset(other, options(folder, more)), (error: unknown) => {
          assert.ok(error instanceof AugmentError);
          assert.equal(error.code, 'other-plan');
          return true;
        });
      }
    }));

  it('as npy: refuses samples of different shapes by name', () =>
    within(async (folder) => {
      const files = folderOf({ 'a/1.jpg': await jpeg(30, 20), 'a/2.jpg': await jpeg(31, 20) });
      try {
        const { imageFolder } = await import('../../../../src/index.ts');
        await assert.rejects(
          exportDataset(dataset(imageFolder(files.path)), options(folder, { format: 'npy' })),
          /--format npy, got image of \[20,30,3\].*sample 1/,
        );
        assert.deepEqual(readdirSync(folder), [], 'nothing is left of it');
        await exportDataset(dataset(imageFolder(files.path)), options(folder));
        assert.deepEqual((await verifyExport(folder)).faults, []);
      } finally {
        files.remove();
      }
    }));

  it('is read again as it was written', () =>
    within(async (folder) => {
      await exportDataset(set(), options(folder, { epochs: 1, isPng: true, perFile: 100 }));
      const [name] = readdirSync(folder).filter((file) => file.endsWith('.tar'));
      const seen = new Map<string, number[]>();
      const again = dataset(webDataset(join(folder, name!))).augment(scale({ dtype: 'uint8' }));
      for await (const { image, label } of again.stream({ workers: 0 }))
        seen.set(`${label.data[0]} ${image.data.slice(0, 99)}`, []);
      for await (const { image, label } of set().stream({ workers: 0, epochs: 1 }))
        assert.ok(seen.delete(`${label.data[0]} ${image.data.slice(0, 99)}`));
      assert.equal(seen.size, 0);
    }));

  it('from the command line, killed half-way: the rest is made by another run', async () => {
    const files: Record<string, Uint8Array | string> = {
      'train.yaml':
        'seed: 3\nsource: { imageFolder: pictures }\norder: [shuffle]\naugment:\n  - resizedCrop: { size: [64, 64] }\nbatch: 2\n',
    };
    for (let i = 0; i < 9; i++) files[`pictures/${i}.jpg`] = await jpeg(60 + i, 50, `export ${i}`);
    const folder = folderOf(files);
    const [out, whole] = [join(folder.path, 'out'), join(folder.path, 'whole')];
    const words = (to: string) => [
      main,
      'export',
      join(folder.path, 'train.yaml'),
      '--epochs',
      '40',
      '--per-file',
      '3',
      '--out',
      to,
    ];
    try {
      assert.equal(spawnSync(process.execPath, words(whole)).status, 0);
      const child = spawn(process.execPath, words(out));
      while (!existsSync(join(out, 'epoch-0003-00000-00000.tar')))
        await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.on('close', resolve));
      assert.equal(spawnSync(process.execPath, words(out)).status, 0);
      for (const name of readdirSync(out)) if (name.endsWith('.tmp')) rmSync(join(out, name));
      assert.deepEqual(hashes(out), hashes(whole));
      const run = spawnSync(process.execPath, [main, 'verify', out], { encoding: 'utf8' });
      assert.equal(run.status, 0, run.stderr);
      assert.match(run.stdout, /epoch 39: 9 exported \+ 0 quarantined = 9 of 9\ncomplete/);
      rmSync(join(out, 'epoch-0007-00000-00001.tar'));
      assert.equal(spawnSync(process.execPath, [main, 'verify', out]).status, 1);
    } finally {
      folder.remove();
    }
  });
});
