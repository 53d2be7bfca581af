// Whole numbers of photons, each of a mean of its own. Small means by inversion: probabilities are summed up until they pass a
// uniform number, four lanes at a time. Large ones by the quantile that Giles gives for a normal number ("Algorithm 955:
// approximation of the inverse Poisson cumulative distribution function", TOMS 2016): from ten photons on no probability
// P(N <= n) is off by more than 5e-5.
import { unit24 } from '../../../transforms/kernels/assembly/field';
import { rounded } from './level';
import { bytesOf } from './step';

/** Means up to this are inverted. */
export const FEW: f32 = 10;
/** More photons than this have odds below 1e-11 where the mean is 10. */
const MOST: i32 = 40;

const powers = memory.data<f32>([
  1.4426950408889634, 1, 0.6931471805599453, 0.2402265069591007, 0.05550410866482158, 0.009618129107628477, 0.0013333558146428443,
  0.00015403530393381608,
]);
const quantile = memory.data<f32>([
  0.3333333333333333, 0.16666666666666666, -0.027777777777777776, -0.013888888888888888, -0.019753086419753086, 0.008641975308641974,
  0.003703703703703704,
]);
/** 1 / n. */
const parts = memory.data(41 * 4, 16);
let isReady: bool = false;

function prepare(): void {
  if (isReady) return;
  isReady = true;
  for (let n: i32 = 1; n <= MOST; n++) store<f32>(parts + (<usize>n << 2), <f32>1 / <f32>n);
}

/** e^-x for 0 <= x <= 10, within 2e-7 of itself. */
// @ts-ignore: decorator
@inline
function decayed(x: v128): v128 {
  const scaled = f32x4.mul(x, v128.load32_splat(powers));
  const whole = rounded(scaled);
  const f = f32x4.sub(f32x4.convert_i32x4_s(whole), scaled);
  let p = f32x4.add(v128.load32_splat(powers, 24), f32x4.mul(f, v128.load32_splat(powers, 28)));
  p = f32x4.add(v128.load32_splat(powers, 20), f32x4.mul(f, p));
  p = f32x4.add(v128.load32_splat(powers, 16), f32x4.mul(f, p));
  p = f32x4.add(v128.load32_splat(powers, 12), f32x4.mul(f, p));
  p = f32x4.add(v128.load32_splat(powers, 8), f32x4.mul(f, p));
  p = f32x4.add(v128.load32_splat(powers, 4), f32x4.mul(f, p));
  return i32x4.sub(p, i32x4.shl(whole, 23));
}

function few(mean: v128, word: v128): v128 {
  const u = unit24(word);
  let odds = decayed(mean);
  let sum = odds;
  let number = i32x4.splat(0);
  for (let n: usize = 4; n <= <usize>MOST << 2; n += 4) {
    const isBelow = f32x4.le(sum, u);
    if (!v128.any_true(isBelow)) break;
    number = i32x4.sub(number, isBelow);
    odds = f32x4.mul(odds, f32x4.mul(mean, v128.load32_splat(parts + n)));
    sum = f32x4.add(sum, odds);
  }
  return f32x4.convert_i32x4_s(number);
}

// @ts-ignore: decorator
@inline
function many(mean: v128, z: v128): v128 {
  const one = f32x4.splat(1);
  const root = f32x4.sqrt(mean);
  const zz = f32x4.mul(z, z);
  const half = f32x4.add(v128.load32_splat(quantile), f32x4.mul(zz, v128.load32_splat(quantile, 4)));
  const third = f32x4.mul(z, f32x4.add(v128.load32_splat(quantile, 8), f32x4.mul(zz, v128.load32_splat(quantile, 12))));
  const last = f32x4.add(
    v128.load32_splat(quantile, 16),
    f32x4.mul(zz, f32x4.add(v128.load32_splat(quantile, 20), f32x4.mul(zz, v128.load32_splat(quantile, 24)))),
  );
  const bend = f32x4.add(half, f32x4.add(f32x4.div(third, root), f32x4.mul(last, f32x4.div(one, mean))));
  return f32x4.floor(f32x4.pmax(f32x4.splat(0), f32x4.add(mean, f32x4.add(f32x4.mul(root, z), bend))));
}

/** Numbers of photons in place of their means. `normals` is looked at where a mean is above `FEW`. */
export function photons(means: usize, words: usize, normals: usize, count: i32): void {
  prepare();
  const limit = f32x4.splat(FEW);
  const end = bytesOf(count);
  for (let i: usize = 0; i < end; i += 16) {
    const mean = v128.load(means + i);
    const isMany = f32x4.gt(mean, limit);
    let made: v128;
    if (!v128.any_true(isMany)) made = few(mean, v128.load(words + i));
    else {
      made = many(f32x4.pmax(mean, limit), v128.load(normals + i));
      if (!i32x4.all_true(isMany)) {
        made = v128.bitselect(made, few(f32x4.pmin(mean, limit), v128.load(words + i)), isMany);
      }
    }
    v128.store(means + i, made);
  }
}
