// Salt and pepper.
import { chances, chosen } from './chance';
import { MASK, sourceOf, Step, streamOf, Strip, targetOf } from './step';

// @ts-ignore: decorator
@unmanaged
export class Impulse extends Step {
  /** See `chances`: black at the low end, white at the high one. */
  low: i32;
  lowTie: i32;
  high: i32;
  highTie: i32;
  perChannel: i32;
}

/** 255 for each pixel that becomes white; black ones are in `chosen`. */
export const whites = memory.data(256 + 16, 16);

export function chooseImpulses(impulse: Impulse, channel: i32, strip: Strip): void {
  const stream = streamOf(MASK, channel);
  chances(
    impulse, stream, strip.first, strip.count, impulse.low, impulse.lowTie, impulse.high, impulse.highTie, whites,
  );
}

export function impulseStrip(impulse: Impulse, strip: Strip): void {
  for (let c: i32 = 0; c < strip.channels; c++) {
    if (c == 0 || impulse.perChannel) chooseImpulses(impulse, c, strip);
    let source = sourceOf(strip, c);
    let target = targetOf(c);
    for (let i: usize = 0; i < <usize>strip.count; i += 16, source += 64, target += 64) {
      const black = v128.load(chosen + i);
      const white = v128.load(whites + i);
      impulseFour(source, target, i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(black)), i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(white)));
      impulseFour(source + 16, target + 16, i32x4.extend_high_i16x8_s(i16x8.extend_low_i8x16_s(black)), i32x4.extend_high_i16x8_s(i16x8.extend_low_i8x16_s(white)));
      impulseFour(source + 32, target + 32, i32x4.extend_low_i16x8_s(i16x8.extend_high_i8x16_s(black)), i32x4.extend_low_i16x8_s(i16x8.extend_high_i8x16_s(white)));
      impulseFour(source + 48, target + 48, i32x4.extend_high_i16x8_s(i16x8.extend_high_i8x16_s(black)), i32x4.extend_high_i16x8_s(i16x8.extend_high_i8x16_s(white)));
    }
  }
}

// @ts-ignore: decorator
@inline
function impulseFour(source: usize, target: usize, black: v128, white: v128): void {
  v128.store(target, v128.andnot(v128.bitselect(f32x4.splat(255), v128.load(source), white), black));
}
