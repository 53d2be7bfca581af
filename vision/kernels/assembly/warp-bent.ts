// Chains with a bend: four pixels at a time go back through all steps, and are sampled like those of a straight chain
// where no border answers and no tap is missing; the others are left to the exact path.
import { Bend, bendAt, CUBIC, LINEAR_NET } from './warp-bend';
import { bendRow, prepareColumns } from './warp-bend-row';
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

/** Room for what a row needs on its way, in bytes from its beginning; `columns` and `nodes` come after. */
let xs: usize = 0;
let ys: usize = 0;
let insides: usize = 0;
let pairs: usize = 0;
let columns: usize = 0;
let nodes: usize = 0;

function lay(scratch: usize, width: i32): void {
  const row = <usize>((width + 7) & ~3) << 2;
  xs = scratch;
  ys = xs + row;
  insides = ys + row;
  pairs = insides + row;
  columns = pairs + 2 * row;
  nodes = columns + <usize>width * 48;
}

/** The places of row y before any step: its own, displaced where the last step bends. */
function begin(bend: usize, y: i32, width: i32): void {
  if (bend != 0) bendRow(changetype<Bend>(bend), y, width, columns, nodes, pairs);
  let places = f32x4(0, 1, 2, 3);
  const four = f32x4.splat(4), row = f32x4.splat(<f32>y);
  for (let at: usize = 0, end = <usize>width << 2; at < end; at += 16) {
    let x = places, v = row;
    if (bend != 0) {
      const a = v128.load(pairs + 2 * at), b = v128.load(pairs + 2 * at, 16);
      x = f32x4.add(x, v128.shuffle<i32>(a, b, 0, 2, 4, 6));
      v = f32x4.add(v, v128.shuffle<i32>(a, b, 1, 3, 5, 7));
    }
    v128.store(xs + at, x);
    v128.store(ys + at, v);
    v128.store(insides + at, i32x4.splat(-1));
    places = f32x4.add(places, four);
  }
}

/** Displaces places that lie anywhere. */
function displace(bend: Bend, width: i32): void {
  for (let at: usize = 0, end = <usize>width << 2; at < end; at += 4) {
    const moved = bendAt(bend, <f64>load<f32>(xs + at), <f64>load<f32>(ys + at));
    store<f32>(xs + at, load<f32>(xs + at) + f32x4.extract_lane(moved, 0));
    store<f32>(ys + at, load<f32>(ys + at) + f32x4.extract_lane(moved, 1));
  }
}

/** Sends all places of a row back through a step's matrix, and notes which leave its inner part. */
function pass(stage: Stage, width: i32): void {
  const m0 = f32x4.splat(stage.m0), m1 = f32x4.splat(stage.m1), m2 = f32x4.splat(stage.m2);
  const m3 = f32x4.splat(stage.m3), m4 = f32x4.splat(stage.m4), m5 = f32x4.splat(stage.m5);
  const left = f32x4.splat(stage.left), right = f32x4.splat(stage.right);
  const top = f32x4.splat(stage.top), bottom = f32x4.splat(stage.bottom);
  const projective = stage.projective != 0;
  for (let at: usize = 0, end = <usize>width << 2; at < end; at += 16) {
    const x = v128.load(xs + at), y = v128.load(ys + at);
    let inside = v128.load(insides + at);
    let u = f32x4.add(f32x4.add(f32x4.mul(m0, x), f32x4.mul(m1, y)), m2);
    let v = f32x4.add(f32x4.add(f32x4.mul(m3, x), f32x4.mul(m4, y)), m5);
    if (projective) {
      const w = f32x4.add(
        f32x4.add(f32x4.mul(f32x4.splat(stage.m6), x), f32x4.mul(f32x4.splat(stage.m7), y)),
        f32x4.splat(stage.m8),
      );
      inside = v128.and(inside, f32x4.gt(w, f32x4.splat(<f32>1e-6)));
      u = f32x4.div(u, w);
      v = f32x4.div(v, w);
    }
    inside = v128.and(inside, v128.and(f32x4.ge(u, left), f32x4.le(u, right)));
    inside = v128.and(inside, v128.and(f32x4.ge(v, top), f32x4.le(v, bottom)));
    v128.store(xs + at, u);
    v128.store(ys + at, v);
    v128.store(insides + at, inside);
  }
}

/** Where all pixels of row y lie in the source, to `xs` and `ys`, and which of them no border answers for. */
function trace(stages: usize, count: i32, y: i32, width: i32): void {
  const last = stages + <usize>(count - 1) * STAGE_BYTES;
  begin(<usize>changetype<Stage>(last).bend, y, width);
  for (let at = last; at >= stages; at -= STAGE_BYTES) {
    const stage = changetype<Stage>(at);
    if (at != last && stage.bend != 0) displace(changetype<Bend>(<usize>stage.bend), width);
    pass(stage, width);
  }
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
    trace(stages, count, y, width);
    for (let x = 0; x < width; x += 4) {
      // The last four step back over pixels that are already there.
      if (x + 4 > width) {
        if (width < 4) break;
        x = width - 4;
      }
      const at = <usize>x << 2;
      if (!i32x4.all_true(v128.load(insides + at))) {
        fillExactly(y, x, x + 4);
        continue;
      }
      const acrossX = v128.load(xs + at), acrossY = v128.load(ys + at);
      const wholeU = Mathf.floor(f32x4.extract_lane(acrossX, 0)), wholeV = Mathf.floor(f32x4.extract_lane(acrossY, 0));
      const u = f32x4.sub(acrossX, f32x4.splat(wholeU)), v = f32x4.sub(acrossY, f32x4.splat(wholeV));
      const near = v128.and(f32x4.lt(f32x4.abs(u), reach), f32x4.lt(f32x4.abs(v), reach));
      if (!i32x4.all_true(near)) {
        fillExactly(y, x, x + 4);
        continue;
      }
      const base = source + <usize>(<i32>wholeV * <i32>stride + (<i32>wholeU << 2));
      const fixedU = i32x4.add(fixed(u), i32x4.splat(shiftU)), fixedV = i32x4.add(fixed(v), i32x4.splat(shiftV));
      sampleFour(kind, clamp, false, row + at, fixedU, fixedV, base, stride, plane, tapsX, tapsY, tableX, tableY);
    }
    if (width < 4) fillExactly(y, 0, width);
  }
}

/**
 * Fills the target of a job in whose chain there is a bend; `stages` beside its levels. `scratch`: 72 bytes a column, 8 for
 * each node of a row of the last step's bend, and 256.
 */
export function warpBent(job: Job, stages: usize, scratch: usize): void {
  prepareSampling(job);
  lay(scratch, <i32>job.width);
  const last = <usize>changetype<Stage>(stages + <usize>(<i32>job.levelCount - 1) * STAGE_BYTES).bend;
  if (last != 0) {
    const bend = changetype<Bend>(last);
    if (<i32>bend.shape == LINEAR_NET || <i32>bend.shape == CUBIC) prepareColumns(bend, <i32>job.width, columns);
  }
  const mode = <i32>job.mode, tapsY = <i32>job.tapsY;
  if (mode == NEAREST) run(NEAREST, false, job, stages);
  else if (mode == LINEAR) run(LINEAR, false, job, stages);
  else if (<i32>job.tapsX > 4 || tapsY > 4) run(MANY, job.clamp != 0, job, stages);
  else if (job.clamp != 0) run(ROWS4, true, job, stages);
  else if (tapsY == 3) run(ROWS3, false, job, stages);
  else run(ROWS4, false, job, stages);
}
