import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachFolder } from '../../../src/cache/folder-store.ts';
import { clearStore, describeStore, openStore, type Store } from '../../../src/cache/index.ts';
import type { SharedStore } from '../../../src/cache/store.ts';
import { realDisk } from '../../../src/cache/writer.ts';
import { entryOf, isExact } from './crowd.ts';

type SharedFolder = Extract<SharedStore, { kind: 'folder' }>;

const filled = (store: Store, length: number) => {
  for (let id = 0; id < length; id++) assert.ok(store.put(id, entryOf(id)));
  return store;
};
const sizeOfAll = (folder: string) =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

describe('a store in a folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'augment-cache-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const folder = () => join(dir, 'f.cache');

  it('gives back what was put, at once and after a restart', () => {
    const store = openStore({ dir }, 'f', 50);
    assert.equal(store.get(7), undefined);
    filled(store, 40);
    for (let id = 0; id < 40; id++) assert.ok(isExact(id, store.get(id)!), `${id}`);
    assert.equal(store.get(40), undefined);
    const { entries, bytes, hits, misses, refused, stopped } = store.stats();
    const sum = Array.from({ length: 40 }, (_, id) => entryOf(id).bytes.length).reduce((a, b) => a + b);
    assert.deepEqual(
      { entries, bytes, hits, misses, refused, stopped },
      {
        entries: 40,
        bytes: sum,
        hits: 40,
        misses: 2,
        refused: 0,
        stopped: undefined,
      },
    );
    store.close();
    const again = openStore({ dir }, 'f', 50);
    assert.equal(again.stats().entries, 40);
    assert.equal(again.stats().bytes, sum);
    for (let id = 0; id < 40; id++) assert.ok(isExact(id, again.get(id)!), `${id}`);
    again.close();
  });

  it('keeps entries of no bytes, of no meta, of the widest meta, and of a megabyte', () => {
    const store = openStore({ dir }, 'f', 9);
    const odd = [
      { meta: [], bytes: new Uint8Array(0) },
      { meta: [2147483647, -2147483648, 0, -1, 1, 2, 3, 4], bytes: new Uint8Array(1) },
      { meta: [1], bytes: new Uint8Array(new SharedArrayBuffer(2 ** 20)).fill(9) },
    ];
    for (const [id, entry] of odd.entries()) assert.ok(store.put(id, entry));
    for (const from of [store, openStore({ dir }, 'f', 9)]) {
      for (const [id, entry] of odd.entries()) {
        const got = from.get(id)!;
        assert.deepEqual(got.meta, entry.meta);
        assert.equal(Buffer.compare(got.bytes, entry.bytes), 0);
      }
      from.close();
    }
  });

  it('keeps the first of two entries of one id', () => {
    const store = openStore({ dir }, 'f', 1);
    assert.ok(store.put(0, entryOf(0)));
    assert.ok(store.put(0, entryOf(5)));
    assert.ok(isExact(0, store.get(0)!));
    assert.equal(store.stats().entries, 1);
    store.close();
  });

  it('never gives the entries of another fingerprint', () => {
    filled(openStore({ dir }, 'one', 3), 3).close();
    const other = openStore({ dir }, 'two', 3);
    for (let id = 0; id < 3; id++) assert.equal(other.get(id), undefined);
    other.close();
    for (const file of readdirSync(join(dir, 'one.cache'))) {
      writeFileSync(
        join(
          dir,
          'two.cache',
          file.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        ),
        'x',
      );
    }
    assert.equal(openStore({ dir }, 'two', 3).stats().entries, 0);
  });

  it('sees what another handle writes: threads of the process at once, other stores after refresh', () => {
    const store = openStore({ dir }, 'f', 9);
    const thread = attachFolder(store.share() as SharedFolder);
    const other = openStore({ dir }, 'f', 9);
    assert.ok(thread.put(3, entryOf(3)));
    assert.ok(isExact(3, store.get(3)!));
    assert.equal(other.get(3), undefined);
    other.refresh();
    assert.ok(isExact(3, other.get(3)!));
    assert.ok(other.put(4, entryOf(4)));
    store.refresh();
    assert.ok(isExact(4, thread.get(4)!));
    for (const one of [store, thread, other]) one.close();
  });

  it('holds the bound over all writers and fingerprints, and goes on reading', () => {
    const maxBytes = 40_000;
    const stores = ['f', 'f', 'g'].map((name) => openStore({ dir, maxBytes }, name, 300));
    let kept = 0;
    for (let id = 0; id < 300; id++) for (const store of stores) if (store.put(id, entryOf(id, 300))) kept++;
    assert.ok(kept * 448 > maxBytes * 0.8, `${kept} kept`);
    for (const check of ['open', 'closed']) {
      const data = ['f.cache', 'g.cache'].flatMap((name) =>
        readdirSync(join(dir, name)).map((file) => join(dir, name, file)),
      );
      const sum = data.filter((path) => path.endsWith('.data')).reduce((total, path) => total + statSync(path).size, 0);
      assert.ok(sum <= maxBytes, `${check}: ${sum}`);
      if (check === 'open') for (const store of stores) store.close();
    }
    assert.match(stores[0]!.stats().stopped!, /full: .*maxBytes is 39\.1 KiB/);
    assert.equal(stores[0]!.put(299, entryOf(299, 300)), false);
    assert.ok(stores[0]!.stats().refused > 0);
    assert.ok(isExact(0, stores[0]!.get(0)!, 300));
    assert.ok(stores[0]!.put(0, entryOf(0, 300)), 'what is kept is kept');
    const late = openStore({ dir, maxBytes }, 'f', 300);
    const before = readdirSync(folder());
    assert.equal(late.put(299, entryOf(299, 2000)), false);
    assert.deepEqual(readdirSync(folder()), before, 'no empty files of one who finds it full');
    for (const store of [...stores, late]) store.close();
  });

  it('leaves no more behind than it wrote once it is closed', () => {
    const store = openStore({ dir }, 'f', 1000);
    for (let id = 0; id < 1000; id++) store.put(id, entryOf(id, 3072));
    store.close();
    assert.ok(sizeOfAll(folder()) < 1000 * (3072 + 3 * 64) + 1, `${sizeOfAll(folder())}`);
    openStore({ dir }, 'f', 1000).close();
    assert.equal(readdirSync(folder()).length, 2);
  });

  for (const [what, code, fail] of [
    ['a full disk', 'ENOSPC', undefined],
    ['a short write', 'ENOSPC', 10],
    ['a failing disk', 'EIO', undefined],
  ] as const) {
    it(`stops writing on ${what} with one warning, and goes on reading`, async () => {
      const warnings: Error[] = [];
      const listen = (warning: Error) => warnings.push(warning);
      process.on('warning', listen);
      const shared = openStore({ dir }, 'f', 99).share() as SharedFolder;
      let left = 3;
      const disk = {
        ...realDisk,
        writev: (fd: number, parts: readonly Uint8Array[], at: number) => {
          if (left-- > 0) return realDisk.writev(fd, parts, at);
          if (fail !== undefined) return realDisk.writev(fd, [parts[0]!.subarray(0, fail)], at);
          throw Object.assign(new Error('planted'), { code });
        },
      };
      const store = attachFolder(shared, disk);
      const neighbour = attachFolder(shared);
      for (let id = 0; id < 3; id++) assert.ok(store.put(id, entryOf(id)));
      for (let id = 3; id < 9; id++) assert.equal(store.put(id, entryOf(id)), false);
      assert.equal(neighbour.put(9, entryOf(9)), false);
      await new Promise(setImmediate);
      process.off('warning', listen);
      assert.deepEqual(
        warnings.map(({ message }) => message),
        [store.stats().stopped],
      );
      assert.match(store.stats().stopped!, new RegExp(`nothing more is written.*\\(${code}\\)`));
      assert.equal(neighbour.stats().refused, 7);
      for (let id = 0; id < 3; id++) assert.ok(isExact(id, neighbour.get(id)!));
      store.close();
      neighbour.close();
      const again = openStore({ dir }, 'f', 99);
      assert.equal(again.stats().entries, 3);
      assert.ok(again.put(3, entryOf(3)), 'a new run tries again');
      again.close();
    });
  }

  it('stops writing on a disk that is really full', () => {
    const mount = join(dir, 'small');
    mkdirSync(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      // Only root may mount; the planted faults above hold elsewhere.
      return;
    }
    try {
      const store = openStore({ dir: mount }, 'f', 999);
      let kept = 0;
      while (store.put(kept, entryOf(kept))) kept++;
      assert.ok(kept > 50 && kept < 400, `${kept}`);
      assert.match(store.stats().stopped!, /the disk is full \(ENOSPC\)/);
      for (let id = 0; id < kept; id++) assert.ok(isExact(id, store.get(id)!));
      store.close();
    } finally {
      execFileSync('umount', ['-l', mount]);
    }
  });

  it('stops writing where the folder vanishes, and reads what is open', () => {
    const store = filled(openStore({ dir }, 'f', 3000), 5);
    assert.ok(isExact(0, store.get(0)!));
    rmSync(dir, { recursive: true });
    let id = 5;
    while (id < 3000 && store.put(id, entryOf(id))) id++;
    assert.ok(id < 3000);
    assert.match(store.stats().stopped!, /\.data was removed/);
    assert.ok(isExact(0, store.get(0)!));
    store.refresh();
    store.close();
  });

  it('refuses a folder that cannot be used', () => {
    writeFileSync(join(dir, 'file'), '');
    for (const path of [join(dir, 'file'), join(dir, 'file', 'below'), '/proc/none']) {
      assert.throws(() => openStore({ dir: path }, 'f', 1), {
        name: 'AugmentError',
        code: 'unusable-cache',
        message: new RegExp(`^${path}: expected a folder for the cache .*; give another cache\\.dir`),
      });
    }
  });

  it('passes over hostile files, whatever their size', () => {
    filled(openStore({ dir }, 'f', 9), 9).close();
    const at = (name: string) => join(folder(), name);
    writeFileSync(at('not-ours'), 'x');
    writeFileSync(at('0123456789abcdef.index'), 'no data file');
    for (const name of ['1111111111111111', '2222222222222222']) {
      for (const kind of ['data', 'index']) {
        writeFileSync(at(`${name}.${kind}`), new Uint8Array(1000).fill(0xff));
        truncateSync(at(`${name}.${kind}`), 2 ** 40);
      }
    }
    mkdirSync(at('3333333333333333.index'));
    mkdirSync(at('3333333333333333.data'));
    symlinkSync('/dev/zero', at('4444444444444444.index'));
    symlinkSync('/dev/zero', at('4444444444444444.data'));
    if (process.platform !== 'win32') {
      for (const kind of ['data', 'index']) execFileSync('mkfifo', [at(`5555555555555555.${kind}`)]);
    }
    writeFileSync(at('zzzz.index'), '');
    const store = openStore({ dir, maxBytes: 2 ** 45 }, 'f', 10);
    assert.equal(store.stats().entries, 9);
    for (let id = 0; id < 9; id++) assert.ok(isExact(id, store.get(id)!));
    assert.ok(store.put(9, entryOf(9)));
    store.refresh();
    store.close();
    assert.equal(describeStore(dir)[0]!.entries, 10);
  });

  it('describes and clears what is its own, and nothing else', () => {
    filled(openStore({ dir }, 'a', 5), 5).close();
    filled(openStore({ dir }, 'b', 7), 7).close();
    mkdirSync(join(dir, 'pictures'));
    writeFileSync(join(dir, 'a.cache', 'mine.txt'), 'x');
    const described = describeStore(dir);
    assert.deepEqual(
      described.map(({ fingerprint, entries, segments }) => [fingerprint, entries, segments]),
      [
        ['a', 5, 1],
        ['b', 7, 1],
      ],
    );
    assert.ok(described.every(({ bytes, fileBytes }) => bytes > 1000 && fileBytes > bytes));
    assert.equal(clearStore(dir, 'b').fingerprints, 1);
    assert.deepEqual(readdirSync(dir).sort(), ['a.cache', 'pictures']);
    assert.equal(clearStore(dir).fingerprints, 1);
    assert.deepEqual(readdirSync(join(dir, 'a.cache')), ['mine.txt']);
    assert.ok(existsSync(join(dir, 'pictures')));
    assert.throws(() => describeStore(join(dir, 'none')), {
      code: 'unusable-cache',
      message: /none.*nothing of that name \(ENOENT\)/,
    });
  });
});
