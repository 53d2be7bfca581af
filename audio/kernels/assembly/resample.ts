// Band-limited interpolation: a sinc under a Kaiser window, in rows of taps, one row for each phase between two frames.

/** Zero crossings of the lower of the two rates to either side. */
const HALF: i32 = 56;
/** Of the lower rate's Nyquist frequency: with BETA, -0.03 dB at 0.9 of it, and -97 dB from the whole of it on. */
const CUTOFF: f64 = 0.944;
const BETA: f64 = 9.8;
/** Entries of the table for each zero crossing: four points' interpolation then errs by 1e-10. */
const DENSITY: i32 = 256;

// One entry before the middle and three behind the end, so that four points are always there.
const table = memory.data((HALF * DENSITY + 5) * 8, 64);
let isMade = false;

/** The modified Bessel function of order 0, by its series. */
function bessel(x: f64): f64 {
  const quarter = (x * x) / 4;
  let term: f64 = 1;
  let sum: f64 = 1;
  for (let k: f64 = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function makeTable(): void {
  for (let i = -1; i <= HALF * DENSITY + 3; i++) {
    const t = <f64>i / DENSITY;
    const inside = 1 - (t / HALF) * (t / HALF);
    const angle = Math.PI * CUTOFF * t;
    const sinc = i == 0 ? 1 : Math.sin(angle) / angle;
    store<f64>(table + (<usize>(i + 1) << 3), inside < 0 ? 0 : sinc * bessel(BETA * Math.sqrt(inside)));
  }
  isMade = true;
}

/** The filter `t` samples of the lower rate from its middle; 0 beyond its ends. */
function filterAt(t: f64): f64 {
  if (t > HALF) return 0;
  const x = t * DENSITY;
  const whole = Math.floor(x);
  const w = x - whole;
  const at = table + (<usize>whole << 3);
  const a = load<f64>(at);
  const b = load<f64>(at, 8);
  const c = load<f64>(at, 16);
  const d = load<f64>(at, 24);
  // Lagrange's cubic through the points -1, 0, 1 and 2.
  const third = (d - a + 3 * (b - c)) / 6;
  const second = (a + c) / 2 - b;
  const first = c - b - second - third;
  return b + w * (first + w * (second + w * third));
}

/**
 * Rows of `taps` floats (a multiple of 16): row r is for what lies r / phases behind a frame, which is tap taps / 2 - 1. `scale`: the
 * lower of the rates by that of the source. Each row sums to 1, so that what does not move stays exactly as it is.
 */
export function fillFilterBank(bank: usize, rows: i32, phases: i32, taps: i32, scale: f64): void {
  if (!isMade) makeTable();
  const bytes = <usize>taps << 2;
  for (let row = 0; row <= phases >> 1; row++) {
    const target = bank + <usize>row * bytes;
    fillRow(target, <f64>row / <f64>phases + <f64>((taps >> 1) - 1), taps, scale);
    // The other way round it is the row of what is as far from the next frame.
    const other = phases - row;
    if (other == row || other >= rows) continue;
    const mirror = bank + <usize>other * bytes;
    for (let at: usize = 0; at < bytes; at += 4) store<f32>(mirror + bytes - 4 - at, load<f32>(target + at));
  }
}

function fillRow(row: usize, middle: f64, taps: i32, scale: f64): void {
  const bytes = <usize>taps << 2;
  let sum: f64 = 0;
  for (let k = 0; k < taps; k++) {
    const value = filterAt(Math.abs(middle - <f64>k) * scale);
    store<f32>(row + (<usize>k << 2), <f32>value);
    sum += value;
  }
  const unit = <f32>(1 / sum);
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(row + at, load<f32>(row + at) * unit);
}

// @ts-ignore: decorator
@inline
function total(sum: v128): f32 {
  const pairs = f32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

// @ts-ignore: decorator
@inline
function dot(x: usize, h: usize, bytes: usize): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (const end = h + bytes; h < end; x += 64, h += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(x), v128.load(h)));
    b = f32x4.add(b, f32x4.mul(v128.load(x, 16), v128.load(h, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(x, 32), v128.load(h, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(x, 48), v128.load(h, 48)));
  }
  return total(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/**
 * `count` frames, `whole + part / parts` of the source apart; the first is for where its first tap is the float at `source` and its
 * phase is `phase / parts`. A row for each phase.
 */
export function resampleExactly(
  source: usize, target: usize, count: i32, bank: usize, taps: i32, phase: i32, parts: i32, whole: i32, part: i32,
): void {
  const bytes = <usize>taps << 2;
  for (const end = target + (<usize>count << 2); target < end; target += 4) {
    store<f32>(target, dot(source, bank + <usize>phase * bytes, bytes));
    source += <usize>whole << 2;
    phase += part;
    if (phase >= parts) {
      phase -= parts;
      source += 4;
    }
  }
}

/** The same where there are too many phases for a row each: between the two next of `rows + 1` rows. */
export function resampleBetween(
  source: usize, target: usize, count: i32, bank: usize, taps: i32, phase: i32, parts: i32, whole: i32, part: i32, rows: i32,
): void {
  const bytes = <usize>taps << 2;
  for (const end = target + (<usize>count << 2); target < end; target += 4) {
    const place = (<f64>phase * <f64>rows) / <f64>parts;
    const row = <i32>place;
    const h = bank + <usize>row * bytes;
    const near = dot(source, h, bytes);
    const far = dot(source, h + bytes, bytes);
    store<f32>(target, near + <f32>(place - <f64>row) * (far - near));
    source += <usize>whole << 2;
    phase += part;
    if (phase >= parts) {
      phase -= parts;
      source += 4;
    }
  }
}
