/** Whether an ADTS frame (AAC without a container) begins there. ISO/IEC 14496-3 annex 1.A. */
export function isAdts(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (bytes[at + 1]! & 0xf6) === 0xf0;
}

/** Bytes of a frame, its header among them. */
export function adtsLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
}

/** Walks the frames to where they end: how many are whole, and whether the last was cut. */
export function walkAdts(bytes: Uint8Array, start: number): { readonly frames: number; readonly cut: boolean } {
  let frames = 0;
  for (let at = start; at + 7 <= bytes.length && isAdts(bytes, at); frames++) {
    const length = adtsLength(bytes, at);
    if (length < 7) break;
    if (at + length > bytes.length) return { frames, cut: true };
    at += length;
  }
  return { frames, cut: false };
}
