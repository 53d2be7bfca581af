// The fast path: stretches of a row in which every coordinate is inside of every window and every tap inside of the source.
import { FRACTION, Job, LINEAR, NEAREST, PHASE_BITS, PHASES, TIE } from './warp-job';
import { firstPair, secondPair, weigh } from './warp-taps';

// Pixels between two exact coordinates: few enough that fixed-point steps stay within 2^-13 of a pixel.
const BLOCK: i32 = 32;
export const UNIT: f64 = <f64>(1 << FRACTION);

// Four pixels' sums, addresses and weights on their way through memory: V8 moves all loads of a stretch of code to its
// start, and a store after each pixel is what keeps it from running out of registers.
const sums = memory.data(64, 16);
const places = memory.data(16, 16);
const across4 = memory.data(16, 16);
const down4 = memory.data(16, 16);
// What lies between the four, kept here because V8 would otherwise work it out anew for each four.
const lanesU = memory.data(16, 16);
const lanesV = memory.data(16, 16);
// Of a projection: u = (a x + b) / (p x + q), v = (c x + d) / (p x + q), with x from the beginning of a block.
const ratios = memory.data(6 * 4, 16);

// What the inner loops hold, chosen once a warp.
export const ROWS3: i32 = 3;
export const ROWS4: i32 = 4;
export const MANY: i32 = 5;

// @ts-ignore: decorator
@inline
function fixed(value: f64): i32 {
  return <i32>Math.floor(value * UNIT + 0.5);
}

// @ts-ignore: decorator
@inline
function steps(perPixel: f64): v128 {
  return i32x4(0, fixed(perPixel), fixed(2 * perPixel), fixed(3 * perPixel));
}

// @ts-ignore: decorator
@inline
function ratio(x: v128, at: usize): v128 {
  return f32x4.add(f32x4.mul(x, v128.load32_splat(ratios + at)), v128.load32_splat(ratios + at, 4));
}

/** Four RGBX sums, i32x4 or f32x4, to three planes. */
// @ts-ignore: decorator
@inline
function storePlanes(at: usize, plane: usize, integers: bool, clamp: bool): void {
  const a = v128.load(sums), b = v128.load(sums, 16), c = v128.load(sums, 32), d = v128.load(sums, 48);
  const low = v128.shuffle<i32>(a, b, 0, 4, 1, 5), low2 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const high = v128.shuffle<i32>(a, b, 2, 6, 3, 7), high2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  let red = v128.shuffle<i64>(low, low2, 0, 2);
  let green = v128.shuffle<i64>(low, low2, 1, 3);
  let blue = v128.shuffle<i64>(high, high2, 0, 2);
  if (integers) {
    const unit = f32x4.splat(0.00006103515625);
    red = f32x4.mul(f32x4.convert_i32x4_s(red), unit);
    green = f32x4.mul(f32x4.convert_i32x4_s(green), unit);
    blue = f32x4.mul(f32x4.convert_i32x4_s(blue), unit);
  }
  if (clamp) {
    const black = f32x4.splat(0), white = f32x4.splat(255);
    red = f32x4.pmax(black, f32x4.pmin(white, red));
    green = f32x4.pmax(black, f32x4.pmin(white, green));
    blue = f32x4.pmax(black, f32x4.pmin(white, blue));
  }
  v128.store(at, red);
  v128.store(at + plane, green);
  v128.store(at + plane + plane, blue);
}

/** A pixel's sums of 14 fraction bits to levels, halves to even. */
// @ts-ignore: decorator
@inline
function wholeLevels(i: usize): v128 {
  const sum = v128.load(sums + (i << 4));
  const odd = v128.and(i32x4.shr_u(sum, 14), i32x4.splat(1));
  return i32x4.shr_u(i32x4.add(i32x4.add(sum, i32x4.splat(8191)), odd), 14);
}

/** Four RGBX sums to bytes. */
// @ts-ignore: decorator
@inline
function storeRgbx(at: usize): void {
  const low = i16x8.narrow_i32x4_s(wholeLevels(0), wholeLevels(1)), high = i16x8.narrow_i32x4_s(wholeLevels(2), wholeLevels(3));
  v128.store(at, i8x16.narrow_i16x8_u(low, high));
}

// @ts-ignore: decorator
@inline
function linear(i: usize, stride: usize): void {
  const at = load<usize>(places + (i << 2));
  const top = firstPair(v128.load64_zero(at), v128.load32_splat(across4 + (i << 2)));
  const bottom = firstPair(v128.load64_zero(at + stride), v128.load32_splat(down4 + (i << 2)));
  v128.store(sums + (i << 4), i32x4.add(top, bottom));
}

