// Geometry: every output pixel finds its place in the source through a chain of inverse matrices.
import { clampLevel, rounded } from './level';
import { Job } from './warp-job';
import { prepareSampling, sampleAt } from './warp-sample';
import { fillSpan } from './warp-span';

export { warpHalve, warpWeights } from './warp-weights';

let spanStart: i32 = 0;
let spanEnd: i32 = 0;

/** The stretch of row y that all half-planes of the job hold, fewer than four pixels counting as none. */
function findSpan(job: Job, y: i32): void {
  let low: f64 = 0, high: f64 = job.width - 1;
  const end = <usize>job.planes + <usize>job.planeCount * 24;
  for (let plane = <usize>job.planes; plane < end; plane += 24) {
    const a = load<f64>(plane), rest = load<f64>(plane, 8) * <f64>y + load<f64>(plane, 16);
    if (a > 0) low = Math.max(low, -rest / a);
    else if (a < 0) high = Math.min(high, -rest / a);
    else if (rest < 0) high = -1;
  }
  spanStart = <i32>Math.ceil(Math.min(low, job.width));
  spanEnd = <i32>Math.floor(Math.max(high, -1)) + 1;
  if (spanEnd - spanStart < 4) spanEnd = spanStart = 0;
}

function fillExactly(job: Job, y: i32, x0: i32, x1: i32): void {
  const level = <i32>job.levelCount - 1;
  const plane = <usize>(<i32>job.width * <i32>job.height) << 2;
  let at = <usize>job.target + (<usize>(y * <i32>job.width + x0) << 2);
  for (let x = x0; x < x1; x++, at += 4) {
    const value = sampleAt(level, <f64>x, <f64>y);
    if (job.bytes != 0) {
      const levels = rounded(clampLevel(value));
      store<i32>(at, i32x4.extract_lane(i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(levels, levels), levels), 0));
      continue;
    }
    store<f32>(at, f32x4.extract_lane(value, 0));
    store<f32>(at + plane, f32x4.extract_lane(value, 1));
    store<f32>(at + plane + plane, f32x4.extract_lane(value, 2));
  }
}

export function warp(job: Job): void {
  prepareSampling(job);
  const width = <i32>job.width, height = <i32>job.height;
  for (let y = 0; y < height; y++) {
    findSpan(job, y);
    fillExactly(job, y, 0, spanStart);
    if (spanEnd > spanStart) fillSpan(job, y, spanStart, spanEnd);
    fillExactly(job, y, spanEnd, width);
  }
}
