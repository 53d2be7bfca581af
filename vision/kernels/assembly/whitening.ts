// Whitening: sums of products of all pairs of features, for the fit; the fitted factors applied to a vector of values.
// Features lie in rows of `block` samples. `products` is features x features float64; only the part on and above the
// diagonal is meant, what lies below it is partly filled. `features` and `components` are multiples of 4.

// A panel of this many feature rows stays in the first-level cache while all rows before it pass by.
const PANEL: i32 = 32;

// @ts-ignore: decorator
@inline
function sumsOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const high = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(low, high, 0, 1, 4, 5), v128.shuffle<i32>(low, high, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, first: v128, second: v128): void {
  v128.store(at, f64x2.add(v128.load(at), first));
  v128.store(at, f64x2.add(v128.load(at, 16), second), 16);
}

// @ts-ignore: decorator
@inline
function addWhole(at: usize, sums: v128): void {
  addTo(at, f64x2.convert_low_i32x4_s(sums), f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sums, sums, 2, 3, 2, 3)));
}

// int16 values of 0..255, `block` a multiple of 8 and at most 32768: exact.
export function accumulateWhole(rows: usize, features: i32, block: i32, products: usize): void {
  const row = <usize>block << 1;
  const line = <usize>features << 3;
  for (let panel = 0; panel < features; panel += PANEL) {
    const end = min(panel + PANEL, features);
    for (let i = 0; i < end; i += 2) {
      for (let j = max(panel, i & ~3); j < end; j += 4) {
        let a = rows + <usize>i * row;
        let b = rows + <usize>j * row;
        let s00 = i32x4.splat(0), s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00;
        for (const stop = a + row; a < stop; a += 16, b += 16) {
          const a0 = v128.load(a);
          const a1 = v128.load(a + row);
          let v = v128.load(b);
          s00 = i32x4.add(s00, i32x4.dot_i16x8_s(a0, v));
          s10 = i32x4.add(s10, i32x4.dot_i16x8_s(a1, v));
          v = v128.load(b + row);
          s01 = i32x4.add(s01, i32x4.dot_i16x8_s(a0, v));
          s11 = i32x4.add(s11, i32x4.dot_i16x8_s(a1, v));
          v = v128.load(b + 2 * row);
          s02 = i32x4.add(s02, i32x4.dot_i16x8_s(a0, v));
          s12 = i32x4.add(s12, i32x4.dot_i16x8_s(a1, v));
          v = v128.load(b + 3 * row);
          s03 = i32x4.add(s03, i32x4.dot_i16x8_s(a0, v));
          s13 = i32x4.add(s13, i32x4.dot_i16x8_s(a1, v));
        }
        const at = products + <usize>i * line + (<usize>j << 3);
        addWhole(at, sumsOfFour(s00, s01, s02, s03));
        addWhole(at + line, sumsOfFour(s10, s11, s12, s13));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function sumsOfTwo(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

// float64 values, `block` a multiple of 2.
export function accumulateReal(rows: usize, features: i32, block: i32, products: usize): void {
  const row = <usize>block << 3;
  const line = <usize>features << 3;
  for (let panel = 0; panel < features; panel += PANEL) {
    const end = min(panel + PANEL, features);
    for (let i = 0; i < end; i += 2) {
      for (let j = max(panel, i & ~3); j < end; j += 4) {
        let a = rows + <usize>i * row;
        let b = rows + <usize>j * row;
        let s00 = f64x2.splat(0), s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00;
        for (const stop = a + row; a < stop; a += 16, b += 16) {
          const a0 = v128.load(a);
          const a1 = v128.load(a + row);
          let v = v128.load(b);
          s00 = f64x2.add(s00, f64x2.mul(a0, v));
          s10 = f64x2.add(s10, f64x2.mul(a1, v));
          v = v128.load(b + row);
          s01 = f64x2.add(s01, f64x2.mul(a0, v));
          s11 = f64x2.add(s11, f64x2.mul(a1, v));
          v = v128.load(b + 2 * row);
          s02 = f64x2.add(s02, f64x2.mul(a0, v));
          s12 = f64x2.add(s12, f64x2.mul(a1, v));
          v = v128.load(b + 3 * row);
          s03 = f64x2.add(s03, f64x2.mul(a0, v));
          s13 = f64x2.add(s13, f64x2.mul(a1, v));
        }
        const at = products + <usize>i * line + (<usize>j << 3);
        addTo(at, sumsOfTwo(s00, s01), sumsOfTwo(s02, s03));
        addTo(at + line, sumsOfTwo(s10, s11), sumsOfTwo(s12, s13));
      }
    }
  }
}

// Adds to `target`: per component its gain times basis . vector (`back` 0), or that times the basis row again (`back` 1).
// Going forth and back over four rows while they are in the cache reads the basis, which is the cost, only once.
export function applyBasis(basis: usize, stride: i32, components: i32, gains: usize, vector: usize, target: usize, back: i32): void {
  const row = <usize>stride << 2;
  for (let r = 0; r < components; r += 4, basis += 4 * row) {
    let d0 = f32x4.splat(0), d1 = d0, d2 = d0, d3 = d0;
    for (let at: usize = 0; at < row; at += 16) {
      const v = v128.load(vector + at);
      const u = basis + at;
      d0 = f32x4.add(d0, f32x4.mul(v128.load(u), v));
      d1 = f32x4.add(d1, f32x4.mul(v128.load(u + row), v));
      d2 = f32x4.add(d2, f32x4.mul(v128.load(u + 2 * row), v));
      d3 = f32x4.add(d3, f32x4.mul(v128.load(u + 3 * row), v));
    }
    const low = f32x4.add(v128.shuffle<f32>(d0, d1, 0, 4, 1, 5), v128.shuffle<f32>(d0, d1, 2, 6, 3, 7));
    const high = f32x4.add(v128.shuffle<f32>(d2, d3, 0, 4, 1, 5), v128.shuffle<f32>(d2, d3, 2, 6, 3, 7));
    let y = f32x4.add(v128.shuffle<f32>(low, high, 0, 1, 4, 5), v128.shuffle<f32>(low, high, 2, 3, 6, 7));
    y = f32x4.mul(y, v128.load(gains + (<usize>r << 2)));
    if (back) {
      const y0 = v128.shuffle<f32>(y, y, 0, 0, 0, 0);
      const y1 = v128.shuffle<f32>(y, y, 1, 1, 1, 1);
      const y2 = v128.shuffle<f32>(y, y, 2, 2, 2, 2);
      const y3 = v128.shuffle<f32>(y, y, 3, 3, 3, 3);
      for (let at: usize = 0; at < row; at += 16) {
        const u = basis + at;
        const first = f32x4.add(f32x4.mul(y0, v128.load(u)), f32x4.mul(y1, v128.load(u + row)));
        const second = f32x4.add(f32x4.mul(y2, v128.load(u + 2 * row)), f32x4.mul(y3, v128.load(u + 3 * row)));
        v128.store(target + at, f32x4.add(v128.load(target + at), f32x4.add(first, second)));
      }
    } else {
      const at = target + (<usize>r << 2);
      v128.store(at, f32x4.add(v128.load(at), y));
    }
  }
}