// @ts-ignore: decorator
@inline
function across(at: usize, first: v128, second: v128): v128 {
  const pixels = v128.load(at);
  return f32x4.convert_i32x4_s(i32x4.add(firstPair(pixels, first), secondPair(pixels, second)));
}

// @ts-ignore: decorator
@inline
function byTable(rows: i32, i: usize, stride: usize): void {
  const weightsX = load<usize>(across4 + (i << 2)), weightsY = load<usize>(down4 + (i << 2));
  let at = load<usize>(places + (i << 2));
  const first = v128.load32_splat(weightsX), second = v128.load32_splat(weightsX, 4);
  let sum = f32x4.mul(across(at, first, second), v128.load32_splat(weightsY));
  at += stride;
  sum = f32x4.add(sum, f32x4.mul(across(at, first, second), v128.load32_splat(weightsY, 4)));
  at += stride;
  sum = f32x4.add(sum, f32x4.mul(across(at, first, second), v128.load32_splat(weightsY, 8)));
  if (rows == ROWS4) sum = f32x4.add(sum, f32x4.mul(across(at + stride, first, second), v128.load32_splat(weightsY, 12)));
  v128.store(sums + (i << 4), sum);
}

// @ts-ignore: decorator
@inline
function byWideTable(i: usize, stride: usize, tapsX: i32, tapsY: i32): void {
  v128.store(
    sums + (i << 4),
    weigh(load<usize>(places + (i << 2)), stride, load<usize>(across4 + (i << 2)), load<usize>(down4 + (i << 2)), tapsX, tapsY),
  );
}

/**
 * The picture at four coordinates, in fixed point from `base` on with what rounds them added, into the planes at `at`; as
 * RGBX where `bytes`, which LINEAR alone looks at.
 */
// @ts-ignore: decorator
@inline
export function sampleFour(
  kind: i32,
  clamp: bool,
  bytes: bool,
  at: usize,
  u: v128,
  v: v128,
  base: usize,
  stride: usize,
  plane: usize,
  tapsX: i32,
  tapsY: i32,
  tableX: usize,
  tableY: usize,
): void {
  const offsets = i32x4.add(
    i32x4.add(i32x4.shl(i32x4.shr_s(u, FRACTION), 2), i32x4.mul(i32x4.shr_s(v, FRACTION), i32x4.splat(<i32>stride))),
    i32x4.splat(<i32>base),
  );
  v128.store(places, offsets);
  if (kind == NEAREST) {
    const mask = i32x4.splat(0xff);
    const pixels = i32x4(
      load<i32>(load<usize>(places)),
      load<i32>(load<usize>(places, 4)),
      load<i32>(load<usize>(places, 8)),
      load<i32>(load<usize>(places, 12)),
    );
    v128.store(at, f32x4.convert_i32x4_s(v128.and(pixels, mask)));
    v128.store(at + plane, f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 8), mask)));
    v128.store(at + plane + plane, f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, 16), mask)));
  } else if (kind == LINEAR) {
    const fraction = i32x4.splat(16383);
    const fx = v128.and(i32x4.shr_u(u, FRACTION - 14), fraction), fy = v128.and(i32x4.shr_u(v, FRACTION - 14), fraction);
    const both = i32x4.shr_u(i32x4.add(i32x4.mul(fx, fy), i32x4.splat(8192)), 14);
    const right = i32x4.sub(fx, both), below = i32x4.sub(fy, both);
    const top = v128.or(i32x4.sub(i32x4.sub(i32x4.splat(16384), fx), below), i32x4.shl(right, 16));
    const bottom = v128.or(below, i32x4.shl(both, 16));
    v128.store(across4, top);
    v128.store(down4, bottom);
    linear(0, stride);
    linear(1, stride);
    linear(2, stride);
    linear(3, stride);
    if (bytes) storeRgbx(at);
    else storePlanes(at, plane, true, false);
  } else {
    const phases = i32x4.splat(PHASES - 1);
    const phaseX = v128.and(i32x4.shr_u(u, FRACTION - PHASE_BITS), phases), phaseY = v128.and(i32x4.shr_u(v, FRACTION - PHASE_BITS), phases);
    const rowsX = i32x4.add(i32x4.mul(phaseX, i32x4.splat(tapsX * 2)), i32x4.splat(<i32>tableX));
    const rowsY = i32x4.add(i32x4.mul(phaseY, i32x4.splat(tapsY * 4)), i32x4.splat(<i32>tableY));
    v128.store(across4, rowsX);
    v128.store(down4, rowsY);
    if (kind == MANY) {
      for (let i: usize = 0; i < 4; i++) byWideTable(i, stride, tapsX, tapsY);
    } else {
      byTable(kind, 0, stride);
      byTable(kind, 1, stride);
      byTable(kind, 2, stride);
      byTable(kind, 3, stride);
    }
    storePlanes(at, plane, false, clamp);
  }
}

