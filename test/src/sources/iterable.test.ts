import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { PictureRecord } from '../../../src/index.ts';
import { iterable, type Pictures, type SequentialRecord, sequentialSource } from '../../../src/sources/iterable.ts';
import { AugmentError } from '../../../transforms/index.ts';

const record = (i: number): PictureRecord => ({ bytes: Uint8Array.of(i), label: i, name: `r${i}` });
const records = (count: number) => Array.from({ length: count }, (_, i) => record(i));

async function* later(list: readonly PictureRecord[]) {
  for (const one of list) {
    await new Promise((resolve) => setImmediate(resolve));
    yield one;
  }
}

const of = (make: Parameters<typeof iterable>[0], classNames?: readonly string[]) =>
  sequentialSource(iterable(make, classNames === undefined ? {} : { classNames }).iterable);

async function all(pass: AsyncIterator<SequentialRecord, undefined>): Promise<SequentialRecord[]> {
  const found: SequentialRecord[] = [];
  for (;;) {
    const { done, value } = await pass.next();
    if (done) return found;
    found.push(value);
  }
}

async function refused(pass: AsyncIterator<SequentialRecord, undefined>): Promise<AugmentError> {
  const found = await all(pass).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(found instanceof AugmentError, String(found));
  assert.deepEqual(await pass.next(), { done: true, value: undefined });
  return found;
}

