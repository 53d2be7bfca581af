// What takes the place of pixels: here and there at random, in a grid, or where the mask says so.
import { fillWords, unit24 } from '../../../transforms/kernels/assembly/field';
import { bytesOf, FILL, MASK, sourceOf, Step, streamOf, Strip, targetOf, words } from './step';

// @ts-ignore: decorator
@unmanaged
export class Drop extends Step {
  /** A signed word up to this drops its pixel. */
  limit: i32;
  perChannel: i32;
  random: i32;
  /** Of each channel, CHANNELS of them. */
  fills: usize;
}

const fills = memory.data(1024, 64);

// @ts-ignore: decorator
@inline
function dropFour(limit: v128, from: usize, fill: usize, source: usize, target: usize): void {
  const keep = i32x4.gt_s(v128.load(from), limit);
  v128.store(target, v128.bitselect(v128.load(source), v128.load(fill), keep));
}

/** Levels from black to white, uniform. */
export function randomLevels(drop: Step, channel: i32, first: i32, count: i32, target: usize): void {
  fillWords(drop, streamOf(FILL, channel), first, count, target);
  const end = bytesOf(count);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(target + i, f32x4.mul(unit24(v128.load(target + i)), f32x4.splat(255)));
  }
}

/** Fills one channel where words are not above the limit. */
function dropChannel(drop: Drop, channel: i32, strip: Strip): void {
  const source = sourceOf(strip, channel);
  const target = targetOf(channel);
  const limit = i32x4.splat(drop.limit);
  let fill = fills;
  let step: usize = 0;
  if (drop.random) {
    randomLevels(drop, channel, strip.first, strip.count, fills);
    step = 16;
  } else {
    v128.store(fills, v128.load32_splat(drop.fills + (<usize>channel << 2)));
  }
  const end = bytesOf(strip.count);
  for (let i: usize = 0; i < end; i += 64) {
    dropFour(limit, words + i, fill, source + i, target + i);
    dropFour(limit, words + i + 16, fill + step, source + i + 16, target + i + 16);
    dropFour(limit, words + i + 32, fill + 2 * step, source + i + 32, target + i + 32);
    dropFour(limit, words + i + 48, fill + 3 * step, source + i + 48, target + i + 48);
    fill += 4 * step;
  }
}

export function dropStrip(drop: Drop, strip: Strip): void {
  for (let c: i32 = 0; c < strip.channels; c++) {
    if (c == 0 || drop.perChannel) fillWords(drop, streamOf(MASK, c), strip.first, strip.count, words);
    dropChannel(drop, c, strip);
  }
}

/** Pixels dropped by their place in a grid: u and v count its units along two axes. */
// @ts-ignore: decorator
@unmanaged
export class Grid extends Drop {
  ux: f64; uy: f64; u0: f64;
  vx: f64; vy: f64; v0: f64;
  ratio: f32;
  pattern: i32;
}

const SQUARES: i32 = 0;
const LINES: i32 = 1;

// @ts-ignore: decorator
@inline
function part(x: v128): v128 {
  return f32x4.sub(x, f32x4.floor(x));
}

export function gridStrip(grid: Grid, strip: Strip): void {
  const ratio = f32x4.splat(grid.ratio);
  const lanes = f32x4(0, 1, 2, 3);
  const ux = f32x4.splat(<f32>grid.ux);
  const vx = f32x4.splat(<f32>grid.vx);
  const kept = i32x4.splat(1);
  let done: i32 = 0;
  while (done < strip.count) {
    const y = (strip.first + done) / strip.width;
    const x = (strip.first + done) % strip.width;
    const count = min(strip.count - done, strip.width - x);
    // A row begins within its unit, so that a float is fine enough all along it.
    let u = grid.uy * <f64>y + grid.u0;
    let v = grid.vy * <f64>y + grid.v0;
    const u0 = f32x4.splat(<f32>(u - Math.floor(u)));
    const v0 = f32x4.splat(<f32>(v - Math.floor(v)));
    let places = f32x4.add(f32x4.splat(<f32>x), lanes);
    const target = words + (<usize>done << 2);
    // What is written behind the row's end, the next row writes over.
    const end = min<usize>(<usize>((count + 3) >> 2) << 4, 1024 - (<usize>done << 2));
    for (let i: usize = 0; i < end; i += 16) {
      const isU = f32x4.lt(part(f32x4.add(u0, f32x4.mul(ux, places))), ratio);
      const isV = f32x4.lt(part(f32x4.add(v0, f32x4.mul(vx, places))), ratio);
      const isDropped =
        grid.pattern == SQUARES ? v128.and(isU, isV) : grid.pattern == LINES ? v128.or(isU, isV) : v128.xor(isU, isV);
      v128.store(target + i, v128.andnot(kept, isDropped));
      places = f32x4.add(places, f32x4.splat(4));
    }
    done += count;
  }
  for (let c: i32 = 0; c < strip.channels; c++) dropChannel(grid, c, strip);
}

/** Pixels dropped by their class. */
// @ts-ignore: decorator
@unmanaged
export class Classes extends Drop {
  /** A byte a pixel. */
  mask: usize;
  /** A byte a class: whether it stays. */
  stays: usize;
}

export function classStrip(classes: Classes, strip: Strip): void {
  const mask = classes.mask + <usize>strip.first;
  for (let i: usize = 0; i < <usize>strip.count; i++) {
    store<i32>(words + (i << 2), <i32>load<u8>(classes.stays + <usize>load<u8>(mask + i)));
  }
  for (let c: i32 = 0; c < strip.channels; c++) dropChannel(classes, c, strip);
}