// @ts-ignore: decorator
@inline
function run(kind: i32, clamp: bool, job: Job, y: i32, x0: i32, x1: i32): void {
  const stride = <usize>job.stride, tapsX = <i32>job.tapsX, tapsY = <i32>job.tapsY;
  const tableX = <usize>job.tableX, tableY = <usize>job.tableY;
  const source = <usize>job.source + <usize>(<i32>job.firstX * 4 + <i32>job.firstY * <i32>stride);
  const plane = <usize>(<i32>job.width * <i32>job.height) << 2;
  const row = <usize>job.target + (<usize>(y * <i32>job.width) << 2);
  const projective = job.projective != 0, bytes = job.bytes != 0;
  const m0 = job.m0, m3 = job.m3, m6 = job.m6;
  const cu = job.m1 * <f64>y + job.m2, cv = job.m4 * <f64>y + job.m5, cw = job.m7 * <f64>y + job.m8;
  const stepU = fixed(m0), stepV = fixed(m3);
  v128.store(lanesU, steps(m0));
  v128.store(lanesV, steps(m3));
  const rounding: f64 = kind == NEAREST ? TIE * UNIT : kind == LINEAR ? <f64>(1 << (FRACTION - 15)) : <f64>(1 << (FRACTION - 1 - PHASE_BITS));
  const shiftU = <i32>(job.shiftX * UNIT + rounding), shiftV = <i32>(job.shiftY * UNIT + rounding);

  let block = x0, blockEnd = x0;
  let base = source;
  let u0 = 0, v0 = 0;
  let x = x0;
  while (true) {
    let u: v128, v: v128;
    if (x >= blockEnd) {
      block = x;
      blockEnd = x + BLOCK;
      const w = m6 * <f64>x + cw, exactU = (m0 * <f64>x + cu) / w, exactV = (m3 * <f64>x + cv) / w;
      const wholeU = Math.floor(exactU), wholeV = Math.floor(exactV);
      base = source + <usize>(<i32>wholeV * <i32>stride + (<i32>wholeU << 2));
      u0 = fixed(exactU - wholeU) + shiftU;
      v0 = fixed(exactV - wholeV) + shiftV;
      if (projective) {
        store<f32>(ratios, <f32>(m0 - wholeU * m6));
        store<f32>(ratios, <f32>(m0 * <f64>x + cu - wholeU * w), 4);
        store<f32>(ratios, <f32>(m3 - wholeV * m6), 8);
        store<f32>(ratios, <f32>(m3 * <f64>x + cv - wholeV * w), 12);
        store<f32>(ratios, <f32>m6, 16);
        store<f32>(ratios, <f32>w, 20);
      }
    }
    if (projective) {
      const from = f32x4.add(f32x4.splat(<f32>(x - block)), f32x4(0, 1, 2, 3));
      const unit = f32x4.div(f32x4.splat(<f32>UNIT), ratio(from, 16));
      u = i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(ratio(from, 0), unit))), i32x4.splat(shiftU));
      v = i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(ratio(from, 8), unit))), i32x4.splat(shiftV));
    } else {
      u = i32x4.add(i32x4.splat(u0 + stepU * (x - block)), v128.load(lanesU));
      v = i32x4.add(i32x4.splat(v0 + stepV * (x - block)), v128.load(lanesV));
    }
    sampleFour(kind, clamp, bytes, row + (<usize>x << 2), u, v, base, stride, plane, tapsX, tapsY, tableX, tableY);
    if (x + 4 >= x1) return;
    // The last four step back over pixels that are already there.
    x = min(x + 4, x1 - 4);
  }
}

/** Fills columns x0 to x1 - 1, at least four, of row y. */
export function fillSpan(job: Job, y: i32, x0: i32, x1: i32): void {
  const mode = <i32>job.mode, tapsY = <i32>job.tapsY;
  if (mode == NEAREST) run(NEAREST, false, job, y, x0, x1);
  else if (mode == LINEAR) run(LINEAR, false, job, y, x0, x1);
  else if (<i32>job.tapsX > 4 || tapsY > 4) run(MANY, job.clamp != 0, job, y, x0, x1);
  else if (job.clamp != 0) run(ROWS4, true, job, y, x0, x1);
  else if (tapsY == 3) run(ROWS3, false, job, y, x0, x1);
  else run(ROWS4, false, job, y, x0, x1);
}
