// What one warp is to do, laid out as float64 by `warp.ts` on the other side of the fence.

/** Fraction bits of a coordinate in the fast path, and how many phases between two pixels the weight tables hold. */
export const FRACTION: i32 = 18;
export const PHASE_BITS: i32 = 9;
export const PHASES: i32 = 1 << PHASE_BITS;

export const NEAREST: i32 = 0;
export const LINEAR: i32 = 1;
export const TABLE: i32 = 2;

export const CONSTANT: i32 = 0;
export const EDGE: i32 = 1;
export const REFLECT: i32 = 2;

/** Breaks ties of `nearest` upwards, however a matrix was rounded: 2^-12 pixel, more than steps in fixed point go astray. */
export const TIE: f64 = 1.0 / 4096;

// @ts-ignore: decorator
@unmanaged
export class Job {
  source: f64; stride: f64;
  // The first and last column and row that may be read.
  x0: f64; y0: f64; x1: f64; y1: f64;
  target: f64; width: f64; height: f64;
  mode: f64;
  tapsX: f64; tapsY: f64;
  tableX: f64; tableY: f64;
  // Added to a coordinate before its whole part is taken, and from there to the first tap.
  shiftX: f64; shiftY: f64; firstX: f64; firstY: f64;
  clamp: f64;
  projective: f64;
  m0: f64; m1: f64; m2: f64; m3: f64; m4: f64; m5: f64; m6: f64; m7: f64; m8: f64;
  // Half-planes (a, b, c), a x + b y + c >= 0: where all hold, the fast path is exact.
  planes: f64; planeCount: f64;
  levels: f64; levelCount: f64;
  // Whether the target is RGBX bytes, levels rounded halves to even, instead of planes; for LINEAR alone.
  bytes: f64;
  // What `fillRow` knows of each step, see warp-edges.ts.
  edges: f64;
}

// @ts-ignore: decorator
@unmanaged
export class Level {
  // Columns of the upper two rows, so that both coordinates are worked out side by side; then the third row.
  m0: f64; m3: f64; m1: f64; m4: f64; m2: f64; m5: f64; m6: f64; m7: f64; m8: f64;
  left: f64; top: f64; right: f64; bottom: f64; width: f64; height: f64;
  border: f64;
  // Reciprocals of the width of the ramp at a constant border.
  rampX: f64; rampY: f64;
  // A value for each of four channels.
  red: f64; green: f64; blue: f64; fourth: f64;
  // The field of its bend, or 0.
  bend: f64;
}
export const LEVEL_BYTES: usize = 23 * 8;
