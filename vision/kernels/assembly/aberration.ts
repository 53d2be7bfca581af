// Aberration: one plane resampled along its radii, four pixels at a time, borders held.

// @ts-ignore: decorator
@inline
function pick(plane: usize, places: v128): v128 {
  let four = v128.load32_zero(plane + i32x4.extract_lane(places, 0));
  four = v128.load32_lane(plane + i32x4.extract_lane(places, 1), four, 1);
  four = v128.load32_lane(plane + i32x4.extract_lane(places, 2), four, 2);
  return v128.load32_lane(plane + i32x4.extract_lane(places, 3), four, 3);
}

// @ts-ignore: decorator
@inline
function mixed(a: v128, b: v128, part: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), part));
}

const ramp = memory.data<f32>([0, 1, 2, 3]);
const spill = memory.data(16, 16);

/**
 * `out` at (x, y) is `plane`, bilinear, at the centre + (x, y) (1 + k1 r^2 + k2 r^4), where r^2 is (x^2 + y^2) `unit`
 * and x and y are from the centre.
 */
export function radialPlane(plane: usize, out: usize, width: i32, height: i32, k1: f32, k2: f32, unit: f32): void {
  const centreX = <f32>(width - 1) / 2;
  const centreY = <f32>(height - 1) / 2;
  const zero = f32x4.splat(0);
  const lastX = f32x4.splat(<f32>(width - 1));
  const lastY = f32x4.splat(<f32>(height - 1));
  const wide = i32x4.splat(width);
  const endX = i32x4.splat(width - 1);
  const endY = i32x4.splat(height - 1);
  let to = out;
  for (let y = 0; y < height; y++) {
    const dy = f32x4.splat(<f32>y - centreY);
    const dy2 = f32x4.mul(dy, dy);
    for (let x = 0; x < width; x += 4) {
      const dx = f32x4.add(f32x4.splat(<f32>x - centreX), v128.load(ramp));
      const r2 = f32x4.mul(f32x4.add(f32x4.mul(dx, dx), dy2), f32x4.splat(unit));
      const more = f32x4.mul(r2, f32x4.add(f32x4.splat(k1), f32x4.mul(f32x4.splat(k2), r2)));
      const u0 = f32x4.add(f32x4.splat(centreX), f32x4.add(dx, f32x4.mul(dx, more)));
      const v0 = f32x4.add(f32x4.splat(centreY), f32x4.add(dy, f32x4.mul(dy, more)));
      const u = f32x4.pmin(lastX, f32x4.pmax(zero, u0));
      const v = f32x4.pmin(lastY, f32x4.pmax(zero, v0));
      const left = i32x4.trunc_sat_f32x4_s(u);
      const top = i32x4.trunc_sat_f32x4_s(v);
      const a = f32x4.sub(u, f32x4.convert_i32x4_s(left));
      const b = f32x4.sub(v, f32x4.convert_i32x4_s(top));
      const right = i32x4.min_s(i32x4.add(left, i32x4.splat(1)), endX);
      const row0 = i32x4.mul(top, wide);
      const row1 = i32x4.mul(i32x4.min_s(i32x4.add(top, i32x4.splat(1)), endY), wide);
      const above = mixed(
        pick(plane, i32x4.shl(i32x4.add(row0, left), 2)),
        pick(plane, i32x4.shl(i32x4.add(row0, right), 2)),
        a,
      );
      const below = mixed(
        pick(plane, i32x4.shl(i32x4.add(row1, left), 2)),
        pick(plane, i32x4.shl(i32x4.add(row1, right), 2)),
        a,
      );
      const value = mixed(above, below, b);
      if (x + 4 <= width) {
        v128.store(to, value);
        to += 16;
      } else {
        const rest = <usize>(width - x) << 2;
        v128.store(spill, value);
        memory.copy(to, spill, rest);
        to += rest;
      }
    }
  }
}
