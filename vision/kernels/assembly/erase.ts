// Rectangles that something else takes the place of.
import { fillWords } from '../../../transforms/kernels/assembly/field';
import { randomLevels } from './drop';
import { normalsOf } from './noise';
import { bytesOf, CHANNELS, NOISE, sourceOf, Step, streamOf, Strip, targetOf, words } from './step';

// @ts-ignore: decorator
@unmanaged
export class Erase extends Step {
  count: i32;
  /** `count` of `Hole`. */
  holes: usize;
}

// @ts-ignore: decorator
@unmanaged
export class Hole {
  left: i32; top: i32; right: i32; bottom: i32;
  fill: i32;
}

/** Behind a hole's own words stand the levels of its colour. */
export const HOLE: usize = offsetof<Hole>() + (<usize>CHANNELS << 2);

const RANDOM: i32 = 1;
const NORMAL: i32 = 2;

const fills = memory.data(1024, 64);

/** Normal about mid grey, by a quarter of full scale. */
function normalLevels(erase: Erase, channel: i32, strip: Strip): void {
  fillWords(erase, streamOf(NOISE, channel), strip.first, strip.count, words);
  normalsOf(words, strip.count, fills);
  const end = bytesOf(strip.count);
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(fills + i, f32x4.add(f32x4.splat(127.5), f32x4.mul(f32x4.splat(63.75), v128.load(fills + i))));
  }
}

/** One channel of the strip, as far as the hole covers it. */
function fillHole(hole: Hole, channel: i32, strip: Strip): void {
  const level = load<f32>(changetype<usize>(hole) + offsetof<Hole>() + (<usize>channel << 2));
  const target = targetOf(channel);
  let done: i32 = 0;
  while (done < strip.count) {
    const y = (strip.first + done) / strip.width;
    const x = (strip.first + done) % strip.width;
    const count = min(strip.count - done, strip.width - x);
    if (y >= hole.top && y < hole.bottom) {
      const from = max(hole.left, x);
      const to = min(hole.right, x + count);
      const at = <usize>(done + from - x) << 2;
      const end = <usize>(done + to - x) << 2;
      if (from < to) {
        if (hole.fill) memory.copy(target + at, fills + at, end - at);
        else for (let i = at; i < end; i += 4) store<f32>(target + i, level);
      }
    }
    done += count;
  }
}

/** Later holes lie over earlier ones. Whether there was anything to do. */
export function eraseStrip(erase: Erase, strip: Strip): bool {
  const top = strip.first / strip.width;
  const bottom = (strip.first + strip.count - 1) / strip.width;
  const last = erase.holes + <usize>erase.count * HOLE;
  let isTouched = false;
  let isRandom = false;
  let isNormal = false;
  for (let at = erase.holes; at < last; at += HOLE) {
    const hole = changetype<Hole>(at);
    if (hole.top > bottom || hole.bottom <= top) continue;
    isTouched = true;
    if (hole.fill == RANDOM) isRandom = true;
    if (hole.fill == NORMAL) isNormal = true;
  }
  if (!isTouched) return false;
  for (let c: i32 = 0; c < strip.channels; c++) {
    const source = sourceOf(strip, c);
    if (source != targetOf(c)) memory.copy(targetOf(c), source, <usize>strip.count << 2);
    if (isRandom) randomLevels(erase, c, strip.first, strip.count, fills);
    else if (isNormal) normalLevels(erase, c, strip);
    for (let at = erase.holes; at < last; at += HOLE) {
      const hole = changetype<Hole>(at);
      if (hole.top <= bottom && hole.bottom > top) fillHole(hole, c, strip);
    }
  }
  return true;
}
