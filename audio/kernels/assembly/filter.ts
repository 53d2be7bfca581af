// Cascades of second-order sections, in doubles: a strip of frames is widened, goes through all sections, and is narrowed again.
//
// A section is y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]. Each frame waits for the one before it, which takes
// longer than the arithmetic; so four frames are made at once from the two before them: with g the impulse response of the poles
// alone and w the part without feedback,
//   y[n+k] = w[n+k] + sum over i < k of g[k-i] w[n+i] + g[k+1] y[n-1] - a2 g[k] y[n-2].

/** Coefficients, whether it starts as if the first frame had always been there (1) or at rest (0), and its memory. */
// @ts-ignore: decorator
@unmanaged
class Section {
  b0: f64; b1: f64; b2: f64; a1: f64; a2: f64;
  hold: f64;
  x1: f64; x2: f64; y1: f64; y2: f64;
}
const SECTION_BYTES: usize = 80;

/** Frames that are worked on at a time, so that they stay in the first cache. */
const STRIP: i32 = 512;
const strip = memory.data(STRIP * 8, 64);

/** What is fainter than that will never be heard again; left alone it would fade into numbers that are slow to reckon with. */
const FAINTEST: f64 = 1e-30;

/** Sets the memory of all sections for a sound that begins with `first`. */
function begin(sections: usize, count: i32, first: f64): void {
  for (let i = 0; i < count; i++, sections += SECTION_BYTES) {
    const s = changetype<Section>(sections);
    const steady = s.hold * first * (s.b0 + s.b1 + s.b2) / (1 + s.a1 + s.a2);
    s.x1 = s.x2 = s.hold * first;
    s.y1 = s.y2 = steady;
    first = s.hold != 0 ? steady : s.b0 * first;
  }
}

// @ts-ignore: decorator
@inline
function audible(x: f64): f64 {
  return abs(x) < FAINTEST ? 0 : x;
}

/** One section over doubles, in place; rounds `frames` up to 4. */
function through(s: Section, at: usize, frames: i32): void {
  const g1 = -s.a1;
  const g2 = g1 * g1 - s.a2;
  const g3 = g1 * g2 - s.a2 * g1;
  const g4 = g1 * g3 - s.a2 * g2;
  const b0 = f64x2.splat(s.b0);
  const b1 = f64x2.splat(s.b1);
  const b2 = f64x2.splat(s.b2);
  const g01 = f64x2(0, g1);
  const g12 = f64x2(g1, g2);
  const g23 = f64x2(g2, g3);
  const g34 = f64x2(g3, g4);
  const q01 = f64x2(-s.a2, -s.a2 * g1);
  const q23 = f64x2(-s.a2 * g2, -s.a2 * g3);
  let before = f64x2(s.x2, s.x1);
  let made = f64x2(s.y2, s.y1);
  for (let i = 0; i < frames; i += 4, at += 32) {
    const x01 = v128.load(at);
    const x23 = v128.load(at, 16);
    const w01 = f64x2.add(
      f64x2.add(f64x2.mul(b0, x01), f64x2.mul(b1, v128.shuffle<i64>(before, x01, 1, 2))),
      f64x2.mul(b2, before),
    );
    const w23 = f64x2.add(
      f64x2.add(f64x2.mul(b0, x23), f64x2.mul(b1, v128.shuffle<i64>(x01, x23, 1, 2))),
      f64x2.mul(b2, x01),
    );
    const w0 = v128.shuffle<i64>(w01, w01, 0, 0);
    const u01 = f64x2.add(w01, f64x2.mul(g01, w0));
    const u23 = f64x2.add(
      f64x2.add(w23, f64x2.mul(g01, v128.shuffle<i64>(w23, w23, 0, 0))),
      f64x2.add(f64x2.mul(g23, w0), f64x2.mul(g12, v128.shuffle<i64>(w01, w01, 1, 1))),
    );
    const y1 = v128.shuffle<i64>(made, made, 1, 1);
    const y2 = v128.shuffle<i64>(made, made, 0, 0);
    v128.store(at, f64x2.add(u01, f64x2.add(f64x2.mul(g12, y1), f64x2.mul(q01, y2))));
    made = f64x2.add(u23, f64x2.add(f64x2.mul(g34, y1), f64x2.mul(q23, y2)));
    v128.store(at, made, 16);
    before = x23;
  }
  s.x2 = audible(f64x2.extract_lane(before, 0));
  s.x1 = audible(f64x2.extract_lane(before, 1));
  s.y2 = audible(f64x2.extract_lane(made, 0));
  s.y1 = audible(f64x2.extract_lane(made, 1));
}

