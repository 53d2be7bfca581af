import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dataset, fromJSON, webDataset } from '../../../src/index.ts';
import { FileBytes } from '../../../src/sources/file-bytes.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import { labelText } from '../../../src/sources/labels.ts';
import type { Source, SourceRecord } from '../../../src/sources/source.ts';
import type { WebDatasetOptions } from '../../../src/sources/webdataset.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { resize } from '../../../vision/index.ts';
import { folderOf, jpeg } from '../pictures.ts';
import { paxRecord, systemTar, type TarMember, tarOf } from './tar-files.ts';

const open = async (shards: string | readonly string[], options: WebDatasetOptions = {}): Promise<Source> =>
  viewSource(await scanSource(webDataset(shards, options)));

const record = (source: Source, id: number) => source.read(id) as SourceRecord;
const text = (source: Source, id: number) => Buffer.from(record(source, id).bytes).toString();

/** Samples as most shards have them: a picture and a class. */
const plain = (count: number, from = 0): TarMember[] =>
  Array.from({ length: count }, (_, i) => [
    { name: `s${from + i}.jpg`, data: `picture ${from + i}` },
    { name: `s${from + i}.cls`, data: String((from + i) % 5) },
  ]).flat();

async function withFolder(
  files: Readonly<Record<string, Uint8Array | string>>,
  work: (path: string) => Promise<void> | void,
): Promise<void> {
  const folder = folderOf(files);
  try {
    await work(folder.path);
  } finally {
    folder.remove();
  }
}

/** The error of opening shards. */
async function refusal(
  files: Readonly<Record<string, Uint8Array | string>>,
  shards: string,
  options?: WebDatasetOptions,
): Promise<AugmentError> {
  let found: unknown;
  await withFolder(files, async (path) => {
    found = await open(join(path, shards), options).then(
      () => undefined,
      (cause: unknown) => cause,
    );
  });
  assert.ok(found instanceof AugmentError, String((found as Error | undefined)?.stack ?? 'no error'));
  return found;
}

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

