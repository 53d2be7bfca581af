// Chains with a bend: four pixels at a time go back through all steps, and are sampled like those of a straight chain
// where no border answers and no tap is missing; the others are left to the exact path.
import { Bend, bendAt } from './warp-bend';
import { FRACTION, Job, LINEAR, NEAREST, PHASE_BITS, TIE } from './warp-job';
import { fillExactly, prepareSampling } from './warp-sample';
import { MANY, ROWS3, ROWS4, sampleFour, UNIT } from './warp-span';

/** What a step comes to in float32: its matrix, and the inner part of its window, where nothing but the picture shows. */
// @ts-ignore: decorator
@unmanaged
class Stage {
  m0: f32; m1: f32; m2: f32; m3: f32; m4: f32; m5: f32; m6: f32; m7: f32; m8: f32;
  left: f32; top: f32; right: f32; bottom: f32;
  projective: f32;
  bend: f64;
}
const STAGE_BYTES: usize = 64;

// Fixed-point places of four neighbours that lie further apart than this are left to the exact path.
const REACH: f32 = 4000;

let acrossX = f32x4.splat(0);
let acrossY = f32x4.splat(0);

/** Sends four places back through all steps, to `acrossX` and `acrossY`. Whether each stays within every inner part. */
function trace(stages: usize, count: i32, x: v128, y: v128): bool {
  let inside = i32x4.splat(-1);
  for (let at = stages + <usize>(count - 1) * STAGE_BYTES; at >= stages; at -= STAGE_BYTES) {
    const stage = changetype<Stage>(at);
    if (stage.bend != 0) {
      const bend = changetype<Bend>(<usize>stage.bend);
      const a = bendAt(bend, <f64>f32x4.extract_lane(x, 0), <f64>f32x4.extract_lane(y, 0));
      const b = bendAt(bend, <f64>f32x4.extract_lane(x, 1), <f64>f32x4.extract_lane(y, 1));
      const c = bendAt(bend, <f64>f32x4.extract_lane(x, 2), <f64>f32x4.extract_lane(y, 2));
      const d = bendAt(bend, <f64>f32x4.extract_lane(x, 3), <f64>f32x4.extract_lane(y, 3));
      const first = v128.shuffle<i32>(a, b, 0, 4, 1, 5), second = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      x = f32x4.add(x, v128.shuffle<i64>(first, second, 0, 2));
      y = f32x4.add(y, v128.shuffle<i64>(first, second, 1, 3));
    }
    let u = f32x4.add(
      f32x4.add(f32x4.mul(f32x4.splat(stage.m0), x), f32x4.mul(f32x4.splat(stage.m1), y)),
      f32x4.splat(stage.m2),
    );
    let v = f32x4.add(
      f32x4.add(f32x4.mul(f32x4.splat(stage.m3), x), f32x4.mul(f32x4.splat(stage.m4), y)),
      f32x4.splat(stage.m5),
    );
    if (stage.projective != 0) {
      const w = f32x4.add(
        f32x4.add(f32x4.mul(f32x4.splat(stage.m6), x), f32x4.mul(f32x4.splat(stage.m7), y)),
        f32x4.splat(stage.m8),
      );
      inside = v128.and(inside, f32x4.gt(w, f32x4.splat(<f32>1e-6)));
      u = f32x4.div(u, w);
      v = f32x4.div(v, w);
    }
    inside = v128.and(inside, v128.and(f32x4.ge(u, f32x4.splat(stage.left)), f32x4.le(u, f32x4.splat(stage.right))));
    inside = v128.and(inside, v128.and(f32x4.ge(v, f32x4.splat(stage.top)), f32x4.le(v, f32x4.splat(stage.bottom))));
    x = u;
    y = v;
  }
  acrossX = x;
  acrossY = y;
  return i32x4.all_true(inside);
}

// @ts-ignore: decorator
@inline
function fixed(value: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(value, f32x4.splat(<f32>UNIT))));
}

// @ts-ignore: decorator
@inline
function run(kind: i32, clamp: bool, job: Job, stages: usize): void {
  const stride = <usize>job.stride, tapsX = <i32>job.tapsX, tapsY = <i32>job.tapsY;
  const tableX = <usize>job.tableX, tableY = <usize>job.tableY;
  const source = <usize>job.source + <usize>(<i32>job.firstX * 4 + <i32>job.firstY * <i32>stride);
  const width = <i32>job.width, height = <i32>job.height, count = <i32>job.levelCount;
  const plane = <usize>(width * height) << 2;
  const rounding: f64 = kind == NEAREST ? TIE * UNIT : kind == LINEAR ? <f64>(1 << (FRACTION - 15)) : <f64>(1 << (FRACTION - 1 - PHASE_BITS));
  const shiftU = <i32>(job.shiftX * UNIT + rounding), shiftV = <i32>(job.shiftY * UNIT + rounding);
  const reach = f32x4.splat(REACH);
  for (let y = 0; y < height; y++) {
    const row = <usize>job.target + (<usize>(y * width) << 2);
    let x = 0;
    for (; x < width; x += 4) {
      // The last four step back over pixels that are already there.
      if (x + 4 > width) {
        if (width < 4) break;
        x = width - 4;
      }
      const places = f32x4.add(f32x4.splat(<f32>x), f32x4(0, 1, 2, 3));
      if (!trace(stages, count, places, f32x4.splat(<f32>y))) {
        fillExactly(y, x, x + 4);
        continue;
      }
      const wholeU = Mathf.floor(f32x4.extract_lane(acrossX, 0)), wholeV = Mathf.floor(f32x4.extract_lane(acrossY, 0));
      const u = f32x4.sub(acrossX, f32x4.splat(wholeU)), v = f32x4.sub(acrossY, f32x4.splat(wholeV));
      const near = v128.and(f32x4.lt(f32x4.abs(u), reach), f32x4.lt(f32x4.abs(v), reach));
      if (!i32x4.all_true(near)) {
        fillExactly(y, x, x + 4);
        continue;
      }
      const base = source + <usize>(<i32>wholeV * <i32>stride + (<i32>wholeU << 2));
      const fixedU = i32x4.add(fixed(u), i32x4.splat(shiftU)), fixedV = i32x4.add(fixed(v), i32x4.splat(shiftV));
      sampleFour(kind, clamp, row + (<usize>x << 2), fixedU, fixedV, base, stride, plane, tapsX, tapsY, tableX, tableY);
    }
    if (width < 4) fillExactly(y, 0, width);
  }
}

/** Fills the target of a job in whose chain there is a bend; `stages` beside its levels. */
export function warpBent(job: Job, stages: usize): void {
  prepareSampling(job);
  const mode = <i32>job.mode, tapsY = <i32>job.tapsY;
  if (mode == NEAREST) run(NEAREST, false, job, stages);
  else if (mode == LINEAR) run(LINEAR, false, job, stages);
  else if (<i32>job.tapsX > 4 || tapsY > 4) run(MANY, job.clamp != 0, job, stages);
  else if (job.clamp != 0) run(ROWS4, true, job, stages);
  else if (tapsY == 3) run(ROWS3, false, job, stages);
  else run(ROWS4, false, job, stages);
}
