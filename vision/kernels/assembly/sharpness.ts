// PIL's SMOOTH filter, and the blend with it, of one plane in place.

// @ts-ignore: decorator
@inline
function blend(above: v128, left: usize, middle: usize, factor: f32): v128 {
  const x = v128.load(middle);
  const around = f32x4.add(f32x4.add(v128.load(left), v128.load(left, 8)), above);
  const sum = f32x4.add(around, f32x4.mul(f32x4.splat(4), x));
  const smooth = f32x4.nearest(f32x4.mul(sum, f32x4.splat(<f32>(1.0 / 13))));
  const made = f32x4.add(smooth, f32x4.mul(f32x4.splat(factor), f32x4.sub(x, smooth)));
  return f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.splat(255), made));
}

/** `rows` has room for three rows, each with 16 floats to spare: the last two as they were, and sums over columns. */
export function sharpnessPlane(plane: usize, width: i32, height: i32, factor: f32, rows: usize): void {
  const stride = <usize>width << 2;
  const room = stride + 64;
  const sums = rows + 2 * room;
  memory.copy(rows, plane, stride);
  for (let y: i32 = 1; y < height - 1; y++) {
    const target = plane + <usize>y * stride;
    const below = target + stride;
    const above = rows + <usize>((y - 1) & 1) * room;
    const middle = rows + <usize>(y & 1) * room;
    memory.copy(middle, target, stride);
    for (let x: usize = 0; x < stride; x += 16) {
      v128.store(sums + x, f32x4.add(f32x4.add(v128.load(above + x), v128.load(below + x)), v128.load(middle + x)));
    }
    let x: usize = 4;
    for (; x + 20 <= stride; x += 16) {
      v128.store(target + x, blend(v128.load(sums + x), sums + x - 4, middle + x, factor));
    }
    for (; x + 4 < stride; x += 4) {
      store<f32>(target + x, f32x4.extract_lane(blend(v128.load(sums + x), sums + x - 4, middle + x, factor), 0));
    }
  }
}
