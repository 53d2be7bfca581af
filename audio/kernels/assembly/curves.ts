// The curves of distortion, on vectors: in place, after multiplying by the drive.
import { Field, fillWords } from '../../../transforms/kernels/assembly/field';

// Rational approximations: least maximal relative error, fitted for this. tanh within 4e-7 (up to 9, where it is 1), arctangent 2e-7.
const tangents = memory.data<f32>([
  0.9999999794690884, 0.1338102419705643, 0.003495586445107585, 2.0609056225157012e-5, 1.3354628538542114e-8,
  0.4671433979291657, 0.02587697571062595, 0.00032856321336659303, 7.776544131325012e-7, 9, 1, -9, -1,
]);
const arcs = memory.data<f32>([
  0.9999999797746235, 0.8983981800485621, 0.13761355603639705,
  1.2317294643758587, 0.3482233586891666, 0.012377859589831421, 1.5707963267948966, 0.6366197723675814,
]);

// @ts-ignore: decorator
@inline
function constant(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

// @ts-ignore: decorator
@inline
function within(x: v128, most: v128): v128 {
  // In this order what is no number stays so.
  return f32x4.pmax(f32x4.pmin(x, most), f32x4.neg(most));
}

// @ts-ignore: decorator
@inline
export function tanhOf4(x: v128): v128 {
  const u = f32x4.pmax(f32x4.pmin(x, constant(tangents, 9)), constant(tangents, 11));
  const z = f32x4.mul(u, u);
  const zz = f32x4.mul(z, z);
  const p01 = f32x4.add(constant(tangents, 0), f32x4.mul(constant(tangents, 1), z));
  const p23 = f32x4.add(constant(tangents, 2), f32x4.mul(constant(tangents, 3), z));
  const q01 = f32x4.add(constant(tangents, 10), f32x4.mul(constant(tangents, 5), z));
  const q23 = f32x4.add(constant(tangents, 6), f32x4.mul(constant(tangents, 7), z));
  const p = f32x4.add(p01, f32x4.mul(zz, f32x4.add(p23, f32x4.mul(zz, constant(tangents, 4)))));
  const q = f32x4.add(q01, f32x4.mul(zz, f32x4.add(q23, f32x4.mul(zz, constant(tangents, 8)))));
  const y = f32x4.div(f32x4.mul(u, p), q);
  return f32x4.pmax(f32x4.pmin(y, constant(tangents, 10)), constant(tangents, 12));
}

// @ts-ignore: decorator
@inline
function arctangentOf4(x: v128): v128 {
  const w = f32x4.mul(x, constant(arcs, 6));
  const size = f32x4.abs(w);
  const one = f32x4.splat(1);
  const isBig = f32x4.gt(size, one);
  // atan(w) = pi/2 - atan(1/w)
  const u = v128.bitselect(f32x4.div(one, size), size, isBig);
  const z = f32x4.mul(u, u);
  const p = f32x4.add(constant(arcs, 0), f32x4.mul(z, f32x4.add(constant(arcs, 1), f32x4.mul(z, constant(arcs, 2)))));
  const q = f32x4.add(constant(arcs, 3), f32x4.mul(z, f32x4.add(constant(arcs, 4), f32x4.mul(z, constant(arcs, 5)))));
  const angle = f32x4.div(f32x4.mul(u, p), f32x4.add(one, f32x4.mul(z, q)));
  const y = f32x4.mul(constant(arcs, 7), v128.bitselect(f32x4.sub(constant(arcs, 6), angle), angle, isBig));
  return v128.or(y, v128.and(w, f32x4.splat(-0.0)));
}

export function tanhCurve(plane: usize, frames: i32, factor: f32): void {
  const g = f32x4.splat(factor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) v128.store(plane, tanhOf4(f32x4.mul(v128.load(plane), g)));
}

export function arctangentCurve(plane: usize, frames: i32, factor: f32): void {
  const g = f32x4.splat(factor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) v128.store(plane, arctangentOf4(f32x4.mul(v128.load(plane), g)));
}

export function cubicCurve(plane: usize, frames: i32, factor: f32): void {
  const g = f32x4.splat(factor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) {
    const u = within(f32x4.mul(v128.load(plane), g), f32x4.splat(1));
    v128.store(plane, f32x4.mul(u, f32x4.sub(f32x4.splat(1.5), f32x4.mul(f32x4.splat(0.5), f32x4.mul(u, u)))));
  }
}

export function hardClipCurve(plane: usize, frames: i32, factor: f32): void {
  const g = f32x4.splat(factor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) v128.store(plane, within(f32x4.mul(v128.load(plane), g), f32x4.splat(1)));
}

/** Cuts off below `low` and above `high`. */
export function clipBetween(plane: usize, frames: i32, low: f32, high: f32): void {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) v128.store(plane, f32x4.pmax(f32x4.pmin(v128.load(plane), h), l));
}

