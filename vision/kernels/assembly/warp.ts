// Geometry: every output pixel finds its place in the source through a chain of inverse matrices.
import { Job } from './warp-job';
import { findSpan, spanEnd, spanStart } from './warp-reach';
import { fillExactly, prepareSampling } from './warp-sample';
import { fillSpan } from './warp-span';

export { warpBent } from './warp-bent';
export { fourChannels, halvePlane, movePlane, warpPlanes } from './warp-planes';
export { warpHalve, warpWeights } from './warp-weights';

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
