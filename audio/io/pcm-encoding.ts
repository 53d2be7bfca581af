/** How one value is stored. `le` and `be` are little and big endian; a-law and mu-law are ITU-T G.711. */
export type PcmEncoding =
  | 'u8'
  | 's8'
  | 's16le'
  | 's16be'
  | 's24le'
  | 's24be'
  | 's32le'
  | 's32be'
  | 'f32le'
  | 'f32be'
  | 'f64le'
  | 'f64be'
  | 'alaw'
  | 'mulaw';

/** The integer encoding of so many bytes, if there is one. Fewer valid bits lie at the top, so the scale is the container's. */
export function integerEncoding(bytes: number, end: 'le' | 'be', unsigned8: boolean): PcmEncoding | undefined {
  if (bytes === 1) return unsigned8 ? 'u8' : 's8';
  if (bytes === 2 || bytes === 3 || bytes === 4) return `s${(bytes * 8) as 16 | 24 | 32}${end}`;
  return undefined;
}

export function floatEncoding(bytes: number, end: 'le' | 'be'): PcmEncoding | undefined {
  return bytes === 4 || bytes === 8 ? `f${(bytes * 8) as 32 | 64}${end}` : undefined;
}

/** Bytes of one value. */
export function encodingBytes(encoding: PcmEncoding): number {
  if (encoding === 'alaw' || encoding === 'mulaw') return 1;
  const bits = Number.parseInt(encoding.slice(1), 10);
  return bits / 8;
}
