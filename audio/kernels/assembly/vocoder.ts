// A phase vocoder without angles: rotations are complex numbers of length 1, found by cross-correlation, so that all of it is + - * /
// and square roots. Spectra are PFFFT's ordered ones: [re 0, re size/2, re 1, im 1, ...]; those of channels lie one behind the other.

/** Writes the frames [first, first + size) of a plane under a window; beyond the ends there is silence. */
export function windowFrame(plane: usize, frames: i32, first: i32, window: usize, size: i32, target: usize): void {
  const source = plane + (<isize>first << 2);
  if (first >= 0 && first + size <= frames) {
    const bytes = <usize>size << 2;
    for (let at: usize = 0; at < bytes; at += 16) v128.store(target + at, f32x4.mul(v128.load(source + at), v128.load(window + at)));
    return;
  }
  for (let i = 0; i < size; i++) {
    const at = <usize>i << 2;
    const inside = first + i >= 0 && first + i < frames;
    store<f32>(target + at, inside ? load<f32>(source + at) * load<f32>(window + at) : 0);
  }
}

/** Adds `size` values under a window to a plane from frame `first` on, where it has frames. */
export function overlapAdd(plane: usize, frames: i32, first: i32, window: usize, size: i32, source: usize): void {
  const target = plane + (<isize>first << 2);
  if (first >= 0 && first + size <= frames) {
    const bytes = <usize>size << 2;
    for (let at: usize = 0; at < bytes; at += 16) {
      const sum = f32x4.add(v128.load(target + at), f32x4.mul(v128.load(source + at), v128.load(window + at)));
      v128.store(target + at, sum);
    }
    return;
  }
  const end = min(size, frames - first);
  for (let i = max(0, -first); i < end; i++) {
    const at = <usize>i << 2;
    store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at) * load<f32>(window + at));
  }
}

