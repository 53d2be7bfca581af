// Grain of film: normals on a lattice, smoothed by cubic B-splines, and brought back to variance 1 at every pixel.
import { fillWords } from '../../../transforms/kernels/assembly/field';
import { clampLevel } from './level';
import { normalsOf } from './noise';
import { bytesOf, NOISE, sourceOf, STRIDE, Step, streamOf, Strip, targetOf, words } from './step';

// @ts-ignore: decorator
@unmanaged
export class Grain extends Step {
  /** Standard deviation at mid grey, in grey levels. */
  sigma: f32;
  perChannel: i32;
  /** Nodes of a row of the lattice: a multiple of 16, no less than what the picture's width needs. */
  nodes: i32;
  /** Of each pixel of a row: its first node's offset in bytes, and four weights apart. */
  offsets: usize;
  weights: usize;
  /** Of each row: its first lattice row, and four weights. */
  rows: usize;
  rowWeights: usize;
  /** Scratch: normals of a lattice row, and four spread rows of each channel. */
  normals: usize;
  lines: usize;
  /** Bytes of one spread row. */
  line: usize;
  /** Lattice rows that were spread so far. */
  ready: i32;
}

const fields = memory.data(1024 * 16 + 64, 64);

/** One row of the lattice at every pixel of a row. */
function spread(grain: Grain, channel: i32, row: i32, width: i32): void {
  const first = row * grain.nodes;
  for (let done: i32 = 0; done < grain.nodes; done += 256) {
    const count = min(256, grain.nodes - done);
    fillWords(grain, streamOf(NOISE, channel), first + done, count, words);
    normalsOf(words, count, grain.normals + (<usize>done << 2));
  }
  const target = grain.lines + <usize>((channel << 2) + (row & 3)) * grain.line;
  for (let x: usize = 0; x < <usize>width; x++) {
    const nodes = v128.load(grain.normals + <usize>load<u32>(grain.offsets + (x << 2)));
    const p = f32x4.mul(nodes, v128.load(grain.weights + (x << 4)));
    const q = f32x4.add(p, v128.shuffle<i32>(p, p, 2, 3, 0, 1));
    store<f32>(target + (x << 2), f32x4.extract_lane(q, 0) + f32x4.extract_lane(q, 1));
  }
}

/** The strip's grain, of one field or of one for each channel. */
function grainOf(grain: Grain, strip: Strip, channels: i32): void {
  if (strip.first == 0) grain.ready = 0;
  let done: i32 = 0;
  while (done < strip.count) {
    const y = (strip.first + done) / strip.width;
    const x = (strip.first + done) % strip.width;
    const count = min(strip.count - done, strip.width - x);
    const row = load<i32>(grain.rows + (<usize>y << 2));
    if (grain.ready < row) grain.ready = row;
    for (; grain.ready < row + 4; grain.ready++) {
      for (let c: i32 = 0; c < channels; c++) spread(grain, c, grain.ready, strip.width);
    }
    const weights = grain.rowWeights + (<usize>y << 4);
    const w0 = v128.load32_splat(weights);
    const w1 = v128.load32_splat(weights, 4);
    const w2 = v128.load32_splat(weights, 8);
    const w3 = v128.load32_splat(weights, 12);
    const end = min<usize>(<usize>((count + 3) >> 2) << 4, STRIDE - (<usize>done << 2));
    for (let c: i32 = 0; c < channels; c++) {
      const lines = grain.lines + <usize>(c << 2) * grain.line + (<usize>x << 2);
      const l0 = lines + <usize>(row & 3) * grain.line;
      const l1 = lines + <usize>((row + 1) & 3) * grain.line;
      const l2 = lines + <usize>((row + 2) & 3) * grain.line;
      const l3 = lines + <usize>((row + 3) & 3) * grain.line;
      const target = fields + <usize>c * STRIDE + (<usize>done << 2);
      for (let i: usize = 0; i < end; i += 16) {
        const near = f32x4.add(f32x4.mul(w0, v128.load(l0 + i)), f32x4.mul(w1, v128.load(l1 + i)));
        const far = f32x4.add(f32x4.mul(w2, v128.load(l2 + i)), f32x4.mul(w3, v128.load(l3 + i)));
        v128.store(target + i, f32x4.add(near, far));
      }
    }
    done += count;
  }
}

/** 2 sqrt(l (1 - l)) of a level: grains cover a share l of the film, and vary by as much. */
// @ts-ignore: decorator
@inline
function strength(level: v128): v128 {
  const room = f32x4.mul(level, f32x4.sub(f32x4.splat(255), level));
  return f32x4.mul(f32x4.sqrt(room), f32x4.splat(2 / <f32>255));
}

export function grainStrip(grain: Grain, strip: Strip): void {
  grainOf(grain, strip, grain.perChannel ? strip.channels : 1);
  const sigma = f32x4.splat(grain.sigma);
  const end = bytesOf(strip.count);
  if (grain.perChannel || strip.channels != 3) {
    for (let c: i32 = 0; c < strip.channels; c++) {
      const source = sourceOf(strip, c);
      const field = fields + (grain.perChannel ? <usize>c * STRIDE : 0);
      for (let i: usize = 0; i < end; i += 16) {
        const x = clampLevel(v128.load(source + i));
        const n = f32x4.mul(f32x4.mul(sigma, strength(x)), v128.load(field + i));
        v128.store(targetOf(c) + i, f32x4.add(x, n));
      }
    }
    return;
  }
  const red = sourceOf(strip, 0);
  const green = sourceOf(strip, 1);
  const blue = sourceOf(strip, 2);
  for (let i: usize = 0; i < end; i += 16) {
    const r = clampLevel(v128.load(red + i));
    const g = clampLevel(v128.load(green + i));
    const b = clampLevel(v128.load(blue + i));
    const weighed = f32x4.add(f32x4.mul(f32x4.splat(0.299), r), f32x4.mul(f32x4.splat(0.587), g));
    const luma = clampLevel(f32x4.add(weighed, f32x4.mul(f32x4.splat(0.114), b)));
    const n = f32x4.mul(f32x4.mul(sigma, strength(luma)), v128.load(fields + i));
    v128.store(targetOf(0) + i, f32x4.add(r, n));
    v128.store(targetOf(1) + i, f32x4.add(g, n));
    v128.store(targetOf(2) + i, f32x4.add(b, n));
  }
}
