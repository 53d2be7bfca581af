// Geometry: every output pixel finds its place in the source through a chain of inverse matrices.
import { Job } from './warp-job';
import { fillRow } from './warp-edges';
import { prepareSampling } from './warp-sample';

export { warpBent } from './warp-bent';
export { fourChannels, halvePlane, movePlane, warpPlanes } from './warp-planes';
export { warpHalve, warpWeights } from './warp-weights';

export function warp(job: Job): void {
  prepareSampling(job);
  for (let y = 0, height = <i32>job.height; y < height; y++) fillRow(job, y);
}