// @ts-ignore: decorator
@inline
function reals(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function imaginaries(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function accumulate(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}

/**
 * What all channels together have in each bin: adds up the power of `now` and of `back`, and the cross-correlation of `last` with
 * `back`. `work`: four tables of size / 2 + 16 floats. Bin 0 comes without size / 2, which is left to its neighbour.
 */
function correlate(now: usize, back: usize, last: usize, channels: i32, size: i32, work: usize): void {
  const table = <usize>((size >> 1) + 16) << 2;
  memory.fill(work, 0, 4 * table);
  for (let channel = 0; channel < channels; channel++) {
    for (let bin = 0; bin < size >> 1; bin += 4, now += 32, back += 32, last += 32) {
      const at = work + (<usize>bin << 2);
      const nowRe = reals(v128.load(now), v128.load(now, 16));
      let nowIm = imaginaries(v128.load(now), v128.load(now, 16));
      const backRe = reals(v128.load(back), v128.load(back, 16));
      let backIm = imaginaries(v128.load(back), v128.load(back, 16));
      const lastRe = reals(v128.load(last), v128.load(last, 16));
      let lastIm = imaginaries(v128.load(last), v128.load(last, 16));
      if (bin == 0) {
        nowIm = f32x4.replace_lane(nowIm, 0, 0);
        backIm = f32x4.replace_lane(backIm, 0, 0);
        lastIm = f32x4.replace_lane(lastIm, 0, 0);
      }
      accumulate(at, f32x4.add(f32x4.mul(nowRe, nowRe), f32x4.mul(nowIm, nowIm)));
      accumulate(at + table, f32x4.add(f32x4.mul(backRe, backRe), f32x4.mul(backIm, backIm)));
      accumulate(at + 2 * table, f32x4.add(f32x4.mul(lastRe, backRe), f32x4.mul(lastIm, backIm)));
      accumulate(at + 3 * table, f32x4.sub(f32x4.mul(lastIm, backRe), f32x4.mul(lastRe, backIm)));
    }
  }
}

/** Written over the power of before, where a sound sets in. */
const ONSET: f32 = -1;

/**
 * Finds the one rotation that takes `back` to `last` best in the bins [first, end), and writes it over their correlation. Where there
 * is `rise` times the power of before, nothing is there to go on from: a sound sets in.
 */
function lockRegion(work: usize, table: usize, first: i32, end: i32, rise: f64): void {
  let now: f64 = 0;
  let before: f64 = 0;
  let re: f64 = 0;
  let im: f64 = 0;
  for (let bin = first; bin < end; bin++) {
    const at = work + (<usize>bin << 2);
    now += <f64>load<f32>(at);
    before += <f64>load<f32>(at + table);
    re += <f64>load<f32>(at + 2 * table);
    im += <f64>load<f32>(at + 3 * table);
  }
  const length = Math.sqrt(re * re + im * im);
  const isOnset = now > rise * before || !(length > 0);
  const turnRe = <f32>(re / length);
  const turnIm = <f32>(im / length);
  for (let bin = first; bin < end; bin++) {
    const at = work + (<usize>bin << 2);
    if (isOnset) store<f32>(at + table, ONSET);
    store<f32>(at + 2 * table, turnRe);
    store<f32>(at + 3 * table, turnIm);
  }
}

/**
 * What sets in keeps its phases, moved to where it belongs: as far from the middle of the window as it is in the source, times
 * `lag` + 1. Where it is, the phases' slope says.
 */
function placeOnsets(now: usize, channels: i32, size: i32, work: usize, table: usize, lag: f64): void {
  const bins = size >> 1;
  let re: f64 = 0;
  let im: f64 = 0;
  for (let bin = 1; bin < bins - 1; bin++) {
    if (load<f32>(work + table + (<usize>bin << 2)) != ONSET) continue;
    let at = now + (<usize>bin << 3);
    for (let channel = 0; channel < channels; channel++, at += <usize>size << 2) {
      const a = <f64>load<f32>(at);
      const b = <f64>load<f32>(at, 4);
      const c = <f64>load<f32>(at, 8);
      const d = <f64>load<f32>(at, 12);
      // The middle of the window turns each bin by half a circle more than the one before.
      re -= a * c + b * d;
      im -= a * d - b * c;
    }
  }
  const angle = re == 0 && im == 0 ? 0 : Math.atan2(im, re);
  const slope = angle * lag;
  // Where it would come to lie outside of this window, it is left to the windows that it is in.
  const share: f64 = Math.abs(angle + slope) < Math.PI ? 1 : 0;
  for (let bin = 0; bin < bins; bin++) {
    const at = work + (<usize>bin << 2);
    if (load<f32>(at + table) != ONSET) continue;
    store<f32>(at + 2 * table, <f32>(share * Math.cos(slope * bin)));
    store<f32>(at + 3 * table, <f32>(share * Math.sin(slope * bin)));
  }
}

/** One rotation for the bins about each peak, from one valley to the next. */
function lockRegions(work: usize, table: usize, bins: i32, rise: f64): void {
  let first = 0;
  let valley = 0;
  let lowest: f32 = Infinity;
  let hasPeak = false;
  for (let bin = 0; bin < bins; bin++) {
    const at = work + (<usize>bin << 2);
    const power = load<f32>(at);
    const isPeak =
      (bin < 1 || power > load<f32>(at - 4)) && (bin < 2 || power >= load<f32>(at - 8)) && power > load<f32>(at, 4) && power >= load<f32>(at, 8);
    if (isPeak) {
      if (hasPeak) {
        lockRegion(work, table, first, valley, rise);
        first = valley;
      }
      hasPeak = true;
      lowest = Infinity;
    } else if (power < lowest) {
      lowest = power;
      valley = bin;
    }
  }
  lockRegion(work, table, first, bins, rise);
}

/**
 * Turns the bins about each spectral peak of `now` by one angle, the same for all channels, so that they go on from `last`, which came
 * out one hop before, as `now` goes on from `back`, which lies one hop before it in the source; writes them over `last`. `lag`: by how much longer everything takes, 0 for not at all.
 */
export function lockPhases(
  now: usize, back: usize, last: usize, channels: i32, size: i32, work: usize, rise: f64, lag: f64,
): void {
  const bins = size >> 1;
  const table = <usize>(bins + 16) << 2;
  correlate(now, back, last, channels, size, work);
  lockRegions(work, table, bins, rise);
  placeOnsets(now, channels, size, work, table, lag);
  for (let channel = 0; channel < channels; channel++, now += <usize>size << 2, last += <usize>size << 2) {
    for (let bin = 0; bin < bins; bin += 4) {
      const at = work + (<usize>bin << 2);
      const source = now + (<usize>bin << 3);
      const target = last + (<usize>bin << 3);
      const re = reals(v128.load(source), v128.load(source, 16));
      const im = imaginaries(v128.load(source), v128.load(source, 16));
      const turnRe = v128.load(at + 2 * table);
      const turnIm = v128.load(at + 3 * table);
      const newRe = f32x4.sub(f32x4.mul(re, turnRe), f32x4.mul(im, turnIm));
      const newIm = f32x4.add(f32x4.mul(re, turnIm), f32x4.mul(im, turnRe));
      v128.store(target, v128.shuffle<i32>(newRe, newIm, 0, 4, 1, 5));
      v128.store(target, v128.shuffle<i32>(newRe, newIm, 2, 6, 3, 7), 16);
    }
    // The first and the last bin are real, and stay so.
    store<f32>(last, load<f32>(now) * load<f32>(work + 2 * table));
    store<f32>(last, load<f32>(now, 4) * load<f32>(work + 2 * table + (<usize>(bins - 1) << 2)), 4);
  }
}
