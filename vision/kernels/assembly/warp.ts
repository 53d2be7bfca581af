// Geometry: every output pixel finds its place in the source through a chain of inverse matrices.
import { Job } from './warp-job';
import { fillExactly, prepareSampling } from './warp-sample';
import { fillSpan } from './warp-span';

export { warpBent } from './warp-bent';
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

export function warp(job: Job): void {
  prepareSampling(job);
  const width = <i32>job.width, height = <i32>job.height;
  for (let y = 0; y < height; y++) {
    findSpan(job, y);
    fillExactly(y, 0, spanStart);
    if (spanEnd > spanStart) fillSpan(job, y, spanStart, spanEnd);
    fillExactly(y, spanEnd, width);
  }
}
