import assert from 'node:assert/strict';
import fc from 'fast-check';
import { philox4x32, type Words4 } from '../../transforms/index.ts';

const ones = 0xffffffff;
const word = fc.integer({ min: 0, max: ones });

/** Philox as its paper writes it, in whole numbers without end. */
function oracle(counter: Words4, key0: number, key1: number): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = [BigInt(key0), BigInt(key1)];
  const mask = 0xffffffffn;
  for (let round = 0; round < 10; round++) {
    const [product0, product1] = [0xd2511f53n * c0, 0xcd9e8d57n * c2];
    [c0, c1, c2, c3] = [(product1 >> 32n) ^ c1 ^ k0, product1 & mask, (product0 >> 32n) ^ c3 ^ k1, product0 & mask];
    [k0, k1] = [(k0 + 0x9e3779b9n) & mask, (k1 + 0xbb67ae85n) & mask];
  }
  return [c0, c1, c2, c3].map(Number);
}

describe('philox4x32', () => {
  // Random123, tests/kat_vectors: philox4x32 10 rounds.
  const known: readonly (readonly [counter: Words4, key: readonly [number, number], answer: Words4])[] = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ones, ones, ones, ones],
      [ones, ones],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ];
  for (const [counter, key, answer] of known) {
    it(`gives Random123's answer for counter ${counter.map((w) => w.toString(16)).join(' ')}`, () => {
      assert.deepEqual(philox4x32(counter, ...key), answer);
    });
  }

  it('agrees with exact arithmetic on any counter and key', () => {
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), word, word, (counter, key0, key1) => {
        assert.deepEqual(philox4x32(counter, key0, key1), oracle(counter, key0, key1));
      }),
      { numRuns: 500 },
    );
  });
});