describe('webDataset refuses', () => {
  it('what is compressed', async () => {
    for (const [magic, name] of [
      ['1f8b0800', /gzip; gunzip it first/],
      ['28b52ffd', /zstd; unzstd/],
      ['425a6839', /bzip2/],
    ] as const) {
      const error = await refusal({ 'a.tar.gz': Buffer.from(magic.padEnd(2048, '0'), 'hex') }, 'a.tar.gz');
      assert.equal(error.code, 'compressed-archive');
      assert.match(error.message, name);
    }
  });

  it('archives that are cut off, unless they are accepted: wherever it is', async () => {
    const whole = tarOf(plain(4));
    for (let length = 0; length < whole.length - 512; length += 256) {
      const files = { 'a.tar': whole.subarray(0, length) };
      const error = await refusal(files, 'a.tar');
      assert.equal(error.code, 'truncated-archive', `${length}: ${error.message}`);
      assert.match(error.message, /a\.tar: expected a whole tar archive, got (no end mark|an end).* at byte \d+/);
      // A sample is a header and a block for the picture, and the same for the label, whose data is one byte.
      const samples = Math.floor((length + 511) / 2048);
      if (samples === 0) continue;
      await withFolder(files, async (path) => {
        for (let i = 0; i < 2; i++) {
          const source = await open(join(path, 'a.tar'), { onTruncated: 'accept' });
          assert.equal(source.length, samples, String(length));
          assert.equal(text(source, samples - 1), `picture ${samples - 1}`);
        }
        await assert.rejects(open(join(path, 'a.tar')), { code: 'truncated-archive' });
      });
    }
  });

  const hostile: readonly (readonly [what: string, members: readonly TarMember[], code: string, message: RegExp])[] = [
    ['a wrong checksum', [{ name: 'a.jpg', checksumOff: 1 }], 'bad-archive', /checksum .* where its bytes give/],
    ['a negative size', [{ name: 'a.jpg', size: Buffer.alloc(12, 255) }], 'bad-archive', /negative size/],
    ['a size in minus', [{ name: 'a.jpg', size: '-0000000017\0' }], 'bad-archive', /size is "-0000000017"/],
    [
      'an enormous size',
      [{ name: 'a.jpg', size: Buffer.concat([Buffer.from([128]), Buffer.alloc(11, 255)]) }],
      'bad-archive',
      /size of .* bytes/,
    ],
    [
      'a size beyond the file',
      [{ name: 'a.jpg', size: '77777777777\0' }],
      'truncated-archive',
      /within "a.jpg" of 8589934591 bytes/,
    ],
    [
      'a pax size beyond the file',
      [{ name: 'p', type: 'x', data: paxRecord('size', '999999') }, { name: 'a.jpg' }],
      'truncated-archive',
      /of 999999 bytes/,
    ],
    [
      'a pax size that is none',
      [{ name: 'p', type: 'x', data: paxRecord('size', '-5') }, { name: 'a.jpg' }],
      'bad-archive',
      /pax size of "-5"/,
    ],
    ['a pax record that is none', [{ name: 'p', type: 'x', data: '99999 path=x\n' }], 'bad-archive', /pax record/],
    ['a pax record of no length', [{ name: 'p', type: 'x', data: '0 path=x\n' }], 'bad-archive', /pax record/],
    ['a sparse member', [{ name: 'a.jpg', type: 'S' }], 'bad-archive', /without --sparse/],
    [
      'a pax sparse member',
      [{ name: 'p', type: 'x', data: paxRecord('GNU.sparse.major', '1') }, { name: 'a.jpg' }],
      'bad-archive',
      /sparse/,
    ],
    [
      'a long header',
      [{ name: 'L', type: 'L', data: Buffer.alloc(2 ** 20 + 1, 97) }],
      'bad-archive',
      /a header of 1048577 bytes/,
    ],
    [
      'a long name',
      [{ name: 'L', type: 'L', data: Buffer.alloc(70_000, 97) }, { name: 'a' }],
      'bad-archive',
      /a name of 70000/,
    ],
    ['two of a name', [{ name: 'a.jpg' }, { name: 'a.JPG' }], 'bad-archive', /"a.JPG" a second time/],
    [
      'dots in keys',
      Array.from({ length: 5000 }, (_, i) => ({ name: `img.${i}.jpg` })),
      'bad-archive',
      /no dot before it/,
    ],
    [
      'a label that is none',
      [{ name: 'a.jpg' }, { name: 'a.cls', data: '' }],
      'bad-archive',
      /a label is a number or the name/,
    ],
    [
      'a label out of range',
      [{ name: 'a.jpg' }, { name: 'a.cls', data: '3000000000' }],
      'bad-label',
      /fits in int32, got 3000000000/,
    ],
    [
      'captions as labels',
      [{ name: 'a.jpg' }, { name: 'a.cls', data: 'x'.repeat(2000) }],
      'bad-archive',
      /a label is a number/,
    ],
    [
      'one label missing',
      [...plain(2), { name: 'z.jpg' }],
      'bad-label',
      /z\.jpg: expected a label in a cls member, got none; 2 of 3/,
    ],
    [
      'a label without a picture',
      [...plain(2), { name: 'z.cls', data: '1' }],
      'no-pictures',
      /z: expected a picture .* got cls/,
    ],
    [
      'no pictures',
      [{ name: 'a.bmp' }, { name: 'a.md' }],
      'no-pictures',
      /1 samples with members bmp, md; say which extension in image/,
    ],
    ['no members', [], 'empty-archive', /got no samples/],
    ['links alone', [{ name: 'a.jpg', type: '2' }], 'empty-archive', /no samples and 1 links/],
  ];
  for (const [what, members, code, message] of hostile) {
    it(what, async () => {
      const error = await refusal({ 'a.tar': tarOf(members) }, 'a.tar');
      assert.match(error.message, message);
      assert.equal(error.code, code);
      assert.match(error.message, /a\.tar: /);
    });
  }

  it('what is no archive, whatever its bytes', async () => {
    assert.equal((await refusal({ 'a.tar': 'x'.repeat(1000) }, 'a.tar')).code, 'bad-archive');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 512, maxLength: 2000 }), async (bytes) => {
        const error = await refusal({ 'a.tar': bytes }, 'a.tar');
        assert.ok(
          ['bad-archive', 'truncated-archive', 'compressed-archive', 'empty-archive'].includes(error.code),
          error.message,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('damage anywhere in a header, or reads what is whole', async () => {
    const whole = tarOf(plain(2));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2047 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= change;
        await withFolder({ 'a.tar': bytes }, async (path) => {
          const outcome = await open(join(path, 'a.tar')).catch((cause: unknown) => cause as Error);
          if (outcome instanceof Error) assert.ok(outcome instanceof AugmentError, outcome.stack);
          else for (let id = 0; id < outcome.length; id++) record(outcome, id);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('archives that were joined, whose second half no reader sees', async () => {
    const error = await refusal({ 'a.tar': Buffer.concat([tarOf(plain(1)), tarOf(plain(1))]) }, 'a.tar');
    assert.match(error.message, /more after its end .*joined/);
  });

  it('to go where names lead: they are words, and touch no disk', async () => {
    const members = ['../../escaped.jpg', '/escaped-root.jpg', 'C:\\escaped.jpg', 'nul\u0001.jpg'].map((name) => ({
      name,
      data: name,
    }));
    await withFolder({ 'in/deep/a.tar': tarOf(members) }, async (path) => {
      const source = await open(join(path, 'in/deep/a.tar'));
      for (let id = 0; id < 4; id++) {
        assert.equal(text(source, id), members[id]!.name);
        assert.equal(source.nameOf(id), `${join(path, 'in/deep/a.tar')}: ${members[id]!.name}`);
      }
      assert.deepEqual(readdirSync(path), ['in']);
      assert.deepEqual(readdirSync(join(path, 'in')), ['deep']);
      assert.deepEqual(readdirSync(join(path, 'in/deep')), ['a.tar', 'a.tar.augment-index']);
      assert.ok(!existsSync('/escaped-root.jpg'));
    });
  });

  it('to read from a shard that was changed or taken away', async () => {
    await withFolder({ 'a.tar': tarOf(plain(3)), 'b.tar': tarOf(plain(3)) }, async (path) => {
      const index = await scanSource(webDataset(join(path, '?.tar'), { index: 'off' }));
      writeFileSync(join(path, 'b.tar'), tarOf(plain(2)));
      const source = viewSource(index);
      source.assertPresent?.();
      assert.throws(() => source.read(4), { code: 'source-changed' });
    });
  });

  it('paths that lead nowhere', async () => {
    await withFolder({ 'a-0.tar': tarOf(plain(1)), 'x.txt': '' }, async (path) => {
      const cases = [
        ['b.tar', 'missing-file', /b\.tar: expected a file, got nothing of that name/],
        ['a-{0..1}.tar', 'missing-file', /a-1\.tar: expected a file/],
        ['b-*.tar', 'missing-file', /expected files of that name, got 2 other files/],
        ['no/b-*.tar', 'missing-file', /expected files in a folder, got nothing/],
        ['.', 'missing-file', /expected a file, got a folder/],
        ['a-{0..999999999}.tar', 'bad-config', /at most 100000 files/],
        ['a-{a..z}.tar', 'bad-config', /expected a range/],
        ['a-{0,{1,2}}.tar', 'bad-config', /braces within braces/],
      ] as const;
      for (const [shards, code, message] of cases) {
        await assert.rejects(open(join(path, shards), { index: 'off' }), (error: AugmentError) => {
          assert.match(error.message, message);
          assert.equal(error.code, code);
          return true;
        });
      }
      await assert.rejects(open('https://example.org/a.tar'), /got an address; download it first/);
    });
  });

  it('specs that say nothing sensible, by the name of the field', () => {
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [3, /source.webDataset: expected \{ shards \}, got 3/],
      [{}, /shards: expected a path/],
      [{ shards: [] }, /shards: expected a path/],
      [{ shards: 'a.tar', imgae: 'jpg' }, /unknown field "imgae"; did you mean "image"/],
      [{ shards: 'a.tar', image: '.jpg' }, /image: expected an extension/],
      [{ shards: 'a.tar', label: 'json' }, /label: expected a field of the JSON, such as json:label/],
      [{ shards: 'a.tar', label: '' }, /label: expected cls, txt or json:field/],
      [{ shards: 'a.tar', classNames: ['a', 'a'] }, /classNames: expected each name once/],
      [{ shards: 'a.tar', index: '' }, /index: expected a folder, or off/],
      [{ shards: 'a.tar', onTruncated: 'skip' }, /onTruncated: expected error or accept/],
    ];
    for (const [webDataset, message] of cases)
      assert.throws(() => fromJSON({ source: { webDataset } }), message, JSON.stringify(webDataset));
  });
});