describe('iterable', () => {
  it('goes through any kind of iterable, again and again', async () => {
    const kinds: readonly ((list: readonly PictureRecord[]) => Parameters<typeof iterable>[0])[] = [
      (list) => list,
      (list) => new Set(list),
      (list) => () => list,
      (list) => () => list.values(),
      (list) => () => later(list),
      (list) => async () => later(list),
      (list) => () => list.map((one) => Promise.resolve(one)) as unknown as Pictures,
      (list) => () => Readable.from(list),
      (list) => ({ [Symbol.asyncIterator]: () => later(list) }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 20 }), async (kind, count) => {
        const source = of(kind(records(count)));
        for (let pass = 0; pass < 2; pass++) {
          const found = await all(source.open());
          assert.deepEqual(
            found.map(({ id, label, name, bytes }) => [id, label, name, ...bytes]),
            records(count).map((_, i) => [i, i, `r${i}`, i]),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives records in order, however many are asked for at once', async () => {
    const pass = of(() => later(records(20))).open();
    const found = await Promise.all(Array.from({ length: 25 }, () => pass.next()));
    assert.deepEqual(
      found.map(({ done, value }) => (done ? 'done' : value.id)),
      [...Array(20).keys(), ...Array(5).fill('done')],
    );
  });

  it('takes raw pixels, base64 and what has no name or label', async () => {
    const raw = { width: 2, height: 1, channels: 1 as const };
    const found = await all(of([{ bytes: 'AQI=', raw }, { bytes: Uint8Array.of(7) }]).open());
    assert.deepEqual(found[0], { id: 0, bytes: Buffer.of(1, 2), name: 'picture 0', label: 0, raw });
    assert.deepEqual(found[1], { id: 1, bytes: Uint8Array.of(7), name: 'picture 1', label: 0 });
  });

  it('begins nothing before it is asked, and asks for nothing ahead', async () => {
    let made = 0;
    let asked = 0;
    const pass = of(function* () {
      made++;
      for (const one of records(9)) {
        asked++;
        yield one;
      }
    }).open();
    assert.equal(made, 0);
    await pass.next();
    await pass.next();
    assert.deepEqual([made, asked], [1, 2]);
  });

  it('closes what it reads from: at return, even while a pull hangs, and at a fault', async () => {
    const closed: string[] = [];
    const held = (name: string, list: readonly unknown[]) => () =>
      (function* () {
        try {
          yield* list as PictureRecord[];
        } finally {
          closed.push(name);
        }
      })();
    const early = of(held('early', records(5))).open();
    await early.next();
    assert.deepEqual(await early.return!(), { done: true, value: undefined });
    assert.deepEqual(await early.next(), { done: true, value: undefined });
    const faulty = of(held('faulty', [record(0), { bytes: 1 }, record(2)])).open();
    await refused(faulty);
    assert.deepEqual(closed, ['early', 'faulty']);

    let release = () => {};
    const hanging = of({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise<IteratorResult<PictureRecord>>((_, reject) => (release = () => reject(new Error('late')))),
        return: async () => {
          closed.push('hanging');
          return { done: true as const, value: undefined };
        },
      }),
    }).open();
    const pull = hanging.next();
    await new Promise((resolve) => setImmediate(resolve));
    await hanging.return!();
    assert.deepEqual(closed, ['early', 'faulty', 'hanging']);
    release();
    assert.deepEqual(await pull, { done: true, value: undefined });
    const unused = of(held('unused', records(1))).open();
    await unused.return!();
    assert.equal(closed.length, 3);
  });

  it('says so where it cannot begin again', async () => {
    const generator = of(records(3).values());
    assert.equal((await all(generator.open())).length, 3);
    const again = await refused(generator.open());
    assert.equal(again.code, 'not-restartable');
    assert.match(again.message, /give a function that makes it, such as iterable\(\(\) => rows\(\)\)/);
    const queue = records(3);
    const drained = of(() => queue.splice(0));
    assert.equal((await all(drained.open())).length, 3);
    assert.match((await refused(drained.open())).message, /got nothing after a first pass of 3/);
    assert.equal((await refused(of([]).open())).code, 'no-pictures');
  });

  it('names the record at fault', async () => {
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [null, /iterable, record 1: expected a picture \{ bytes, raw, label, name \}, got null/],
      ['text', /record 1: expected a picture/],
      [{ byts: 1 }, /unknown field "byts"; did you mean "bytes"/],
      [{ bytes: [1, 2] }, /picture 1: expected bytes \(Uint8Array/],
      [{ bytes: Uint8Array.of(1), label: 0.5 }, /picture 1: expected a label that is a whole number, got 0\.5/],
      [{ bytes: Uint8Array.of(1), label: 2 ** 31 }, /whole number/],
      [{ bytes: Uint8Array.of(1), name: 7 }, /record 1\.name: expected a string, got 7/],
      [{ bytes: Uint8Array.of(1), label: 3, name: 'x' }, /x: expected a label from 0 to 1/],
      [{ bytes: Uint8Array.of(1), raw: null }, /expected raw pixels of { width, height, channels }/],
      [{ bytes: Uint8Array.of(1, 2, 3), raw: { width: 1.5, height: 2, channels: 1 } }, /got \{"width":1\.5/],
    ];
    for (const [value, pattern] of bad) {
      const error = await refused(of([{ bytes: '' }, value] as PictureRecord[], ['a', 'b']).open());
      assert.match(error.message, pattern);
      assert.equal(error.sampleId, 1);
    }
  });

  it('says which record an error of the maker came at', async () => {
    const error = await refused(
      of(async function* rows() {
        yield record(0);
        throw new Error('connection lost');
      }).open(),
    );
    assert.match(error.message, /^iterable \(rows\): expected record 1, got an error: connection lost$/);
    assert.equal((error.cause as Error).message, 'connection lost');
    const odd = { [Symbol.iterator]: () => ({ next: () => 7 }) } as unknown as Pictures;
    assert.match((await refused(of(odd).open())).message, /expected \{ done, value \}, got 7/);
    assert.match((await refused(of(() => 7 as unknown as Pictures).open())).message, /got one that makes 7/);
  });

  it('refuses what cannot be iterated, and has no JSON', () => {
    for (const make of [undefined, null, 7, 'text', {}])
      assert.throws(
        () => iterable(make as unknown as Pictures),
        /expected pictures that can be iterated, or a function/,
      );
    assert.throws(() => iterable([], { classNames: [] }), /iterable\.classNames: expected a list of names/);
    const spec = iterable(function rows() {
      return records(1);
    });
    assert.throws(
      () => JSON.stringify(spec),
      (error: unknown) =>
        error instanceof AugmentError && error.code === 'not-json' && /got iterable \(rows\)/.test(error.message),
    );
  });
});