/** A triangle wave: at 1 and -1 it turns back. */
export function foldbackCurve(plane: usize, frames: i32, factor: f32): void {
  const g = f32x4.splat(factor);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) {
    const u = f32x4.mul(v128.load(plane), g);
    const t = f32x4.sub(u, f32x4.mul(f32x4.splat(4), f32x4.nearest(f32x4.mul(f32x4.splat(0.25), u))));
    const size = f32x4.abs(t);
    const y = f32x4.pmin(size, f32x4.sub(f32x4.splat(2), size));
    v128.store(plane, v128.or(y, v128.and(t, f32x4.splat(-0.0))));
  }
}

/** (tanh(u + bias) - tanh(bias)) * scale. */
export function asymmetricCurve(plane: usize, frames: i32, factor: f32, bias: f32, scale: f32): void {
  const g = f32x4.splat(factor);
  const b = f32x4.splat(bias);
  const rest = tanhOf4(b);
  const s = f32x4.splat(scale);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) {
    const y = tanhOf4(f32x4.add(f32x4.mul(v128.load(plane), g), b));
    v128.store(plane, f32x4.mul(s, f32x4.sub(y, rest)));
  }
}

export function rectifierCurve(plane: usize, frames: i32, factor: f32, rectified: f32): void {
  const g = f32x4.splat(factor);
  const m = f32x4.splat(rectified);
  const rest = f32x4.splat(1 - rectified);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) {
    const u = f32x4.mul(v128.load(plane), g);
    v128.store(plane, f32x4.add(f32x4.mul(rest, u), f32x4.mul(m, f32x4.abs(u))));
  }
}

/** Rounds to multiples of 1/steps, half to even, from `low` to `high` steps. */
export function quantizeCurve(plane: usize, frames: i32, factor: f32, steps: f32, low: f32, high: f32): void {
  const g = f32x4.splat(factor);
  const s = f32x4.splat(steps);
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16) {
    const v = f32x4.nearest(f32x4.mul(f32x4.mul(v128.load(plane), g), s));
    v128.store(plane, f32x4.div(f32x4.pmax(f32x4.pmin(v, h), l), s));
  }
}

const STRIP: i32 = 1024;
const words = memory.data(STRIP * 4, 64);

/** Adds triangular noise of up to `size` either way; the plane's first frame is frame `first` of the field, a multiple of 16. */
export function addTriangular(field: Field, stream: i32, first: i32, plane: usize, frames: i32, size: f32): void {
  const scale = f32x4.splat(size / 65536);
  const low = i32x4.splat(0xffff);
  for (let done = 0; done < frames; done += STRIP) {
    const count = min(STRIP, frames - done);
    fillWords(field, stream, first + done, count, words);
    const end = words + (<usize>((count + 3) >> 2) << 4);
    for (let at = words; at < end; at += 16, plane += 16) {
      const word = v128.load(at);
      const difference = i32x4.sub(v128.and(word, low), i32x4.shr_u(word, 16));
      v128.store(plane, f32x4.add(v128.load(plane), f32x4.mul(scale, f32x4.convert_i32x4_s(difference))));
    }
  }
}
