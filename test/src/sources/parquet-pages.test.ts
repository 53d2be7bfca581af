import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parquetPackages, unpack } from '../../../src/sources/parquet-codecs.ts';
import { readRuns } from '../../../src/sources/parquet-pages.ts';

/** Numbers as runs and packed groups of eight, by the words of the format. */
function encode(
  parts: readonly { readonly packed: boolean; readonly values: readonly number[] }[],
  width: number,
): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: number) => {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      bytes.push(rest < 128 ? rest : (rest % 128) + 128);
      if (rest < 128) return;
    }
  };
  for (const { packed, values } of parts) {
    if (!packed) {
      varint(values.length * 2);
      for (let i = 0; i < Math.ceil(width / 8); i++) bytes.push(Math.floor(values[0]! / 256 ** i) % 256);
      continue;
    }
    varint((values.length / 8) * 2 + 1);
    const bits = values.flatMap((value) => Array.from({ length: width }, (_, bit) => Math.floor(value / 2 ** bit) % 2));
    for (let i = 0; i < bits.length; i += 8)
      bytes.push(bits.slice(i, i + 8).reduce((sum, bit, place) => sum + bit * 2 ** place, 0));
  }
  return Uint8Array.from(bytes);
}

describe('runs and packed groups', () => {
  const parts = (width: number) => {
    const value = fc.integer({ min: 0, max: 2 ** width - 1 });
    const run = fc
      .tuple(value, fc.integer({ min: 1, max: 300 }))
      .map(([one, length]) => ({ packed: false, values: Array<number>(length).fill(one) }));
    const groups = fc
      .integer({ min: 1, max: 5 })
      .chain((count) => fc.array(value, { minLength: 8 * count, maxLength: 8 * count }));
    return fc.array(
      fc.oneof(
        run,
        groups.map((values) => ({ packed: true, values })),
      ),
      { minLength: 1, maxLength: 6 },
    );
  };

  it('are read as they were written, for every width', () => {
    const cases = fc.integer({ min: 0, max: 32 }).chain((width) => fc.tuple(fc.constant(width), parts(width)));
    fc.assert(
      fc.property(cases, fc.nat(7), ([width, written], less) => {
        const values = written.flatMap((part) => part.values);
        const bytes = encode(written, width);
        // The last group may be longer than the page.
        const count = written.at(-1)!.packed ? values.length - less : values.length;
        assert.deepEqual([...readRuns(bytes, 0, bytes.length, width, count)], values.slice(0, count));
      }),
    );
  });

  it('never give more than was asked for, and end with their bytes', () => {
    const enormous = encode([{ packed: false, values: [1] }], 1);
    const bomb = Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0x0f, 1]);
    assert.equal(readRuns(bomb, 0, bomb.length, 1, 10).length, 10);
    assert.throws(() => readRuns(enormous, 0, enormous.length, 1, 2), /end early/);
    assert.throws(() => readRuns(Uint8Array.of(0, 0, 0), 0, 3, 1, 2), /end early/);
    assert.throws(() => readRuns(Uint8Array.of(255, 255, 255, 255, 255, 255, 1), 0, 7, 1, 2), /end early/);
    assert.throws(() => readRuns(Uint8Array.of(3, 1), 0, 2, 8, 8), /end early/);
    assert.throws(() => readRuns(Uint8Array.of(2, 1), 0, 9, 8, 8), /runs of 8 bits/);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.nat(1000),
        (bytes, width, count) => {
          try {
            assert.equal(readRuns(bytes, 0, bytes.length, width, count).length, count);
          } catch (cause) {
            assert.ok(cause instanceof RangeError, String(cause));
          }
        },
      ),
    );
  });
});

describe('a page that says it unpacks to more than it can', () => {
  for (const codec of ['SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW', 'UNCOMPRESSED'] as const) {
    it(`is refused before memory is asked for: ${codec}`, async () => {
      const library = await parquetPackages();
      assert.throws(() => unpack(library, codec, new Uint8Array(100), 2 ** 30), /100 bytes that says it unpacks to/);
      assert.throws(() => unpack(library, codec, new Uint8Array(100), -1), /says it unpacks to -1/);
      assert.throws(() => unpack(library, codec, new Uint8Array(100), 250));
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: 1, maxLength: 60 }),
          fc.integer({ min: 61, max: 900 }),
          (bytes, size) => {
            try {
              assert.equal(unpack(library, codec, bytes, size).length, size);
            } catch (cause) {
              assert.ok(cause instanceof Error);
            }
          },
        ),
        { numRuns: 50 },
      );
    });
  }
});
