// Where along a row no border answers and no tap is missing.
import { Job } from './warp-job';

export let spanStart: i32 = 0;
export let spanEnd: i32 = 0;

/** The stretch of row y that all half-planes of the job hold, fewer than four pixels counting as none. */
export function findSpan(job: Job, y: i32): void {
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
