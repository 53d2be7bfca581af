// What takes the place of pixels: here and there at random, in a grid, or where the mask says so. Each kind says which of a
// strip's pixels go; they then go from strips of levels, or from a row of the batch that is made of bytes.
import { fillWords, unit24 } from '../../../transforms/kernels/assembly/field';
import { chance, chosen } from './chance';
import { bytesOf, FILL, MASK, sourceOf, Step, streamOf, Strip, targetOf, words } from './step';

// @ts-ignore: decorator
@unmanaged
export class Drop extends Step {
  /** See `chosen`. */
  low: i32;
  lowTie: i32;
  perChannel: i32;
  random: i32;
  /** Levels of each channel. */
  fills: usize;
}

const fills = memory.data(1024, 64);

/** Levels from black to white, uniform. */
export function randomLevels(step: Step, channel: i32, first: i32, count: i32, target: usize): void {
  fillWords(step, streamOf(FILL, channel), first, count, target);
  const end = bytesOf(count);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(target + i, f32x4.mul(unit24(v128.load(target + i)), f32x4.splat(255)));
  }
}

/** Puts levels where bytes are 255, for one channel; `step` is 16 where each pixel has a level of its own, else 0. */
export function cover(strip: Strip, channel: i32, chosen: usize, fill: usize, step: usize): void {
  let source = sourceOf(strip, channel);
  let target = targetOf(channel);
  const end = chosen + <usize>((strip.count + 15) & ~15);
  for (; chosen < end; chosen += 16, source += 64, target += 64) {
    const mask = v128.load(chosen);
    const low = i16x8.extend_low_i8x16_s(mask);
    const high = i16x8.extend_high_i8x16_s(mask);
    v128.store(target, v128.bitselect(v128.load(fill), v128.load(source), i32x4.extend_low_i16x8_s(low)));
    fill += step;
    v128.store(target, v128.bitselect(v128.load(fill), v128.load(source, 16), i32x4.extend_high_i16x8_s(low)), 16);
    fill += step;
    v128.store(target, v128.bitselect(v128.load(fill), v128.load(source, 32), i32x4.extend_low_i16x8_s(high)), 32);
    fill += step;
    v128.store(target, v128.bitselect(v128.load(fill), v128.load(source, 48), i32x4.extend_high_i16x8_s(high)), 48);
    fill += step;
  }
}

/** Fills the chosen pixels of one channel. */
export function dropChannel(drop: Drop, channel: i32, strip: Strip): void {
  if (drop.random) randomLevels(drop, channel, strip.first, strip.count, fills);
  else v128.store(fills, v128.load32_splat(drop.fills + (<usize>channel << 2)));
  cover(strip, channel, chosen, fills, drop.random ? 16 : 0);
}

export function choosePixels(drop: Drop, channel: i32, strip: Strip): void {
  chance(drop, streamOf(MASK, channel), strip.first, strip.count, drop.low, drop.lowTie, chosen);
}

export function dropStrip(drop: Drop, strip: Strip): void {
  for (let c: i32 = 0; c < strip.channels; c++) {
    if (c == 0 || drop.perChannel) choosePixels(drop, c, strip);
    dropChannel(drop, c, strip);
  }
}

/** Pixels dropped by their class. */
// @ts-ignore: decorator
@unmanaged
export class Classes extends Drop {
  /** A byte a pixel. */
  mask: usize;
  /** A byte a class: 255 where it goes, 0 where it stays. */
  goes: usize;
}

export function chooseClasses(classes: Classes, strip: Strip): void {
  const mask = classes.mask + <usize>strip.first;
  for (let i: usize = 0; i < <usize>strip.count; i++) {
    store<u8>(chosen + i, load<u8>(classes.goes + <usize>load<u8>(mask + i)));
  }
}
