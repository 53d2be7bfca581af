/** Linear values of A-law codes, in [-1, 1): 13-bit values / 4096. ITU-T G.711. */
export const alawValues: Float32Array = table(alaw);
/** Linear values of mu-law codes, in [-1, 1): 14-bit values / 8192. ITU-T G.711. */
export const mulawValues: Float32Array = table(mulaw);

function table(value16: (code: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => value16(code) / 32768);
}

function alaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 15) << 4) + 8;
  const size = segment === 0 ? step : (step + 256) << (segment - 1);
  return bits & 0x80 ? size : -size;
}

function mulaw(code: number): number {
  const bits = ~code & 0xff;
  const size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -size : size;
}
