// G.711: to eight bits and back.

/** A value as 16 bits; what is no number is 0. */
// @ts-ignore: decorator
@inline
function sixteen(x: f32): i32 {
  const y = x * 32768;
  return y > 32767 ? 32767 : y < -32768 ? -32768 : y == y ? <i32>nearest(y) : 0;
}

export function muLaw(plane: usize, frames: i32): void {
  for (let i = 0; i < frames; i++, plane += 4) {
    const s = sixteen(load<f32>(plane));
    const size = min(abs(s), 32635) + 132;
    const segment = 24 - clz(size);
    const mantissa = (size >> (segment + 3)) & 15;
    const level = (((mantissa << 3) + 132) << segment) - 132;
    store<f32>(plane, <f32>(s < 0 ? -level : level) * (1.0 / 32768.0));
  }
}

export function aLaw(plane: usize, frames: i32): void {
  for (let i = 0; i < frames; i++, plane += 4) {
    const s = sixteen(load<f32>(plane));
    const size = (s < 0 ? ~s : s) >> 4;
    // 16 steps of one size, and then of twice the one before.
    const segment = size < 32 ? 0 : 27 - clz(size);
    const level = (((size >> segment) << segment << 4) + (8 << segment));
    store<f32>(plane, <f32>(s < 0 ? -level : level) * (1.0 / 32768.0));
  }
}
