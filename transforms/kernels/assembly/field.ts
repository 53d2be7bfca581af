// Random fields, for any modality. Every value is a pure function of (key, stream, pixel): nothing is consumed, so strips, channels and
// pixels may be computed in any order, or not at all.
//
// The words come from Philox4x32-7 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC11; seven rounds
// are the fewest that pass BigCrush). Key words 0 and 1 are Philox's key, 2 and 3 stand in its counter:
//   counter = [pixel / 16 * 4 + pixel % 4, stream, key 2, key 3], and the pixel has word (pixel / 4) % 4 of the block.
// Pixel is y * width + x, or a frame's index: a field does not depend on the picture's height, nor on the clip's length.
// What a stream is, each modality says.

// @ts-ignore: decorator
@unmanaged
export class Field {
  k0: u32; k1: u32; k2: u32; k3: u32;
}

const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

const multipliers = memory.data<u32>([M0, M1, 4]);
/** What each round adds by xor, two words each: in memory, because V8 would make vectors of them anew for every block. */
const schedule = memory.data(7 * 8, 16);

function high(a: u32, b: u32): u32 {
  return <u32>((<u64>a * <u64>b) >> 32);
}

/** The upper halves of four products. */
// @ts-ignore: decorator
@inline
function highs(a: v128, m: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, m), i64x2.extmul_high_i32x4_u(a, m), 1, 3, 5, 7);
}

/** Counter words 1 to 3 are the same for all blocks, and so is half of what the first two rounds make of them. */
function prepare(field: Field, stream: u32): void {
  const first = high(M1, field.k2) ^ stream ^ field.k0;
  store<u32>(schedule, field.k3 ^ field.k1, 4);
  store<u32>(schedule, (M1 * field.k2) ^ (field.k0 + W0), 8);
  store<u32>(schedule, high(M0, first) ^ (field.k1 + W1), 12);
  for (let round: u32 = 2; round < 7; round++) {
    store<u32>(schedule + (round << 3), field.k0 + round * W0);
    store<u32>(schedule + (round << 3), field.k1 + round * W1, 4);
  }
  store<u32>(schedule, (M0 * first) ^ (field.k1 + 2 * W1), 20);
}

/** The words of pixels `first` (a multiple of 16) to `first + count`, rounded up to 16, in order. */
export function fillWords(field: Field, stream: u32, first: i32, count: i32, target: usize): void {
  prepare(field, stream);
  const m0 = v128.load32_splat(multipliers);
  const m1 = v128.load32_splat(multipliers, 4);
  const four = v128.load32_splat(multipliers, 8);
  let blocks = i32x4.add(i32x4.splat(first >> 2), i32x4(0, 1, 2, 3));
  const end = target + (<usize>((count + 15) >> 4) << 6);
  for (; target < end; target += 64) {
    let c2 = v128.xor(highs(blocks, m0), v128.load32_splat(schedule, 4));
    let c3 = i32x4.mul(blocks, m0);
    blocks = i32x4.add(blocks, four);
    let c0 = v128.xor(highs(c2, m1), v128.load32_splat(schedule, 8));
    let c1 = i32x4.mul(c2, m1);
    c2 = v128.xor(c3, v128.load32_splat(schedule, 12));
    let next = v128.xor(highs(c2, m1), v128.xor(c1, v128.load32_splat(schedule, 16)));
    c1 = i32x4.mul(c2, m1);
    c2 = v128.xor(highs(c0, m0), v128.load32_splat(schedule, 20));
    c3 = i32x4.mul(c0, m0);
    c0 = next;
    next = v128.xor(highs(c2, m1), v128.xor(c1, v128.load32_splat(schedule, 24)));
    c1 = i32x4.mul(c2, m1);
    c2 = v128.xor(highs(c0, m0), v128.xor(c3, v128.load32_splat(schedule, 28)));
    c3 = i32x4.mul(c0, m0);
    c0 = next;
    next = v128.xor(highs(c2, m1), v128.xor(c1, v128.load32_splat(schedule, 32)));
    c1 = i32x4.mul(c2, m1);
    c2 = v128.xor(highs(c0, m0), v128.xor(c3, v128.load32_splat(schedule, 36)));
    c3 = i32x4.mul(c0, m0);
    c0 = next;
    next = v128.xor(highs(c2, m1), v128.xor(c1, v128.load32_splat(schedule, 40)));
    c1 = i32x4.mul(c2, m1);
    c2 = v128.xor(highs(c0, m0), v128.xor(c3, v128.load32_splat(schedule, 44)));
    c3 = i32x4.mul(c0, m0);
    c0 = next;
    v128.store(target, v128.xor(highs(c2, m1), v128.xor(c1, v128.load32_splat(schedule, 48))));
    v128.store(target, i32x4.mul(c2, m1), 16);
    v128.store(target, v128.xor(highs(c0, m0), v128.xor(c3, v128.load32_splat(schedule, 52))), 32);
    v128.store(target, i32x4.mul(c0, m0), 48);
  }
}

