// Order statistics: by ever narrower brackets, each packed to the front of a buffer without a branch.

/** For each set of lanes, the byte shuffle that brings them to the front. */
const packs = memory.data<u8>([
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 6, 7, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 0, 1, 2, 3,
  8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
  12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 6, 7, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 0, 1, 2, 3,
  8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3,
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
]);

/** Copies a plane; what is no number becomes 0. `absolute`: without signs. */
export function gather(plane: usize, frames: i32, target: usize, absolute: i32): void {
  const kept = absolute ? i32x4.splat(0x7fffffff) : i32x4.splat(-1);
  const end = target + (<usize>frames << 2);
  for (; target < end; plane += 16, target += 16) {
    const x = v128.load(plane);
    v128.store(target, v128.and(v128.and(x, f32x4.eq(x, x)), kept));
  }
}

let below: i32 = 0;
let above: f32 = 0;

/** Packs what is in [low, high]; leaves how many are below it, and the least that is above. Returns how many it packed. */
function pack(source: usize, count: i32, low: f32, high: f32, target: usize): i32 {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  const start = target;
  let less = i32x4.splat(0);
  let next = f32x4.splat(Infinity);
  const whole = source + (<usize>(count & ~3) << 2);
  for (; source < whole; source += 16) {
    const x = v128.load(source);
    const under = f32x4.lt(x, l);
    const over = f32x4.gt(x, h);
    less = i32x4.add(less, under);
    next = f32x4.pmin(next, v128.bitselect(x, f32x4.splat(Infinity), over));
    const bits = 15 & ~i32x4.bitmask(v128.or(under, over));
    v128.store(target, i8x16.swizzle(x, v128.load(packs + (<usize>bits << 4))));
    target += <usize>popcnt(bits) << 2;
  }
  below = -(i32x4.extract_lane(less, 0) + i32x4.extract_lane(less, 1) + i32x4.extract_lane(less, 2) + i32x4.extract_lane(less, 3));
  above = min(
    min(f32x4.extract_lane(next, 0), f32x4.extract_lane(next, 1)),
    min(f32x4.extract_lane(next, 2), f32x4.extract_lane(next, 3)),
  );
  for (let i = count & 3; i > 0; i--, source += 4) {
    const x = load<f32>(source);
    if (x < low) below++;
    else if (x > high) above = min(above, x);
    else {
      store<f32>(target, x);
      target += 4;
    }
  }
  return <i32>((target - start) >> 2);
}

/** Whole numbers in the order of the floats whose bits they are. */
// @ts-ignore: decorator
@inline
function orderOf(x: f32): i32 {
  const bits = reinterpret<i32>(x);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

/** How many are at most `most`; leaves the least that is above. */
function countUpTo(source: usize, count: i32, most: f32): i32 {
  const m = f32x4.splat(most);
  let within = i32x4.splat(0);
  let next = f32x4.splat(Infinity);
  const whole = source + (<usize>(count & ~3) << 2);
  for (; source < whole; source += 16) {
    const x = v128.load(source);
    const over = f32x4.gt(x, m);
    within = i32x4.sub(within, v128.not(over));
    next = f32x4.pmin(next, v128.bitselect(x, f32x4.splat(Infinity), over));
  }
  let found = i32x4.extract_lane(within, 0) + i32x4.extract_lane(within, 1) + i32x4.extract_lane(within, 2) + i32x4.extract_lane(within, 3);
  above = min(
    min(f32x4.extract_lane(next, 0), f32x4.extract_lane(next, 1)),
    min(f32x4.extract_lane(next, 2), f32x4.extract_lane(next, 3)),
  );
  for (let i = count & 3; i > 0; i--, source += 4) {
    const x = load<f32>(source);
    if (x <= most) found++;
    else above = min(above, x);
  }
  return found;
}

const SAMPLED: i32 = 64;
/** Places either way in the sample's order: nine brackets in ten hold what is looked for. */
const MARGIN: f64 = 7;
const sampled = memory.data(SAMPLED * 4, 16);
/** From here on, all values are counted again and again: that is faster than to narrow the bracket. */
const FEW: i32 = 192;

/** The sample's value at a place in its order: the largest that no more than so many are below. */
function sampleAt(place: i32): f32 {
  let found: f32 = -Infinity;
  for (let i: usize = 0; i < <usize>SAMPLED << 2; i += 4) {
    const value = load<f32>(sampled + i);
    if (value <= found) continue;
    const v = f32x4.splat(value);
    let less = i32x4.splat(0);
    for (let at = sampled; at < sampled + (<usize>SAMPLED << 2); at += 16) less = i32x4.sub(less, f32x4.lt(v128.load(at), v));
    const count = i32x4.extract_lane(less, 0) + i32x4.extract_lane(less, 1) + i32x4.extract_lane(less, 2) + i32x4.extract_lane(less, 3);
    if (count <= place) found = value;
  }
  return found;
}

/** The values at `rank` and behind it; between them, `part` of the way. Both buffers are written to, up to 4 floats more than `count`. */
export function valueAt(values: usize, count: i32, rank: i32, part: f64, other: usize): f64 {
  let low: f32 = -Infinity;
  let high: f32 = Infinity;
  let next: f32 = Infinity;
  let least = orderOf(-Infinity);
  let most = orderOf(Infinity);
  let isKnown = false;
  for (let round = 0; count > FEW && round < 64; round++) {
    if (!isKnown) {
      for (let i = 0; i < SAMPLED; i++) {
        store<f32>(sampled + (<usize>i << 2), load<f32>(values + (<usize>((<i64>count * i) / SAMPLED) << 2)));
      }
      const place = (<f64>rank / <f64>count) * SAMPLED;
      const first = <i32>floor(place - MARGIN);
      const last = <i32>ceil(place + MARGIN);
      low = first < 0 ? -Infinity : sampleAt(first);
      high = last >= SAMPLED ? Infinity : sampleAt(last);
    }
    const packed = pack(values, count, low, high, other);
    if (rank < below) {
      high = low;
      low = -Infinity;
      isKnown = true;
    } else if (rank >= below + packed) {
      low = high;
      high = Infinity;
      isKnown = true;
    } else {
      rank -= below;
      next = min(next, above);
      least = max(least, orderOf(low));
      most = min(most, orderOf(high));
      // As many as before: nearly all are alike.
      const stuck = packed == count;
      count = packed;
      isKnown = false;
      const swapped = values;
      values = other;
      other = swapped;
      if (stuck) break;
    }
  }
  while (least < most) {
    const middle = <i32>((<i64>least + <i64>most) >> 1);
    if (countUpTo(values, count, reinterpret<f32>(middle ^ ((middle >> 31) & 0x7fffffff))) > rank) most = middle;
    else least = middle + 1;
  }
  const bits = reinterpret<f32>(least ^ ((least >> 31) & 0x7fffffff));
  // In the order of bits, -0 comes before 0.
  const found: f32 = bits == 0 ? 0 : bits;
  const behind = countUpTo(values, count, found) > rank + 1 ? found : min(next, above);
  return part == 0 || behind == found ? <f64>found : <f64>found + (<f64>behind - <f64>found) * part;
}
