// Random fields. Every value is a pure function of (key, stream, pixel): nothing is consumed, so strips, channels and
// pixels may be computed in any order, or not at all.
//
// The words come from Philox4x32-7 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC11; seven rounds
// are the fewest that pass BigCrush). Key words 0 and 1 are Philox's key, 2 and 3 stand in its counter:
//   counter = [16 pixels' group * 4 + pixel % 4, stream, key 2, key 3]; word (pixel / 4) % 4 of the block is the pixel's.
// A stream is purpose * 4 + channel, and pixel is y * width + x: a field does not depend on the picture's height.

export const NOISE: u32 = 0;
export const MASK: u32 = 4;
export const FILL: u32 = 8;
export const DITHER: u32 = 12;

/** Pixels that are worked on at a time, so that all that lies between two steps stays in the first cache. */
export const STRIP: i32 = 256;

// @ts-ignore: decorator
@unmanaged
export class Field {
  k0: u32; k1: u32; k2: u32; k3: u32;
}

const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

// @ts-ignore: decorator
@inline
function high(a: u32, b: u32): u32 {
  return <u32>((<u64>a * <u64>b) >> 32);
}

/** The lower halves of four products. */
// @ts-ignore: decorator
@inline
function evenLow(u: v128, v: v128): v128 {
  return v128.shuffle<i32>(u, v, 0, 2, 4, 6);
}

/** The upper halves of four products. */
// @ts-ignore: decorator
@inline
function oddHigh(u: v128, v: v128): v128 {
  return v128.shuffle<i32>(u, v, 1, 3, 5, 7);
}

/** The words of pixels `first` (a multiple of 16) to `first + count`, rounded up to 16, in order. */
export function fillWords(field: Field, stream: u32, first: i32, count: i32, target: usize): void {
  const k0 = field.k0;
  const k1 = field.k1;
  // The counter's last three words are the same for all blocks, and so is half of what the first two rounds make of them.
  const a0 = high(M1, field.k2) ^ stream ^ k0;
  const a1 = M1 * field.k2;
  const b0 = i32x4.splat(field.k3 ^ k1);
  const b1 = i32x4.splat(a1 ^ (k0 + W0));
  const b2 = i32x4.splat(high(M0, a0) ^ (k1 + W1));
  const b3 = i32x4.splat((M0 * a0) ^ (k1 + 2 * W1));
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  const p2 = i32x4.splat(k0 + 2 * W0);
  const p3 = i32x4.splat(k0 + 3 * W0);
  const p4 = i32x4.splat(k0 + 4 * W0);
  const p5 = i32x4.splat(k0 + 5 * W0);
  const p6 = i32x4.splat(k0 + 6 * W0);
  const q3 = i32x4.splat(k1 + 3 * W1);
  const q4 = i32x4.splat(k1 + 4 * W1);
  const q5 = i32x4.splat(k1 + 5 * W1);
  const q6 = i32x4.splat(k1 + 6 * W1);
  let blocks = i32x4.add(i32x4.splat(first >> 2), i32x4(0, 1, 2, 3));
  const end = target + (<usize>((count + 15) >> 4) << 6);
  for (let at = target; at < end; at += 64) {
    let u = i64x2.extmul_low_i32x4_u(blocks, m0);
    let v = i64x2.extmul_high_i32x4_u(blocks, m0);
    blocks = i32x4.add(blocks, i32x4.splat(4));
    let c2 = v128.xor(oddHigh(u, v), b0);
    let c3 = evenLow(u, v);

    u = i64x2.extmul_low_i32x4_u(c2, m1);
    v = i64x2.extmul_high_i32x4_u(c2, m1);
    let c0 = v128.xor(oddHigh(u, v), b1);
    let c1 = evenLow(u, v);
    c2 = v128.xor(c3, b2);

    u = i64x2.extmul_low_i32x4_u(c0, m0);
    v = i64x2.extmul_high_i32x4_u(c0, m0);
    let s = i64x2.extmul_low_i32x4_u(c2, m1);
    let t = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(oddHigh(s, t), c1), p2);
    c1 = evenLow(s, t);
    c2 = v128.xor(oddHigh(u, v), b3);
    c3 = evenLow(u, v);

    u = i64x2.extmul_low_i32x4_u(c0, m0);
    v = i64x2.extmul_high_i32x4_u(c0, m0);
    s = i64x2.extmul_low_i32x4_u(c2, m1);
    t = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(oddHigh(s, t), c1), p3);
    c1 = evenLow(s, t);
    c2 = v128.xor(v128.xor(oddHigh(u, v), c3), q3);
    c3 = evenLow(u, v);

    u = i64x2.extmul_low_i32x4_u(c0, m0);
    v = i64x2.extmul_high_i32x4_u(c0, m0);
    s = i64x2.extmul_low_i32x4_u(c2, m1);
    t = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(oddHigh(s, t), c1), p4);
    c1 = evenLow(s, t);
    c2 = v128.xor(v128.xor(oddHigh(u, v), c3), q4);
    c3 = evenLow(u, v);

    u = i64x2.extmul_low_i32x4_u(c0, m0);
    v = i64x2.extmul_high_i32x4_u(c0, m0);
    s = i64x2.extmul_low_i32x4_u(c2, m1);
    t = i64x2.extmul_high_i32x4_u(c2, m1);
    c0 = v128.xor(v128.xor(oddHigh(s, t), c1), p5);
    c1 = evenLow(s, t);
    c2 = v128.xor(v128.xor(oddHigh(u, v), c3), q5);
    c3 = evenLow(u, v);

    u = i64x2.extmul_low_i32x4_u(c0, m0);
    v = i64x2.extmul_high_i32x4_u(c0, m0);
    s = i64x2.extmul_low_i32x4_u(c2, m1);
    t = i64x2.extmul_high_i32x4_u(c2, m1);
    v128.store(at, v128.xor(v128.xor(oddHigh(s, t), c1), p6));
    v128.store(at, evenLow(s, t), 16);
    v128.store(at, v128.xor(v128.xor(oddHigh(u, v), c3), q6), 32);
    v128.store(at, evenLow(u, v), 48);
  }
}

