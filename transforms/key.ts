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

/** A name's own hash, 64 bits. */
export type NameHash = readonly [high: number, low: number];

/** A plan uses a few dozen names, millions of times. */
const hashOfName = new Map<string, NameHash>();
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
  return namedKey(key, hashName(part));
}

/** The key below `key` of the name that has this hash. */
export function namedKey(key: Key, hash: NameHash): Key {
  return { words: absorb(key.words, hash[0], hash[1], nameDomain) };
}

/** What a name comes to in a key: for those who use it for every sample. */
export function hashName(name: string): NameHash {
  let hash = hashOfName.get(name);
  if (hash === undefined) {
    hash = hashText(name);
    if (hashOfName.size < mostNames) hashOfName.set(name, hash);
  }
  return hash;
}

/** The same, for millions of texts that come once each. */
export function hashText(text: string): NameHash {
  const bytes = encoder.encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 8) * 8));
  new Uint8Array(padded.buffer).set(bytes);
  let words: Words4 = [bytes.length, 0, 0, 0];
  for (let at = 0; at < padded.byteLength; at += 8)
    words = absorb(words, padded.getUint32(at, true), padded.getUint32(at + 4, true), pieceDomain);
  return [words[0], words[1]];
}

/** The key below `key` that the whole path names. */
export function descend(key: Key, ...parts: readonly KeyPart[]): Key {
  return parts.reduce<Key>(childKey, key);
}

/** Davies-Meyer over Philox: the block is the cipher's key, the chaining value its plaintext. `domain` keeps numbers and names apart. */
function absorb(state: Words4, block0: number, block1: number, domain: number): Words4 {
  const a = state[0];
  const b = state[1];
  const c = state[2];
  const d = state[3];
  const made = philox4x32([a, b, c, d ^ domain], block0, block1);
  return [(made[0] ^ a) >>> 0, (made[1] ^ b) >>> 0, (made[2] ^ c) >>> 0, (made[3] ^ d) >>> 0];
}
