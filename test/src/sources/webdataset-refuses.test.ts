import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromJSON, webDataset } from '../../../src/index.ts';
import { scanSource, viewSource } from '../../../src/sources/kinds.ts';
import { AugmentError } from '../../../transforms/index.ts';
import { paxRecord, type TarMember, tarOf } from './tar-files.ts';
import { open, plain, record, refusal, text, withFolder } from './webdataset-shards.ts';

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
