import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AugmentError, childKey, descend, type Key, type KeyPart, rootKey, sampleKey } from '../../transforms/index.ts';
import { chiSquareP, countsOf, leastP } from './statistics.ts';

const part = fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme', maxLength: 24 }));
const text = (key: Key) => key.words.map((word) => word.toString(16)).join(' ');

/** Which of the 128 bits differ. */
function changedBits(a: Key, b: Key): number[] {
  const bits: number[] = [];
  a.words.forEach((word, i) => {
    const difference = word ^ b.words[i]!;
    for (let bit = 0; bit < 32; bit++) if ((difference >>> bit) & 1) bits.push(i * 32 + bit);
  });
  return bits;
}

/** Every pair differs in about half of the bits, and each bit differs in about half of the pairs. */
function assertAvalanche(pairs: readonly (readonly [Key, Key])[]): void {
  const changes = pairs.map(([a, b]) => changedBits(a, b));
  // Binomial(128, 1/2): mean 64, deviation 5.66; beyond 32..96 once in 6e7 pairs.
  for (const { length } of changes) assert.ok(length >= 32 && length <= 96, `${length} of 128 bits changed`);
  const mean = changes.reduce((sum, { length }) => sum + length, 0) / pairs.length;
  assert.ok(Math.abs(mean - 64) < (5 * 5.66) / Math.sqrt(pairs.length), `${mean} bits changed on average`);
  assert.ok(chiSquareP(countsOf(changes.flat(), 128)) > leastP, 'some bits change more often than others');
}

describe('keys', () => {
  it('are pure: the same path gives the same key', () => {
    fc.assert(
      fc.property(part, fc.array(part, { maxLength: 5 }), (seed, path) => {
        assert.deepEqual(descend(rootKey(seed), ...path), descend(rootKey(seed), ...path));
      }),
    );
  });

  it('keep the values that released versions gave, or every replay breaks', () => {
    assert.equal(text(rootKey(7)), 'eb9bdf06 b40fd195 b84db927 78d965b1');
    assert.equal(text(rootKey('seven')), 'd7bb6ad0 436ed08b cc60033e c14164ea');
    assert.equal(text(childKey(sampleKey(rootKey(7), 3, 12345), 'rotate')), '8cccd061 c1958028 c17c9e8a 2497b6c7');
  });

  it('of different paths differ', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        assert.notEqual(text(descend(rootKey(0), ...a)), text(descend(rootKey(0), ...b)));
      }),
    );
  });

  it('change in half of their bits with every bit of the seed', () => {
    const pairs: [Key, Key][] = [];
    for (let i = 0; i < 20; i++) {
      const seed = i * 449819301234 + i;
      for (let bit = 0; bit < 53; bit++) {
        const flipped = Number(BigInt(seed) ^ (1n << BigInt(bit)));
        if (Number.isSafeInteger(flipped)) pairs.push([rootKey(seed), rootKey(flipped)]);
      }
      pairs.push([rootKey(seed + 1), rootKey(-seed - 1)]);
    }
    assert.ok(pairs.length > 1000);
    assertAvalanche(pairs);
  });

  it('change in half of their bits with the epoch, the sample, and every part of the op path', () => {
    const pairs: [Key, Key][] = [];
    const root = rootKey(1);
    for (let i = 0; i < 300; i++) {
      const sample = sampleKey(root, i, i);
      pairs.push([sample, sampleKey(root, i + 1, i)], [sample, sampleKey(root, i, i + 1)]);
      const path = (group: string, transform: string) => descend(sample, group, transform);
      pairs.push(
        [path('oneOf', 'rotate'), path('oneOf#2', 'rotate')],
        [path('oneOf', 'rotate'), path('oneOf', 'rotatf')],
      );
    }
    assertAvalanche(pairs);
  });

  it('of every small (seed, epoch, sample) are distinct: parts are hashed, never added', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      for (let epoch = 0; epoch < 12; epoch++) {
        for (let id = 0; id < 12; id++) seen.add(text(sampleKey(rootKey(seed), epoch, id)));
      }
    }
    assert.equal(seen.size, 12 ** 3);
    assert.notEqual(text(descend(rootKey(1), 5)), text(descend(rootKey(2), 4)));
  });

  const different: readonly (readonly [string, readonly KeyPart[], readonly KeyPart[]])[] = [
    ['a number and its digits', [1], ['1']],
    ['zero and the empty name', [0], ['']],
    ['where a name ends', ['ab', 'c'], ['a', 'bc']],
    ['one name and two', ['ab'], ['a', 'b']],
    ['one long name and its two halves', ['abcdefghijklmnop'], ['abcdefgh', 'ijklmnop']],
    ['zero bytes at the end of a name', ['a'], ['a\0']],
    ['the order of the parts', [1, 2], [2, 1]],
    ['the depth', ['a'], ['a', 'a']],
    ['a number above 32 bits', [2 ** 32 + 5], [5]],
    ['the sign', [5], [-5]],
  ];
  for (const [what, a, b] of different) {
    it(`tell ${what} apart`, () => {
      assert.notEqual(text(descend(rootKey(0), ...a)), text(descend(rootKey(0), ...b)));
    });
  }

  it('do not tell 0 from -0, which are one seed', () => {
    assert.deepEqual(rootKey(-0), rootKey(0));
  });

  it('do not depend on how many names were asked for before', () => {
    const before = text(childKey(rootKey(0), 'first'));
    for (let i = 0; i < 5000; i++) childKey(rootKey(0), `name ${i}`);
    assert.equal(text(childKey(rootKey(0), 'first')), before);
    assert.equal(text(childKey(rootKey(0), 'name 4999')), text(childKey(rootKey(0), 'name 4999')));
  });

  for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    it(`refuse ${bad}`, () => {
      assert.throws(
        () => rootKey(bad),
        (error) => error instanceof AugmentError && error.code === 'bad-key' && error.message.includes(String(bad)),
      );
    });
  }
});
