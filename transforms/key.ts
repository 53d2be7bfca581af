import { AugmentError, show } from './errors.ts';
import { philox4x32, type Words4 } from './philox.ts';

/** What a part of a key's name may be. */
export type KeyPart = string | number;

/**
 * A pure value that names one source of randomness: (seed, epoch, sample id, op path). 128 bits; children are
 * hashed from their parent and their name, never added, so that no two names share a stream. It holds no state:
 * asking twice gives the same answer.
 */
export interface Key {
  readonly words: Words4;
}

const encoder = new TextEncoder();

/** What keeps numbers, names and the pieces of a name apart in the hash. */
const numberDomain = 1;
const nameDomain = 2;
const pieceDomain = 3;

/** A name's own hash, 64 bits: a plan uses a few dozen names, millions of times. */
const hashOfName = new Map<string, readonly [number, number]>();
const mostNames = 4096;

/** The root key of a run. `seed`: a safe integer or a string. */
export function rootKey(seed: KeyPart): Key {
  return childKey({ words: [0x61756731, 0x656e7432, 0x73747265, 0x616d0001] }, seed);
}

/** The key named `part` below `key`. */
export function childKey(key: Key, part: KeyPart): Key {
  if (typeof part === 'number') {
    if (!Number.isSafeInteger(part)) {
      throw new AugmentError('bad-key', `a key's part must be a string or a safe integer, got ${show(part)}`);
    }
    return { words: absorb(key.words, part >>> 0, Math.floor(part / 2 ** 32) >>> 0, numberDomain) };
  }
  const [high, low] = hashName(part);
  return { words: absorb(key.words, high, low, nameDomain) };
}

function hashName(name: string): readonly [number, number] {
  let hash = hashOfName.get(name);
  if (hash === undefined) {
    const bytes = encoder.encode(name);
    const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 8) * 8));
    new Uint8Array(padded.buffer).set(bytes);
    let words: Words4 = [bytes.length, 0, 0, 0];
    for (let at = 0; at < padded.byteLength; at += 8)
      words = absorb(words, padded.getUint32(at, true), padded.getUint32(at + 4, true), pieceDomain);
    hash = [words[0], words[1]];
    if (hashOfName.size < mostNames) hashOfName.set(name, hash);
  }
  return hash;
}

/** The key below `key` that the whole path names. */
export function descend(key: Key, ...parts: readonly KeyPart[]): Key {
  return parts.reduce<Key>(childKey, key);
}

/** Davies-Meyer over Philox: the block is the cipher's key, the chaining value its plaintext. `domain` keeps numbers and names apart. */
function absorb(state: Words4, block0: number, block1: number, domain: number): Words4 {
  const [a, b, c, d] = state;
  const [w, x, y, z] = philox4x32([a, b, c, (d ^ domain) >>> 0], block0, block1);
  return [(w ^ a) >>> 0, (x ^ b) >>> 0, (y ^ c) >>> 0, (z ^ d) >>> 0];
}
