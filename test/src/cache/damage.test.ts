import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/cache/index.ts';
import { entryOf, isExact } from './crowd.ts';

const length = 4;
const size = 90;

describe('a damaged segment', function () {
  this.timeout(120_000);
  let dir: string;
  let files: readonly { readonly path: string; readonly bytes: Buffer }[];
  const folder = () => join(dir, 'f.cache');
  const open = () => openStore({ dir }, 'f', length);

  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'augment-damage-'));
    const store = open();
    for (let id = 0; id < length; id++) store.put(id, entryOf(id, size));
    store.close();
    files = readdirSync(folder()).map((name) => ({
      path: join(folder(), name),
      bytes: readFileSync(join(folder(), name)),
    }));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  function restore(): void {
    for (const name of readdirSync(folder())) rmSync(join(folder(), name));
    for (const { path, bytes } of files) writeFileSync(path, bytes);
  }

  /** Reads all, asserts that nothing wrong comes out; returns the ids that are lost. Then mends it, and reads again. */
  function lostAndMended(where: string): number[] {
    const store = open();
    const lost: number[] = [];
    for (let id = 0; id < length; id++) {
      const entry = store.get(id);
      if (entry === undefined) lost.push(id);
      else assert.ok(isExact(id, entry, size), `${where}: ${id} came back wrong`);
    }
    for (const id of lost) {
      assert.equal(store.get(id), undefined);
      assert.ok(store.put(id, entryOf(id, size)), where);
      assert.ok(isExact(id, store.get(id)!, size), where);
    }
    assert.equal(store.stats().entries, length, where);
    store.close();
    const again = open();
    for (let id = 0; id < length; id++) {
      const entry = again.get(id);
      assert.ok(entry !== undefined && isExact(id, entry, size), `${where}: ${id} is not mended`);
    }
    assert.equal(again.stats().misses, 0, where);
    again.close();
    return lost;
  }

  it('that ends at any byte gives what lies before it, and nothing else', () => {
    for (const { path, bytes } of files) {
      let last = length;
      for (let end = 0; end <= bytes.length; end++) {
        restore();
        writeFileSync(path, bytes.subarray(0, end));
        const lost = lostAndMended(`${path} cut at ${end}`);
        assert.ok(lost.length <= last, 'fewer are lost the later it ends');
        assert.deepEqual(
          lost,
          Array.from({ length: lost.length }, (_, i) => length - lost.length + i),
        );
        last = lost.length;
      }
      assert.equal(last, 0);
    }
  });

  it('with any byte changed loses one entry at most, and never gives a wrong one', () => {
    let harmless = 0;
    let total = 0;
    for (const { path, bytes } of files) {
      for (let at = 0; at < bytes.length; at++) {
        restore();
        const damaged = Buffer.from(bytes);
        damaged[at]! ^= [1, 0x80, 0xff][at % 3]!;
        writeFileSync(path, damaged);
        const lost = lostAndMended(`${path} changed at ${at}`);
        assert.ok(lost.length <= 1, `${at}: ${lost}`);
        harmless += 1 - lost.length;
        total++;
      }
    }
    // Harmless are the bytes that carry nothing: padding to 64, and the hole that the claim left.
    const padding = length * (192 - 64 - size) + length * 64;
    assert.equal(harmless, padding, `of ${total}`);
  });

  it('whose files were exchanged, or named anew, gives nothing', () => {
    restore();
    const store = openStore({ dir }, 'f', length);
    store.close();
    const [data, index] = files;
    for (const name of readdirSync(folder())) rmSync(join(folder(), name));
    writeFileSync(join(folder(), '00000000deadbeef.data'), data!.bytes);
    writeFileSync(join(folder(), '00000000deadbeef.index'), index!.bytes);
    assert.equal(lostAndMended('renamed').length, length);
    restore();
    writeFileSync(data!.path, index!.bytes);
    writeFileSync(index!.path, data!.bytes);
    lostAndMended('exchanged');
  });

  it('is read without ever asking for the memory that a length claims', () => {
    restore();
    const index = files.find(({ path }) => path.endsWith('.index'))!;
    const huge = Buffer.from(index.bytes);
    huge.writeUInt32LE(0xfffffff0, 24);
    writeFileSync(index.path, huge);
    const before = process.memoryUsage().rss;
    assert.deepEqual(lostAndMended('huge length'), [0]);
    assert.ok(process.memoryUsage().rss - before < 200 * 2 ** 20);
  });
});
