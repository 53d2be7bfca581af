// Two pictures in one: planes blended by a number or by a mask, and masks of smooth noise.

import { Field, fillWords } from '../../../transforms/kernels/assembly/field';

/** `target = target * own + source * other`, for any number of planes at once: up to three values behind the last are written. */
export function addWeighted(target: usize, source: usize, count: i32, own: f32, other: f32): void {
  const a = f32x4.splat(own);
  const b = f32x4.splat(other);
  for (let i = 0; i < count; i += 4, target += 16, source += 16) {
    v128.store(target, f32x4.add(f32x4.mul(v128.load(target), a), f32x4.mul(v128.load(source), b)));
  }
}

/** `target = target * mask + below * (1 - mask)` of one plane; where the mask is 1 or 0, one of both to the bit. */
export function blendMasked(target: usize, below: usize, mask: usize, count: i32): void {
  const one = f32x4.splat(1);
  let i = 0;
  for (; i + 4 <= count; i += 4, target += 16, below += 16, mask += 16) {
    const m = v128.load(mask);
    const kept = f32x4.mul(v128.load(target), m);
    v128.store(target, f32x4.add(kept, f32x4.mul(v128.load(below), f32x4.sub(one, m))));
  }
  for (; i < count; i++, target += 4, below += 4, mask += 4) {
    const m = load<f32>(mask);
    store<f32>(target, load<f32>(target) * m + load<f32>(below) * (1 - m));
  }
}

// @ts-ignore: decorator
@inline
function smooth(t: f32): f32 {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/**
 * Adds `strength` times smooth noise from 0 to 1: values of a lattice of `columns` x `rows` points, `fineness` of them a pixel, with
 * Perlin's fade in between. The lattice is the field's stream `octave`. Scratch: `line`, one row of it, already faded from row to row;
 * `fades`, the fade at each pixel of a row, and `ends`, where each column of cells ends.
 */
export function addValueNoise(
  mask: usize, width: i32, height: i32, field: Field, octave: i32, fineness: f32, columns: i32, rows: i32, lattice: usize, line: usize,
  fades: usize, ends: usize, strength: f32,
): void {
  fillWords(field, octave, 0, columns * rows, lattice);
  for (let i = 0, at = lattice; i < columns * rows; i++, at += 4) {
    store<f32>(at, <f32>(load<u32>(at) >>> 8) * (strength * <f32>(1.0 / 16777216)));
  }
  let open = 0;
  for (let x = 0; x < width; x++) {
    const u = (<f32>x + <f32>0.5) * fineness;
    const column = <i32>u;
    store<f32>(fades + (<usize>x << 2), smooth(u - <f32>column));
    for (; open < column; open++) store<i32>(ends + (<usize>open << 2), x);
  }
  for (; open < columns; open++) store<i32>(ends + (<usize>open << 2), width);
  for (let y = 0; y < height; y++) {
    const v = (<f32>y + <f32>0.5) * fineness;
    const row = <i32>v;
    const fade = smooth(v - <f32>row);
    let upper = lattice + (<usize>(row * columns) << 2);
    for (let i = 0; i < columns; i++, upper += 4) {
      const above = load<f32>(upper);
      store<f32>(line + (<usize>i << 2), above + (load<f32>(upper + (<usize>columns << 2)) - above) * fade);
    }
    addLine(mask + (<usize>(y * width) << 2), width, line, fades, ends);
  }
}

/** Cell by cell: within one, both ends stay the same. */
function addLine(target: usize, width: i32, line: usize, fades: usize, ends: usize): void {
  let x = 0;
  for (; x < width; line += 4, ends += 4) {
    const end = load<i32>(ends);
    const left = load<f32>(line);
    const step = load<f32>(line, 4) - left;
    const lefts = f32x4.splat(left);
    const steps = f32x4.splat(step);
    for (; x + 4 <= end; x += 4, target += 16, fades += 16) {
      v128.store(target, f32x4.add(v128.load(target), f32x4.add(lefts, f32x4.mul(steps, v128.load(fades)))));
    }
    for (; x < end; x++, target += 4, fades += 4) {
      store<f32>(target, load<f32>(target) + (left + step * load<f32>(fades)));
    }
  }
}

/** Steeper about one half, within 0 to 1. */
export function sharpenMask(mask: usize, count: i32, sharpness: f32): void {
  const half = f32x4.splat(0.5);
  const gain = f32x4.splat(sharpness);
  for (let i = 0; i < count; i += 4, mask += 16) {
    const value = f32x4.add(f32x4.mul(f32x4.sub(v128.load(mask), half), gain), half);
    v128.store(mask, f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(1), value)));
  }
}