/** Uniform in [0, 1), 24 bits, of four words. */
// @ts-ignore: decorator
@inline
export function unit24(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), f32x4.splat(<f32>(1.0 / 16777216)));
}

/** Uniform in [0, 1), 16 bits: an integer up to 255 and such a number have an exact sum. */
// @ts-ignore: decorator
@inline
export function unit16(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 16)), f32x4.splat(<f32>(1.0 / 65536)));
}

/**
 * -2 ln((w + 1/2) / 2^32), all 32 bits of w counting where it matters: in the far tail (6.76 sigma).
 * The polynomial is within 3e-7.
 */
// @ts-ignore: decorator
@inline
function squaredRadius(words: v128): v128 {
  const upper = f32x4.convert_i32x4_s(i32x4.shr_u(words, 16));
  const lower = f32x4.convert_i32x4_s(v128.and(words, i32x4.splat(0xffff)));
  const value = f32x4.add(f32x4.mul(upper, f32x4.splat(65536)), f32x4.add(lower, f32x4.splat(0.5)));
  // Exponent and mantissa, the latter from the root of 1/2 to that of 2, less 1.
  const rootHalf = i32x4.splat(0x3f3504f3);
  const shifted = i32x4.sub(value, rootHalf);
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(shifted, 23), i32x4.splat(32)));
  const x = f32x4.sub(i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), rootHalf), f32x4.splat(1));
  let p = f32x4.splat(0.11986400283345615);
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-0.18761717264362254));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(0.2049256969438507));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-0.24897765910125788));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(0.33315544639938577));
  p = f32x4.add(f32x4.mul(p, x), f32x4.splat(-0.5000148588445903));
  const log = f32x4.add(f32x4.mul(f32x4.mul(x, x), p), x);
  return f32x4.mul(f32x4.add(f32x4.mul(exponent, f32x4.splat(0.6931471805599453)), log), f32x4.splat(-2));
}

// @ts-ignore: decorator
@inline
function clampLevel(x: v128): v128 {
  return f32x4.pmin(f32x4.splat(255), f32x4.pmax(f32x4.splat(0), x));
}

/**
 * target = clamp(clamp(source) + sigma * n + mean), where words 2k and 2k + 1 (in vectors of four) give the normals of
 * their pixels by Box and Muller. Rounds `count` up to 8; sine and cosine are within 6e-7.
 */
export function addNormals(words: usize, source: usize, target: usize, count: i32, sigma: f32, mean: f32): void {
  const means = f32x4.splat(mean);
  const sigmas = f32x4.splat(sigma);
  const end = words + (<usize>((count + 7) >> 3) << 5);
  for (; words < end; words += 32) {
    const radius = f32x4.mul(f32x4.sqrt(squaredRadius(v128.load(words))), sigmas);
    // The lower 31 bits are an angle within a quarter turn either way, the top one turns it about.
    const turn = v128.load(words, 16);
    const angle = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(turn, 1)), f32x4.splat(<f32>(1.0 / 2147483648)));
    const square = f32x4.mul(angle, angle);
    let s = f32x4.splat(-0.004333095696046362);
    s = f32x4.add(f32x4.mul(s, square), f32x4.splat(0.07943434537274001));
    s = f32x4.add(f32x4.mul(s, square), f32x4.splat(-0.6458928499696448));
    s = f32x4.add(f32x4.mul(s, square), f32x4.splat(1.5707910111402512));
    s = f32x4.mul(s, angle);
    let c = f32x4.splat(0.0008596901279752414);
    c = f32x4.add(f32x4.mul(c, square), f32x4.splat(-0.020813966790664468));
    c = f32x4.add(f32x4.mul(c, square), f32x4.splat(0.25365320893096993));
    c = f32x4.add(f32x4.mul(c, square), f32x4.splat(-1.23369887954763));
    c = f32x4.add(f32x4.mul(c, square), f32x4.splat(1));
    c = v128.xor(c, v128.and(turn, i32x4.splat(0x80000000)));
    const a = f32x4.add(clampLevel(v128.load(source)), f32x4.add(f32x4.mul(radius, c), means));
    const b = f32x4.add(clampLevel(v128.load(source, 16)), f32x4.add(f32x4.mul(radius, s), means));
    v128.store(target, clampLevel(a));
    v128.store(target, clampLevel(b), 16);
    source += 32;
    target += 32;
  }
}