/** Uniform in [0, 1), 24 bits, of four words. */
// @ts-ignore: decorator
@inline
export function unit24(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), v128.load32_splat(units));
}

/** Uniform in [0, 1), 16 bits: an integer up to 255 and such a number have an exact sum. */
// @ts-ignore: decorator
@inline
export function unit16(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 16)), v128.load32_splat(units, 4));
}

const units = memory.data<f32>([1.0 / 16777216, 1.0 / 65536]);
const one = memory.data<f32>([1]);

const logarithmBits = memory.data<u32>([0x7fffffff, 0x3f3504f3 + (31 << 23), 0x007fffff, 0x3f3504f3]);
const logarithm = memory.data<f32>([
  0.5, -1.3862943611198906, 0.9997501647340061, -0.6652472228756786, 0.5091766973918759, -0.44141480610773714, 0.28212871732548433,
]);

/**
 * -2 ln(|w + 1/2| / 2^31) of signed words, within 4e-6; at most 44.4 (6.66 squared).
 * Polynomials: least maximal error, fitted for this.
 */
// @ts-ignore: decorator
@inline
export function squaredRadius(words: v128): v128 {
  const value = f32x4.add(f32x4.convert_i32x4_s(words), v128.load32_splat(logarithm));
  // 2^exponent times a mantissa from the root of 1/2 to that of 2, which is 1 + x.
  const shifted = i32x4.sub(v128.and(value, v128.load32_splat(logarithmBits)), v128.load32_splat(logarithmBits, 4));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, v128.load32_splat(logarithmBits, 8)), v128.load32_splat(logarithmBits, 12));
  const x = f32x4.sub(mantissa, v128.load32_splat(one));
  const xx = f32x4.mul(x, x);
  const low = f32x4.add(v128.load32_splat(logarithm, 8), f32x4.mul(v128.load32_splat(logarithm, 12), x));
  const middle = f32x4.add(v128.load32_splat(logarithm, 16), f32x4.mul(v128.load32_splat(logarithm, 20), x));
  const rest = f32x4.add(low, f32x4.mul(xx, f32x4.add(middle, f32x4.mul(v128.load32_splat(logarithm, 24), xx))));
  const linear = f32x4.sub(f32x4.mul(exponent, v128.load32_splat(logarithm, 4)), f32x4.add(x, x));
  return f32x4.add(linear, f32x4.mul(xx, rest));
}

const angles = memory.data<f32>([1.0 / 2147483648]);
const sine = memory.data<f32>([1.5707910111402512, -0.6458928499696448, 0.07943434537274001, -0.004333095696046362]);
const cosine = memory.data<f32>([-1.23369887954763, 0.25365320893096993, -0.020813966790664468, 0.0008596901279752414]);
const topBit = memory.data<u32>([0x80000000]);

/** The radius of Box and Muller's normals, of four words. */
// @ts-ignore: decorator
@inline
export function radiusOf(words: v128): v128 {
  return f32x4.sqrt(squaredRadius(words));
}

/** The angle's part of a turn in -1..1 of a quarter turn either way, of four words; `sineOf` and `cosineOf` take it. */
// @ts-ignore: decorator
@inline
export function angleOf(turn: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(turn, 1)), v128.load32_splat(angles));
}

/** Within 6e-7. */
// @ts-ignore: decorator
@inline
export function sineOf(t: v128): v128 {
  const tt = f32x4.mul(t, t);
  const s0 = f32x4.add(v128.load32_splat(sine), f32x4.mul(v128.load32_splat(sine, 4), tt));
  const s1 = f32x4.add(v128.load32_splat(sine, 8), f32x4.mul(v128.load32_splat(sine, 12), tt));
  return f32x4.mul(t, f32x4.add(s0, f32x4.mul(f32x4.mul(tt, tt), s1)));
}

/** Within 6e-7; the turn's top bit turns it about. */
// @ts-ignore: decorator
@inline
export function cosineOf(t: v128, turn: v128): v128 {
  const tt = f32x4.mul(t, t);
  const c0 = f32x4.add(v128.load32_splat(cosine), f32x4.mul(v128.load32_splat(cosine, 4), tt));
  const c1 = f32x4.add(v128.load32_splat(cosine, 8), f32x4.mul(v128.load32_splat(cosine, 12), tt));
  const c = f32x4.mul(tt, f32x4.add(c0, f32x4.mul(f32x4.mul(tt, tt), c1)));
  return v128.xor(f32x4.add(v128.load32_splat(one), c), v128.and(turn, v128.load32_splat(topBit)));
}
