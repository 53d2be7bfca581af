// Geometry of float planes: four channels at a time lie side by side, so that a place is found once for all four.
import { turnRgbx } from './turn';
import { Job } from './warp-job';
import { preparePlanes, samplePlanes } from './warp-planes-sample';
import { findSpan, spanEnd, spanStart } from './warp-reach';
import { prepareDeep, sampleAt } from './warp-sample';

/** Lays `count` (1 to 4) planes of rows `stride` bytes apart side by side, 16 bytes a pixel. Lanes without a plane are 0. */
export function fourChannels(p0: usize, p1: usize, p2: usize, p3: usize, stride: usize, width: i32, height: i32, target: usize): void {
  for (let y = 0; y < height; y++) {
    const row = <usize>y * stride;
    for (let x = 0; x < width; x++, target += 16) {
      const at = row + (<usize>x << 2);
      let pixel = v128.load32_zero(p0 + at);
      if (p1) pixel = v128.load_lane<f32>(p1 + at, pixel, 1);
      if (p2) pixel = v128.load_lane<f32>(p2 + at, pixel, 2);
      if (p3) pixel = v128.load_lane<f32>(p3 + at, pixel, 3);
      v128.store(target, pixel);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(at: usize, plane: usize, channels: i32, value: v128): void {
  store<f32>(at, f32x4.extract_lane(value, 0));
  if (channels > 1) store<f32>(at + plane, f32x4.extract_lane(value, 1));
  if (channels > 2) store<f32>(at + 2 * plane, f32x4.extract_lane(value, 2));
  if (channels > 3) store<f32>(at + 3 * plane, f32x4.extract_lane(value, 3));
}

/** The first `channels` lanes of what a job sees, to planes one behind the other. */
export function warpPlanes(job: Job, channels: i32): void {
  prepareDeep(job);
  preparePlanes(job);
  const width = <i32>job.width, height = <i32>job.height, level = <i32>job.levelCount - 1;
  const plane = <usize>(width * height) << 2;
  const projective = job.projective != 0;
  const bends = job.bytes != 0;
  let at = <usize>job.target;
  for (let y = 0; y < height; y++) {
    if (!bends) findSpan(job, y);
    const start = bends ? width : spanStart, end = bends ? width : spanEnd;
    const u0 = job.m1 * <f64>y + job.m2, v0 = job.m4 * <f64>y + job.m5, w0 = job.m7 * <f64>y + job.m8;
    for (let x = 0; x < start; x++, at += 4) put(at, plane, channels, sampleAt(level, <f64>x, <f64>y));
    for (let x = start; x < end; x++, at += 4) {
      let u = job.m0 * <f64>x + u0, v = job.m3 * <f64>x + v0;
      if (projective) {
        const w = job.m6 * <f64>x + w0;
        u /= w;
        v /= w;
      }
      put(at, plane, channels, samplePlanes(u, v));
    }
    for (let x = max(start, end); x < width; x++, at += 4) put(at, plane, channels, sampleAt(level, <f64>x, <f64>y));
  }
}

/** Averages pairs of values across, down or both; an odd last one pairs with itself. */
export function halvePlane(source: usize, stride: i32, width: i32, height: i32, target: usize, targetStride: i32, across: bool, down: bool): void {
  const outWidth = across ? (width + 1) >> 1 : width, outHeight = down ? (height + 1) >> 1 : height;
  for (let y = 0; y < outHeight; y++) {
    const row = source + <usize>((down ? 2 * y : y) * stride);
    const below = down && 2 * y + 1 < height ? row + <usize>stride : row;
    const out = target + <usize>(y * targetStride);
    let x = 0;
    if (across) {
      for (; 2 * x + 8 <= width; x += 4) {
        const at = <usize>x << 3;
        const a = f32x4.add(v128.load(row + at), v128.load(below + at));
        const b = f32x4.add(v128.load(row + at, 16), v128.load(below + at, 16));
        const sum = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
        v128.store(out + (<usize>x << 2), f32x4.mul(sum, f32x4.splat(0.25)));
      }
    } else {
      for (; x + 4 <= width; x += 4) {
        const at = <usize>x << 2;
        v128.store(out + at, f32x4.mul(f32x4.add(v128.load(row + at), v128.load(below + at)), f32x4.splat(0.5)));
      }
    }
    for (; x < outWidth; x++) {
      const left = <usize>(across ? 2 * x : x) << 2;
      const right = across && 2 * x + 1 < width ? left + 4 : left;
      const first = load<f32>(row + left) + load<f32>(below + left), second = load<f32>(row + right) + load<f32>(below + right);
      store<f32>(out + (<usize>x << 2), (first + second) * 0.25);
    }
  }
}

/** Values that move as wholes, `stepX` and `stepY` bytes apart, to a contiguous plane. */
export function movePlane(start: usize, stepX: i32, stepY: i32, width: i32, height: i32, target: usize): void {
  const bytes = <usize>width << 2;
  if (stepX != 4 && stepX != -4) {
    turnRgbx(start, stepX, stepY, width, height, target, bytes);
    return;
  }
  for (let y = 0; y < height; y++, start += stepY, target += bytes) {
    if (stepX == 4) {
      memory.copy(target, start, bytes);
      continue;
    }
    let x: usize = 0;
    for (; x + 16 <= bytes; x += 16) {
      const four = v128.load(start - x - 12);
      v128.store(target + x, v128.shuffle<i32>(four, four, 3, 2, 1, 0));
    }
    for (; x < bytes; x += 4) store<u32>(target + x, load<u32>(start - x));
  }
}
