// Dense displacement: control grids of (dx, dy) pairs, looked up at any place. Laid out as float64 by `warp-bends.ts`.

export const LINEAR_NET: i32 = 0;
const TRIANGLES: i32 = 1;
export const CUBIC: i32 = 2;

// @ts-ignore: decorator
@unmanaged
export class Bend {
  shape: f64;
  columns: f64; rows: f64;
  // The first node's place, and nodes a pixel.
  left: f64; top: f64; densityX: f64; densityY: f64;
  // The last column and row of the picture.
  right: f64; bottom: f64;
  nodes: f64;
  // Of tiles: i32 for each column and row.
  tileOfColumn: f64; tileOfRow: f64;
}

/** The displacement at a place, in lanes 0 and 1; beyond the picture that of its rim. */
export function bendAt(bend: Bend, x: f64, y: f64): v128 {
  // Written so that a place that is no number is one within.
  const inX = x > 0 ? (x < bend.right ? x : bend.right) : 0, inY = y > 0 ? (y < bend.bottom ? y : bend.bottom) : 0;
  const shape = <i32>bend.shape, columns = <i32>bend.columns;
  const nodes = <usize>bend.nodes;
  if (shape > CUBIC) {
    const column = load<i32>(<usize>bend.tileOfColumn + (<usize>(inX + 0.5) << 2));
    const row = load<i32>(<usize>bend.tileOfRow + (<usize>(inY + 0.5) << 2));
    return v128.load64_zero(nodes + (<usize>(row * columns + column) << 3));
  }
  const margin = shape == CUBIC ? 1 : 0;
  const u = (inX - bend.left) * bend.densityX, v = (inY - bend.top) * bend.densityY;
  const i = min(max(<i32>u, margin), columns - 2 - margin), j = min(max(<i32>v, margin), <i32>bend.rows - 2 - margin);
  const fx = <f32>(u - <f64>i), fy = <f32>(v - <f64>j);
  const stride = <usize>columns << 3;
  let at = nodes + (<usize>((j - margin) * columns + i - margin) << 3);
  if (shape == CUBIC) return cubic(at, stride, fx, fy);
  const above = v128.load(at), below = v128.load(at + stride);
  if (shape == LINEAR_NET) {
    const both = f32x4.add(above, f32x4.mul(f32x4.sub(below, above), f32x4.splat(fy)));
    return f32x4.add(both, f32x4.mul(f32x4.sub(v128.shuffle<i64>(both, both, 1, 1), both), f32x4.splat(fx)));
  }
  const turned = fx + fy > 1;
  const near = turned ? below : above, other = turned ? above : below;
  const corner = turned ? v128.shuffle<i64>(near, near, 1, 1) : near;
  const across = turned ? near : v128.shuffle<i64>(near, near, 1, 1);
  const down = turned ? v128.shuffle<i64>(other, other, 1, 1) : other;
  const toX: f32 = turned ? 1 - fx : fx, toY: f32 = turned ? 1 - fy : fy;
  return f32x4.add(
    corner,
    f32x4.add(f32x4.mul(f32x4.sub(across, corner), f32x4.splat(toX)), f32x4.mul(f32x4.sub(down, corner), f32x4.splat(toY))),
  );
}

/** Sixteen nodes by the weights of a cubic B-spline. */
// @ts-ignore: decorator
@inline
function cubic(at: usize, stride: usize, fx: f32, fy: f32): v128 {
  // Both axes at once: x in lane 0, y in lane 1.
  const t = f32x4.replace_lane(f32x4.splat(fx), 1, fy), s = f32x4.sub(f32x4.splat(1), t);
  const sixth = f32x4.splat(<f32>(1.0 / 6.0)), two3 = f32x4.splat(<f32>(2.0 / 3.0)), half = f32x4.splat(0.5);
  const tt = f32x4.mul(t, t), ss = f32x4.mul(s, s);
  const w0 = f32x4.mul(f32x4.mul(ss, s), sixth), w3 = f32x4.mul(f32x4.mul(tt, t), sixth);
  const w1 = f32x4.add(two3, f32x4.mul(tt, f32x4.sub(f32x4.mul(t, half), f32x4.splat(1))));
  const w2 = f32x4.add(two3, f32x4.mul(ss, f32x4.sub(f32x4.mul(s, half), f32x4.splat(1))));
  let down = v128.shuffle<i32>(w0, w0, 1, 1, 1, 1);
  let first = f32x4.mul(v128.load(at), down), second = f32x4.mul(v128.load(at + 16), down);
  at += stride;
  down = v128.shuffle<i32>(w1, w1, 1, 1, 1, 1);
  first = f32x4.add(first, f32x4.mul(v128.load(at), down));
  second = f32x4.add(second, f32x4.mul(v128.load(at + 16), down));
  at += stride;
  down = v128.shuffle<i32>(w2, w2, 1, 1, 1, 1);
  first = f32x4.add(first, f32x4.mul(v128.load(at), down));
  second = f32x4.add(second, f32x4.mul(v128.load(at + 16), down));
  at += stride;
  down = v128.shuffle<i32>(w3, w3, 1, 1, 1, 1);
  first = f32x4.add(first, f32x4.mul(v128.load(at), down));
  second = f32x4.add(second, f32x4.mul(v128.load(at + 16), down));
  const sum = f32x4.add(
    f32x4.mul(first, v128.shuffle<i32>(w0, w1, 0, 0, 4, 4)),
    f32x4.mul(second, v128.shuffle<i32>(w2, w3, 0, 0, 4, 4)),
  );
  return f32x4.add(sum, v128.shuffle<i64>(sum, sum, 1, 1));
}
