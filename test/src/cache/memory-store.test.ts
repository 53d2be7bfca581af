import assert from 'node:assert/strict';
import { attachStore, openStore } from '../../../src/cache/index.ts';
import { attachMemory, createMemory } from '../../../src/cache/memory-store.ts';
import { entryOf, isExact } from './crowd.ts';

describe('a store in memory', () => {
  it('gives back what was put, to every handle, without a copy', () => {
    const store = openStore({ memory: true, maxBytes: 2 ** 20 }, 'f', 100);
    const other = attachStore(structuredClone(store.share()));
    assert.equal(other.get(0), undefined);
    for (let id = 0; id < 100; id++) assert.ok(store.put(id, entryOf(id)));
    for (let id = 0; id < 100; id++) assert.ok(isExact(id, other.get(id)!), `${id}`);
    assert.ok(other.get(1)!.bytes.buffer instanceof SharedArrayBuffer);
    assert.equal(other.get(1)!.bytes.buffer, other.get(2)!.bytes.buffer);
    assert.ok(store.put(1, entryOf(2)));
    assert.ok(isExact(1, store.get(1)!), 'the first stays');
    const { entries, hits, misses } = store.stats();
    assert.deepEqual([entries, hits, misses], [100, 104, 1]);
  });

  it('holds the bound and goes on reading', () => {
    const store = openStore({ memory: true, maxBytes: 10_000 }, 'f', 100);
    let kept = 0;
    while (store.put(kept, entryOf(kept, 1000))) kept++;
    assert.equal(kept, Math.floor(10_000 / 1088));
    assert.equal(store.put(kept, entryOf(kept, 1000)), false);
    assert.ok(store.put(kept, entryOf(kept, 20)), 'a smaller one still fits');
    const { bytes, refused, stopped } = store.stats();
    assert.deepEqual([bytes, refused], [kept * 1000 + 20, 2]);
    assert.match(stopped!, /full: maxBytes is 9\.8 KiB/);
    for (let id = 0; id < kept; id++) assert.ok(isExact(id, store.get(id)!, 1000));
  });

  it('reserves gigabytes without touching them', () => {
    const before = process.memoryUsage().rss;
    const store = openStore({ memory: true, maxBytes: 4 * 2 ** 30 }, 'f', 10_000_000);
    assert.ok(process.memoryUsage().rss - before < 100 * 2 ** 20);
    store.close();
  });

  it('goes on in the next chunk where one is full', () => {
    const store = attachMemory(createMemory(20, 200_000, 65536));
    let kept = 0;
    while (store.put(kept, entryOf(kept, 20_000))) kept++;
    assert.equal(kept, 9, 'three in each chunk, none in the rest of 3392 bytes');
    for (let id = 0; id < kept; id++) assert.ok(isExact(id, store.get(id)!, 20_000));
    assert.notEqual(store.get(0)!.bytes.buffer, store.get(8)!.bytes.buffer);
    assert.equal(store.put(19, entryOf(19, 70_000)), false, 'larger than a chunk');
    assert.ok(store.put(18, entryOf(18, 3200)), 'what was refused took no room');
  });

  it('refuses an entry that is larger than any may be', () => {
    const store = openStore({ memory: true, maxBytes: 2 ** 30 }, 'f', 2);
    assert.equal(store.put(0, { meta: [], bytes: new Uint8Array(2 ** 28 + 1) }), false);
    assert.equal(store.stats().stopped, undefined);
  });
});

describe('openStore', () => {
  const refused = (spec: unknown, message: RegExp, fingerprint = 'f', length = 1) =>
    assert.throws(() => openStore(spec as never, fingerprint, length), { name: 'AugmentError', message });

  it('names what is wrong with a spec', () => {
    refused(undefined, /^cache: expected \{ dir \} or \{ memory: true \}, got nothing$/);
    refused({}, /either/);
    refused({ dir: 'a', memory: true }, /either/);
    refused({ dirr: 'a' }, /unknown field "dirr"; did you mean "dir"\?/);
    refused({ dir: '' }, /^cache\.dir: expected the path/);
    refused({ dir: 'a\0b' }, /^cache\.dir/);
    refused({ memory: false }, /^cache\.memory: expected true, got false$/);
    refused({ memory: true, maxBytes: 0 }, /^cache\.maxBytes: expected a whole number/);
    refused({ memory: true, maxBytes: 1.5 }, /^cache\.maxBytes/);
    refused({ memory: true, maxBytes: Number.NaN }, /^cache\.maxBytes/);
    refused({ memory: true }, /fingerprint/, '../up');
    refused({ memory: true }, /fingerprint/, '');
    refused({ memory: true }, /length/, 'f', -1);
    refused({ memory: true, maxBytes: 2 ** 50 }, /^cache\.maxBytes/);
  });

  it('refuses ids and meta that are none', () => {
    const store = openStore({ memory: true, maxBytes: 1000 }, 'f', 3);
    for (const id of [-1, 3, 1.5, Number.NaN]) {
      assert.throws(() => store.get(id), { code: 'out-of-range', message: /0 to 2/ });
      assert.throws(() => store.put(id, entryOf(1)), { code: 'out-of-range' });
    }
    for (const meta of [[1.5], [2 ** 31], new Array(9).fill(0)]) {
      assert.throws(() => store.put(0, { meta, bytes: new Uint8Array(1) }), /meta: expected up to 8 whole numbers/);
    }
  });

  it('has room by default', () => {
    const store = openStore({ memory: true }, 'f', 10);
    assert.ok(store.put(9, entryOf(9)));
    assert.ok(isExact(9, store.get(9)!));
  });
});
