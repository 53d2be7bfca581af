import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dataset, fromJSON, webDataset } from '../../../src/index.ts';
import { FileBytes } from '../../../src/sources/file-bytes.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import { labelText } from '../../../src/sources/labels.ts';
import type { SourceRecord } from '../../../src/sources/source.ts';
import { resize } from '../../../vision/index.ts';
import { jpeg } from '../pictures.ts';
import { paxRecord, systemTar, type TarMember, tarOf } from './tar-files.ts';
import { open, plain, record, text, withFolder } from './webdataset-shards.ts';

describe('webDataset', () => {
  it('reads every sample of every shard, in order and in any order', async () => {
    const files = {
      'train-00.tar': tarOf(plain(7)),
      'train-01.tar': tarOf(plain(5, 7)),
      'train-02.tar': tarOf(plain(1, 12)),
    };
    await withFolder(files, async (path) => {
      const source = await open(join(path, 'train-{00..02}.tar'));
      assert.equal(source.length, 13);
      const inOrder = Array.from({ length: 13 }, (_, id) => text(source, id));
      assert.deepEqual(
        inOrder,
        Array.from({ length: 13 }, (_, id) => `picture ${id}`),
      );
      assert.deepEqual(
        [...source.labels.values],
        Array.from({ length: 13 }, (_, id) => id % 5),
      );
      assert.equal(source.nameOf(8), `${join(path, 'train-01.tar')}: s8.jpg`);
      const ids = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 });
      const into = new FileBytes();
      fc.assert(
        fc.property(ids, (any) => {
          for (const id of any) {
            assert.equal(text(source, id), inOrder[id]);
            assert.equal(Buffer.from((source.read(id, into) as SourceRecord).bytes).toString(), inOrder[id]);
          }
        }),
        { numRuns: 30 },
      );
    });
  });

  it('reads the shards that Python made', async () => {
    const source = await open('test/fixtures/webdataset/shapes-{000..001}.tar', { index: 'off', label: 'json:name' });
    assert.deepEqual(
      Array.from({ length: 6 }, (_, id) => `${source.nameOf(id).split(': ')[1]} ${labelText(source, id)}`),
      [0, 1, 2, 3, 4, 5].map((id) => `shape00000${id}.jpg ${id % 2 === 0 ? 'disc' : 'square'}`),
    );
    for (let id = 0; id < 6; id++) {
      const bytes = record(source, id).bytes;
      assert.deepEqual([...bytes.subarray(0, 2), ...bytes.subarray(-2)], [0xff, 0xd8, 0xff, 0xd9]);
    }
  });

  it('survives being sent to another thread', async () => {
    await withFolder({ 'a.tar': tarOf(plain(6)) }, async (path) => {
      const index = await scanSource(webDataset(join(path, 'a.tar')));
      const [here, there] = [viewSource(index), viewSource(structuredClone(index))];
      for (let id = 0; id < 6; id++) {
        assert.deepEqual(record(there, id), record(here, id));
        assert.equal(there.nameOf(id), here.nameOf(id));
      }
      assert.equal(there.identity, here.identity);
      assert.ok(there.labels.values.buffer instanceof SharedArrayBuffer);
    });
  });

  it('keeps an index, and takes it again', async () => {
    await withFolder({ 'a.tar': tarOf(plain(9)) }, async (path) => {
      const shard = join(path, 'a.tar');
      const first = await open(shard);
      const kept = readFileSync(`${shard}.augment-index`);
      assert.deepEqual(readdirSync(path).sort(), ['a.tar', 'a.tar.augment-index']);
      // With the headers gone, but the same size and date, only the index can know what lies where.
      const { atime, mtime, mtimeMs } = statSync(shard);
      utimesSync(shard, atime, Math.floor(mtimeMs / 1000));
      await open(shard);
      const bytes = readFileSync(shard);
      bytes.fill(255, 0, 512);
      writeFileSync(shard, bytes);
      utimesSync(shard, atime, Math.floor(mtimeMs / 1000));
      const second = await open(shard);
      assert.equal(second.identity, first.identity);
      assert.equal(text(second, 3), 'picture 3');
      assert.equal(second.nameOf(3), first.nameOf(3));
      assert.deepEqual([...second.labels.values], [...first.labels.values]);
      // Another date: the index is that of another file.
      utimesSync(shard, atime, mtime);
      await assert.rejects(open(shard), { code: 'bad-archive' });
      assert.ok(kept.length < bytes.length);
    });
  });

  it('never trusts an index that was damaged, wherever it was', async () => {
    await withFolder({ 'a.tar': tarOf(plain(3)) }, async (path) => {
      const shard = join(path, 'a.tar');
      const first = await open(shard);
      const kept = readFileSync(`${shard}.augment-index`);
      for (let at = 0; at < kept.length; at += 7) {
        const damaged = Buffer.from(kept);
        damaged[at]! ^= 1 << (at % 8);
        writeFileSync(`${shard}.augment-index`, at % 2 === 0 ? damaged : kept.subarray(0, at));
        const again = await open(shard);
        assert.equal(again.identity, first.identity);
        assert.equal(text(again, 2), 'picture 2');
        assert.deepEqual(readFileSync(`${shard}.augment-index`), kept);
      }
    });
  });

  it('makes a new index for another label', async () => {
    const members = [0, 1, 2].flatMap((i) => [
      { name: `s${i}.jpg`, data: `picture ${i}` },
      { name: `s${i}.cls`, data: `${i}` },
      {
        name: `s${i}.json`,
        data: JSON.stringify({ 'a.b': 1, deep: { value: 10 * i }, name: ['dog', 'cat', 'dog'][i], half: i / 2 }),
      },
    ]);
    await withFolder({ 'a.tar': tarOf(members) }, async (path) => {
      const shard = join(path, 'a.tar');
      assert.deepEqual([...(await open(shard)).labels.values], [0, 1, 2]);
      assert.deepEqual([...(await open(shard, { label: 'json:deep.value' })).labels.values], [0, 10, 20]);
      const named = await open(shard, { label: 'json:name' });
      assert.deepEqual([...named.labels.values], [1, 0, 1]);
      assert.deepEqual(named.classNames, ['cat', 'dog']);
      assert.equal(labelText(named, 2), 'dog');
      const ordered = await open(shard, { label: 'json:name', classNames: ['dog', 'cat'] });
      assert.deepEqual([...ordered.labels.values], [0, 1, 0]);
      const half = await open(shard, { label: 'json:half' });
      assert.deepEqual([half.labels.dtype, ...half.labels.values], ['float32', 0, 0.5, 1]);
      await assert.rejects(
        open(shard, { label: 'json:name', classNames: ['dog', 'cats'] }),
        /classNames, got "cat"; did you mean "cats"/,
      );
      await assert.rejects(
        open(shard, { label: 'json:nmae' }),
        /no field "nmae" in "s0.json", which has a.b, deep, name, half/,
      );
      await assert.rejects(open(shard, { label: 'json:deep' }), { code: 'bad-archive' });
      await assert.rejects(open(shard, { label: 'txt' }), /s0.jpg: expected a label in a txt member, got none; 0 of 3/);
    });
  });

  it('keeps indices in another folder, or none', async () => {
    await withFolder({ 'x/a.tar': tarOf(plain(2)), 'y/a.tar': tarOf(plain(3, 2)) }, async (path) => {
      const shards = [join(path, 'x/a.tar'), join(path, 'y/a.tar')];
      assert.equal((await open(shards, { index: 'off' })).length, 5);
      assert.deepEqual(readdirSync(join(path, 'x')), ['a.tar']);
      for (let i = 0; i < 2; i++) {
        const source = await open(shards, { index: join(path, 'kept/here') });
        assert.equal(text(source, 4), 'picture 4');
        assert.equal(readdirSync(join(path, 'kept/here')).length, 2);
      }
      assert.deepEqual(readdirSync(join(path, 'x')), ['a.tar']);
      // Where a file stands in the way of the folder, the index is in memory only.
      writeFileSync(join(path, 'file'), '');
      assert.equal((await open(shards, { index: join(path, 'file') })).length, 5);
      mkdirSync(join(path, 'y/a.tar.augment-index'));
      assert.equal((await open(shards)).length, 5);
    });
  });

  it('groups as webdataset does: up to the first dot of the last part, in lower case, neighbours only', async () => {
    const members = [
      { name: 'dir.v1/a.left.JPG', data: 'a left' },
      { name: 'dir.v1/a.seg.png', data: 'a mask' },
      { name: 'dir.v1/b.left.jpg', data: 'b left' },
      { name: 'dir.v1/a.left.jpg', data: 'a again' },
      { name: '__meta__/x.jpg', data: 'no sample' },
      { name: 'dir.v1/._a.left.jpg', data: 'what macOS leaves' },
      { name: 'README', data: 'no extension' },
      { name: 'notes.md', data: 'no picture, no label' },
    ];
    await withFolder({ 'a.tar': tarOf(members) }, async (path) => {
      const source = await open(join(path, 'a.tar'), { image: 'left.jpg', mask: 'seg.png' });
      assert.deepEqual(
        [0, 1, 2].map((id) => [source.nameOf(id).split(': ')[1], text(source, id)]),
        [
          ['dir.v1/a.left.jpg', 'a left'],
          ['dir.v1/b.left.jpg', 'b left'],
          ['dir.v1/a.left.jpg', 'a again'],
        ],
      );
      assert.equal(source.length, 3);
      const masks = [0, 1, 2].map((id) => source.readMask?.(id) as SourceRecord | undefined);
      assert.deepEqual(
        masks.map((mask) => mask && Buffer.from(mask.bytes).toString()),
        ['a mask', undefined, undefined],
      );
      assert.deepEqual([...source.labels.values], [0, 0, 0]);
    });
  });

  it('takes the first extension of the list that a sample has', async () => {
    const members = [
      { name: 'a.png', data: 'a png' },
      { name: 'a.jpg', data: 'a jpg' },
      { name: 'b.png', data: 'b png' },
    ];
    await withFolder({ 'a.tar': tarOf(members) }, async (path) => {
      const jpgFirst = await open(join(path, 'a.tar'), { image: ['jpg', 'png'] });
      assert.deepEqual([text(jpgFirst, 0), text(jpgFirst, 1)], ['a jpg', 'b png']);
      const pngFirst = await open(join(path, 'a.tar'), { image: ['PNG', 'jpg'] });
      assert.deepEqual([text(pngFirst, 0), text(pngFirst, 1)], ['a png', 'b png']);
    });
  });

  it('ignores links and devices, and what their size says', async () => {
    const odd = ['1', '2', '3', '4', '5', '6'].map((type) => ({ name: `odd${type}.jpg`, type, size: '00000001750\0' }));
    await withFolder({ 'a.tar': tarOf([...odd, ...plain(2), ...odd]) }, async (path) => {
      const source = await open(join(path, 'a.tar'));
      assert.deepEqual([source.length, text(source, 0), text(source, 1)], [2, 'picture 0', 'picture 1']);
    });
  });

  it('reads long names and sizes in every spelling', async () => {
    const long = `${'d/'.repeat(90)}${'n'.repeat(200)}`;
    const binary = Buffer.alloc(12);
    binary[0] = 0x80;
    binary.writeUInt32BE(5, 8);
    const members: TarMember[] = [
      { name: 'pax_global', type: 'g', data: paxRecord('comment', 'x') },
      { name: '././@LongLink', type: 'L', data: `${long}1.jpg\0`, magic: 'ustar  ' },
      { name: 'short.jpg', data: 'gnu long' },
      { name: '././@LongLink', type: 'K', data: `${long}\0`, magic: 'ustar  ' },
      { name: 'link.jpg', type: '2' },
      {
        name: 'PaxHeader',
        type: 'x',
        data: paxRecord('mtime', '1.5') + paxRecord('path', `${long}2.jpg`) + paxRecord('size', '8'),
      },
      { name: 'short.jpg', data: 'pax long', size: '00000000000\0' },
      { name: 'name3.jpg', prefix: 'first/part', data: 'ustar prefix' },
      { name: 'five.jpg', data: 'five!', size: binary },
      { name: 'old.jpg', data: 'v7', magic: '\0\0\0\0\0\0\0\0', size: '         2 \0' },
      { name: 'gnu.jpg', data: 'not a prefix', magic: 'ustar  ', prefix: '14000000000' },
    ];
    await withFolder({ 'a.tar': tarOf(members) }, async (path) => {
      const source = await open(join(path, 'a.tar'));
      assert.deepEqual(
        Array.from({ length: source.length }, (_, id) => [source.nameOf(id).split(': ')[1], text(source, id)]),
        [
          [`${long}1.jpg`, 'gnu long'],
          [`${long}2.jpg`, 'pax long'],
          ['first/part/name3.jpg', 'ustar prefix'],
          ['five.jpg', 'five!'],
          ['old.jpg', 'v7'],
          ['gnu.jpg', 'not a prefix'],
        ],
      );
    });
  });

  for (const format of ['v7', 'ustar', 'gnu', 'pax']) {
    it(`reads what tar --format=${format} writes`, async function () {
      const tar = systemTar();
      if (tar === undefined) this.skip();
      const folder = format === 'v7' ? 'in' : `in/${'long-folder-name/'.repeat(format === 'ustar' ? 8 : 16)}`;
      const files = Object.fromEntries(plain(40).map(({ name, data }) => [join(folder, name), data as string]));
      await withFolder(files, async (path) => {
        const { status, stderr } = spawnSync(
          tar,
          ['--sort=name', `--format=${format}`, '-cf', join(path, 'a.tar'), '-C', join(path, 'in'), '.'],
          { encoding: 'utf8' },
        );
        assert.equal(status, 0, stderr);
        const source = await open(join(path, 'a.tar'));
        assert.equal(source.length, 40);
        for (let id = 0; id < source.length; id++) {
          const number = /s(\d+)\.jpg$/.exec(source.nameOf(id))![1];
          assert.equal(text(source, id), `picture ${number}`);
          assert.equal(source.labels.values[id], Number(number) % 5);
        }
      });
    });
  }

  it('delivers batches', async () => {
    const pictures = await Promise.all([0, 1, 2, 3, 4].map((i) => jpeg(30 + i, 20, `picture ${i}`)));
    const members = pictures.flatMap((data, i) => [
      { name: `${i}.jpg`, data },
      { name: `${i}.txt`, data: i % 2 === 0 ? 'even\n' : 'odd\n' },
    ]);
    await withFolder({ 'a-0.tar': tarOf(members.slice(0, 6)), 'a-1.tar': tarOf(members.slice(6)) }, async (path) => {
      const set = dataset(webDataset('a-*.tar', { label: 'txt' }), { seed: 1, base: path })
        .shuffle()
        .augment(resize({ size: [8, 8] }))
        .batch(5);
      for await (const { image, label, ids } of set) {
        assert.deepEqual(image.shape, [5, 8, 8, 3]);
        assert.deepEqual(
          [...label.data],
          ids.map((id) => id % 2),
        );
      }
      const copy = fromJSON(set.toJSON(), { base: path });
      assert.deepEqual(copy.toJSON(), set.toJSON());
      for await (const { ids } of fromJSON(
        { source: { webDataset: 'a-{0,1}.tar' }, batch: 9, augment: ['horizontalFlip', { resize: { size: [8, 8] } }] },
        { base: path },
      ))
        assert.deepEqual(ids, [0, 1, 2, 3, 4]);
    });
  });

  it('keeps little of each of many tiny samples', async () => {
    const count = 50_000;
    const members = Array.from({ length: count }, (_, i) => ({ name: `folder/${i}.jpg` }));
    await withFolder({ 'a.tar': tarOf(members) }, async (path) => {
      const { data } = await scanSource(webDataset(join(path, 'a.tar')));
      const sizeOf = (value: unknown): number => {
        if (ArrayBuffer.isView(value)) {
          assert.ok(value.buffer instanceof SharedArrayBuffer);
          return value.byteLength;
        }
        return typeof value === 'object' && value !== null
          ? Object.values(value).reduce((sum, one) => sum + sizeOf(one), 0)
          : 8;
      };
      assert.ok(sizeOf(data) < 60 * count, String(sizeOf(data)));
      assert.equal(
        (await open(join(path, 'a.tar'))).nameOf(count - 1),
        `${join(path, 'a.tar')}: folder/${count - 1}.jpg`,
      );
    });
  });

  it('has few files open, however many there are', async function () {
    if (!existsSync('/proc/self/fd')) this.skip();
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`${String(i).padStart(3, '0')}.tar`, tarOf(plain(1, i))]),
    );
    await withFolder(files, async (path) => {
      const before = readdirSync('/proc/self/fd').length;
      const source = await open(join(path, '{000..199}.tar'), { index: 'off' });
      for (let id = 0; id < 200; id++) assert.equal(text(source, (id * 77) % 200), `picture ${(id * 77) % 200}`);
      assert.ok(readdirSync('/proc/self/fd').length <= before + 64);
    });
  });
});
