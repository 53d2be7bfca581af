import type { ByteRange } from './byte-range.ts';

/** Where the file begins after its ID3v2 tags. */
export function skipId3(range: ByteRange): number {
  let at = 0;
  for (let tags = 0; tags < 8; tags++) {
    const tag = range.slice(at, at + 10);
    if (tag.length < 10 || !startsWith(tag, 'ID3')) break;
    const size = ((tag[6]! & 127) << 21) | ((tag[7]! & 127) << 14) | ((tag[8]! & 127) << 7) | (tag[9]! & 127);
    at += 10 + size + (tag[5]! & 0x10 ? 10 : 0);
  }
  return Math.min(at, range.size);
}

export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