/** The same for a section without poles. */
function throughZeros(s: Section, at: usize, frames: i32): void {
  const b0 = f64x2.splat(s.b0);
  const b1 = f64x2.splat(s.b1);
  const b2 = f64x2.splat(s.b2);
  let before = f64x2(s.x2, s.x1);
  for (let i = 0; i < frames; i += 2, at += 16) {
    const x = v128.load(at);
    const late = f64x2.add(f64x2.mul(b1, v128.shuffle<i64>(before, x, 1, 2)), f64x2.mul(b2, before));
    v128.store(at, f64x2.add(f64x2.mul(b0, x), late));
    before = x;
  }
  s.x2 = f64x2.extract_lane(before, 0);
  s.x1 = f64x2.extract_lane(before, 1);
}

/** All sections over doubles; rounds `frames` up to 4. */
function throughAll(sections: usize, count: i32, at: usize, frames: i32): void {
  for (let i = 0; i < count; i++, sections += SECTION_BYTES) {
    const s = changetype<Section>(sections);
    if (s.a1 == 0 && s.a2 == 0) throughZeros(s, at, frames);
    else through(s, at, frames);
  }
}

function widen(plane: usize, frames: i32, target: usize): void {
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16, target += 32) {
    const x = v128.load(plane);
    v128.store(target, f64x2.promote_low_f32x4(x));
    v128.store(target, f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3)), 16);
  }
}

function narrow(source: usize, frames: i32, plane: usize): void {
  const end = plane + (<usize>frames << 2);
  for (; plane < end; plane += 16, source += 32) {
    const low = f32x4.demote_f64x2_zero(v128.load(source));
    const high = f32x4.demote_f64x2_zero(v128.load(source, 16));
    v128.store(plane, v128.shuffle<i32>(low, high, 0, 1, 4, 5));
  }
}

/** All sections over a plane, in place; rounds `frames` up to 4. */
export function filterPlane(plane: usize, frames: i32, sections: usize, count: i32): void {
  if (frames == 0) return;
  begin(sections, count, load<f32>(plane));
  for (let first = 0; first < frames; first += STRIP) {
    const some = min(STRIP, frames - first);
    const at = plane + (<usize>first << 2);
    widen(at, some, strip);
    throughAll(sections, count, strip, some);
    narrow(strip, some, at);
  }
}

function filterDoubles(at: usize, frames: i32, sections: usize, count: i32): void {
  begin(sections, count, load<f64>(at));
  for (let first = 0; first < frames; first += STRIP) {
    throughAll(sections, count, at + (<usize>first << 3), min(STRIP, frames - first));
  }
}

function reverseDoubles(at: usize, frames: i32): void {
  let high = at + (<usize>frames << 3);
  for (; at + 32 <= high; at += 16) {
    high -= 16;
    const a = v128.load(at);
    const b = v128.load(high);
    v128.store(at, v128.shuffle<i64>(b, b, 1, 0));
    v128.store(high, v128.shuffle<i64>(a, a, 1, 0));
  }
  for (; at + 8 < high; at += 8) {
    high -= 8;
    const x = load<f64>(at);
    store<f64>(at, load<f64>(high));
    store<f64>(high, x);
  }
}

/**
 * All sections forwards, then backwards, in place; rounds `frames` up to 4. `edge` frames (fewer than `frames`) are put on at both ends, by point reflection;
 * `work` has room for frames + 2 edge + 4 doubles.
 */
export function filterBothWays(plane: usize, frames: i32, edge: i32, sections: usize, count: i32, work: usize): void {
  if (frames == 0) return;
  const body = work + (<usize>edge << 3);
  const total = frames + 2 * edge;
  const last = plane + (<usize>(frames - 1) << 2);
  widen(plane, frames, body);
  for (let i = 1; i <= edge; i++) {
    const step = <usize>i << 2;
    store<f64>(body - (step << 1), 2 * <f64>load<f32>(plane) - <f64>load<f32>(plane + step));
    store<f64>(body + (<usize>(frames - 1 + i) << 3), 2 * <f64>load<f32>(last) - <f64>load<f32>(last - step));
  }
  filterDoubles(work, total, sections, count);
  reverseDoubles(work, total);
  filterDoubles(work, total, sections, count);
  reverseDoubles(work, total);
  narrow(body, frames, plane);
}
