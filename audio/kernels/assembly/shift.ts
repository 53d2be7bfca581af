// Moving a plane in time, and the seam that this makes.

const WRAP: i32 = 0;
const ZEROS: i32 = 1;
const EDGE: i32 = 2;

function copy(source: usize, first: i32, target: usize, at: i32, count: i32): void {
  if (count > 0) memory.copy(target + (<usize>at << 2), source + (<usize>first << 2), <usize>count << 2);
}

function mirrored(source: usize, frames: i32, target: usize, shift: i32, at: i32, end: i32): void {
  const turn = 2 * (frames - 1);
  for (let n = at; n < end; n++) {
    let m = turn == 0 ? 0 : abs((n - shift) % turn);
    if (m >= frames) m = turn - m;
    store<f32>(target + (<usize>n << 2), load<f32>(source + (<usize>m << 2)));
  }
}

function hold(target: usize, at: i32, end: i32, value: f32): void {
  for (let n = at; n < end; n++) store<f32>(target + (<usize>n << 2), value);
}

/** Moves a plane by `shift` frames, |shift| <= frames, into another; what is empty then is filled. */
export function shiftTo(source: usize, target: usize, frames: i32, shift: i32, fill: i32): void {
  const later = shift >= 0;
  const kept = frames - abs(shift);
  copy(source, later ? 0 : -shift, target, later ? shift : 0, kept);
  const at = later ? 0 : kept;
  const end = later ? shift : frames;
  if (fill == WRAP) copy(source, later ? kept : 0, target, at, end - at);
  else if (fill == ZEROS) memory.fill(target + (<usize>at << 2), 0, <usize>(end - at) << 2);
  else if (fill == EDGE) hold(target, at, end, load<f32>(source + (later ? 0 : <usize>(frames - 1) << 2)));
  else mirrored(source, frames, target, shift, at, end);
}

// The equal-energy pair of fades of Signalsmith ("cheap energy crossfade"), i of `length` frames from 0 to 1.
function fadeIn(i: i32, length: i32): f64 {
  const t = length > 1 ? <f64>i / <f64>(length - 1) : 0;
  const a = t * (1 - t);
  const c = a * (1 + 1.4186 * a) + t;
  return c * c;
}

function fadeOut(i: i32, length: i32): f64 {
  return length > 1 ? fadeIn(length - 1 - i, length) : 1;
}

/** Fades [at, at + count) in; `first`: how much of the fade of `length` frames came before. */
export function fadeInAt(plane: usize, at: i32, count: i32, first: i32, length: i32): void {
  plane += <usize>at << 2;
  for (let i = 0; i < count; i++, plane += 4) store<f32>(plane, <f32>(<f64>load<f32>(plane) * fadeIn(first + i, length)));
}

export function fadeOutAt(plane: usize, at: i32, count: i32, first: i32, length: i32): void {
  plane += <usize>at << 2;
  for (let i = 0; i < count; i++, plane += 4) store<f32>(plane, <f32>(<f64>load<f32>(plane) * fadeOut(first + i, length)));
}

/** target = `leaving` fading out + `coming` fading in, over `count` frames; target may be either. */
export function crossfadeTo(leaving: usize, coming: usize, target: usize, count: i32): void {
  for (let i = 0; i < count; i++, leaving += 4, coming += 4, target += 4) {
    store<f32>(target, <f32>(<f64>load<f32>(leaving) * fadeOut(i, count) + <f64>load<f32>(coming) * fadeIn(i, count)));
  }
}

/** target[n] = the sum over j < count of taps[j] * source[n + j]; `frames` is rounded up to 16, and as much more is read. */
export function firTo(source: usize, target: usize, frames: i32, taps: usize, count: i32): void {
  const last = taps + (<usize>count << 2);
  const end = target + (<usize>frames << 2);
  for (; target < end; target += 64, source += 64) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let x = source;
    for (let tap = taps; tap < last; tap += 4, x += 4) {
      const t = v128.load32_splat(tap);
      a = f32x4.add(a, f32x4.mul(v128.load(x), t));
      b = f32x4.add(b, f32x4.mul(v128.load(x, 16), t));
      c = f32x4.add(c, f32x4.mul(v128.load(x, 32), t));
      d = f32x4.add(d, f32x4.mul(v128.load(x, 48), t));
    }
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
}
