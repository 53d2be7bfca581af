// Cutting planes up and putting them together.
import { sumOfSquares } from './level';

function at(plane: usize, frame: i32): usize {
  return plane + (<usize>frame << 2);
}

const EDGE: i32 = 1;
const REFLECT: i32 = 2;

/** Writes source[first, first + count) to target, as the fill continues it beyond its ends: zeros, edge, reflect or wrap. */
export function windowTo(source: usize, frames: i32, first: i32, target: usize, count: i32, fill: i32): void {
  const inner = min(max(-first, 0), count);
  const end = max(min(frames - first, count), inner);
  memory.copy(at(target, inner), at(source, first + inner), <usize>(end - inner) << 2);
  if (frames == 0 || fill == 0) {
    memory.fill(target, 0, <usize>inner << 2);
    memory.fill(at(target, end), 0, <usize>(count - end) << 2);
  } else if (fill == EDGE) {
    hold(target, inner, load<f32>(source));
    hold(at(target, end), count - end, load<f32>(at(source, frames - 1)));
  } else if (fill == REFLECT) {
    mirror(source, frames, first, target, 0, inner);
    mirror(source, frames, first, target, end, count);
  } else {
    repeat(source, frames, first, target, 0, inner);
    repeat(source, frames, first, target, end, count);
  }
}

function hold(target: usize, count: i32, value: f32): void {
  const end = at(target, count);
  for (; target < end; target += 4) store<f32>(target, value);
}

// 64-bit places: twice the length of a long sound is more than 32 bits hold.
function mirror(source: usize, frames: i32, first: i32, target: usize, start: i32, end: i32): void {
  const turn = max<i64>(1, 2 * (<i64>frames - 1));
  let place = (<i64>first + start) % turn;
  if (place < 0) place += turn;
  for (let n = start; n < end; n++) {
    store<f32>(at(target, n), load<f32>(at(source, <i32>(place < frames ? place : turn - place))));
    if (++place == turn) place = 0;
  }
}

function repeat(source: usize, frames: i32, first: i32, target: usize, start: i32, end: i32): void {
  let place = (first + start) % frames;
  if (place < 0) place += frames;
  for (let n = start; n < end; place = 0) {
    const run = min(frames - place, end - n);
    memory.copy(at(target, n), at(source, place), <usize>run << 2);
    n += run;
  }
}

// Signalsmith's "cheap energy-preserving crossfade": polynomials, so that the fades are the same to the bit everywhere.
const EQUAL_ENERGY: f64 = 1.4186;
const EQUAL_GAIN: f64 = -0.70912;

function rise(i: i32, count: i32, kind: f64): f64 {
  const t = count > 1 ? <f64>i / <f64>(count - 1) : 0.5;
  const a = t * (1 - t);
  const c = a * (1 + kind * a) + t;
  return c * c;
}

/** Puts `count` frames at the target: over the first `overlap`, what is there fades out and they fade in, at equal energy. */
export function joinTo(source: usize, count: i32, target: usize, overlap: i32): void {
  for (let i = 0; i < overlap; i++) {
    const here = at(target, i);
    const out = <f64>load<f32>(here) * rise(overlap - 1 - i, overlap, EQUAL_ENERGY);
    store<f32>(here, <f32>(out + <f64>load<f32>(at(source, i)) * rise(i, overlap, EQUAL_ENERGY)));
  }
  memory.copy(at(target, overlap), at(source, overlap), <usize>(count - overlap) << 2);
}

/** Silences `count` frames, of which the first fade out and the last fade in, at equal gain; in place. */
export function silence(plane: usize, count: i32, fadeOut: i32, fadeIn: i32): void {
  for (let i = 0; i < fadeOut; i++) {
    store<f32>(at(plane, i), <f32>(<f64>load<f32>(at(plane, i)) * rise(fadeOut - 1 - i, fadeOut, EQUAL_GAIN)));
  }
  const last = at(plane, count - fadeIn);
  for (let i = 0; i < fadeIn; i++) {
    store<f32>(at(last, i), <f32>(<f64>load<f32>(at(last, i)) * rise(i, fadeIn, EQUAL_GAIN)));
  }
  memory.fill(at(plane, fadeOut), 0, <usize>(count - fadeOut - fadeIn) << 2);
}

/**
 * Raises most[k] to the energy of window k, if that is more: [k * hop - window / 2, k * hop - window / 2 + window), as far as there
 * is sound. One running sum, in doubles: what comes in is added, what goes out is taken away.
 */
export function windowEnergies(plane: usize, frames: i32, window: i32, hop: i32, most: usize, count: i32): void {
  let low = 0;
  let high = 0;
  let sum: f64 = 0;
  for (let k = 0; k < count; k++, most += 8) {
    const start = <i64>k * hop - (window >> 1);
    const nextLow = <i32>min<i64>(max<i64>(start, 0), frames);
    const nextHigh = <i32>min<i64>(max<i64>(start + window, 0), frames);
    if (nextLow >= high) {
      // Nothing of the last window is in this one: begin anew, without its rounding.
      sum = squares(plane, nextLow, nextHigh);
    } else {
      sum += squares(plane, high, nextHigh) - squares(plane, low, nextLow);
    }
    low = nextLow;
    high = nextHigh;
    if (sum > load<f64>(most)) store<f64>(most, sum);
  }
}

function squares(plane: usize, from: i32, to: i32): f64 {
  return to > from ? sumOfSquares(at(plane, from), to - from) : 0;
}
